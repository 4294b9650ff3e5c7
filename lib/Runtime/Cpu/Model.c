/* SPDX-License-Identifier: Apache-2.0 */
/* Making and freeing models: which code path to use, and the arenas. */
#include "Internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGNMENT = 64, MAX_THREADS = 4096 };

/* "generic, avx2": the names of the model's paths. */
static void list_paths(const qopt_model_desc *desc, char *text, size_t size) {
  size_t used = 0;
  text[0] = 0;
  for (uint32_t i = 0; i < desc->num_paths && used < size; ++i)
    used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                             desc->paths[i].isa);
}

static const qopt_code_path *find_path(const qopt_model_desc *desc,
                                       const char *isa, const char *asked_by) {
  char names[256];
  list_paths(desc, names, sizeof(names));
  uint32_t available = qopt_cpu_features();
  for (uint32_t i = 0; i < desc->num_paths; ++i) {
    const qopt_code_path *path = &desc->paths[i];
    if (strcmp(path->isa, isa))
      continue;
    if ((path->features & available) == path->features)
      return path;
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': code path '%s' (%s) needs CPU features 0x%" PRIx32
              ", this CPU has 0x%" PRIx32,
              desc->name, isa, asked_by, path->features, available);
    return NULL;
  }
  qopt_fail(QOPT_ERROR_ARGUMENT,
            "model '%s': expected one of its code paths (%s), got '%s' (%s)",
            desc->name, names, isa, asked_by);
  return NULL;
}

static const qopt_code_path *choose_path(const qopt_model_desc *desc,
                                         const qopt_options *options) {
  if (options && options->isa)
    return find_path(desc, options->isa, "options.isa");
  const char *forced = getenv("QOPT_ISA");
  if (forced && *forced)
    return find_path(desc, forced, "environment variable QOPT_ISA");
  uint32_t available = qopt_cpu_features();
  for (uint32_t i = 0; i < desc->num_paths; ++i)
    if ((desc->paths[i].features & available) == desc->paths[i].features)
      return &desc->paths[i];
  char names[256];
  list_paths(desc, names, sizeof(names));
  qopt_fail(QOPT_ERROR_ARGUMENT,
            "model '%s': this CPU (features 0x%" PRIx32
            ") runs none of its code paths (%s)",
            desc->name, available, names);
  return NULL;
}

bool qopt_reserve_arenas(qopt_model *model, int count) {
  const qopt_model_desc *desc = model->desc;
  if (count <= model->num_arenas)
    return true;
  uint8_t **arenas = realloc(model->arenas, (size_t)count * sizeof(*arenas));
  if (arenas)
    model->arenas = arenas;
  size_t slots = (size_t)desc->num_inputs + desc->num_outputs;
  void **pointers = realloc(model->pointers,
                            ((size_t)count * slots + 1) * sizeof(*pointers));
  if (pointers)
    model->pointers = pointers;
  bool ok = arenas && pointers;
  /* aligned_alloc wants a multiple of the alignment; at least one line, so
   * that every entry gets a valid pointer. */
  uint64_t bytes = desc->arena_bytes;
  if (bytes > SIZE_MAX - ARENA_ALIGNMENT)
    ok = false;
  bytes = bytes ? (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT *
                      ARENA_ALIGNMENT
                : ARENA_ALIGNMENT;
  while (ok && model->num_arenas < count) {
    uint8_t *arena = aligned_alloc(ARENA_ALIGNMENT, bytes);
    if (arena)
      model->arenas[model->num_arenas++] = arena;
    ok = arena != NULL;
  }
  if (!ok)
    qopt_fail(QOPT_ERROR_MEMORY,
              "model '%s': no memory for %d arenas of %" PRIu64 " bytes",
              desc->name, count, desc->arena_bytes);
  return ok;
}

qopt_model *qopt_create(const qopt_model_desc *desc,
                        const qopt_options *options) {
  if (!qopt_check_desc(desc))
    return NULL;
  int32_t threads = options ? options->threads : 0;
  if (threads < 0 || threads > MAX_THREADS) {
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': expected 0 to %d threads, got %" PRId32, desc->name,
              MAX_THREADS, threads);
    return NULL;
  }
  const qopt_code_path *path = choose_path(desc, options);
  if (!path)
    return NULL;
  qopt_model *model = calloc(1, sizeof(*model));
  if (!model) {
    qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory", desc->name);
    return NULL;
  }
  model->desc = desc;
  model->path = path;
  model->weights = qopt_acquire_weights(desc);
  model->threads = threads ? threads : omp_get_max_threads();
  if (!qopt_reserve_arenas(model, 1)) {
    qopt_destroy(model);
    return NULL;
  }
  return model;
}

void qopt_destroy(qopt_model *model) {
  if (!model)
    return;
  for (int i = 0; i < model->num_arenas; ++i)
    free(model->arenas[i]);
  free(model->arenas);
  free(model->pointers);
  qopt_release_weights(model->weights);
  free(model);
}

const char *qopt_isa(const qopt_model *model) {
  return model ? model->path->isa : NULL;
}

void qopt_set_session(qopt_model *model, void *session) {
  if (model)
    model->session = session;
}
