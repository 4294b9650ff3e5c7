/* SPDX-License-Identifier: Apache-2.0 */
/* Making and freeing models: which code path or device to use, and the arenas. */
#include "Internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGNMENT = 64, MAX_THREADS = 4096 };

/* "generic, avx2": the names of the model's paths. */
static void list_paths(const qopt_model_desc *desc, char *text, size_t size) {
  const qopt_device_model_desc *device = qopt_device_desc(desc);
  size_t used = 0;
  text[0] = 0;
  if (device)
    used += (size_t)snprintf(text, size, "%s", device->backend->isa);
  for (uint32_t i = 0; i < desc->num_paths && used < size; ++i)
    used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
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

/* The name of the code path that was asked for, and by what; NULL: none was. */
static const char *get_forced(const qopt_options *options,
                              const char **asked_by) {
  *asked_by = "options.isa";
  if (options && options->isa)
    return options->isa;
  *asked_by = "environment variable QOPT_ISA";
  const char *forced = getenv("QOPT_ISA");
  return forced && *forced ? forced : NULL;
}

static const qopt_code_path *choose_path(const qopt_model_desc *desc,
                                         const qopt_options *options) {
  const char *asked_by, *forced = get_forced(options, &asked_by);
  if (forced)
    return find_path(desc, forced, asked_by);
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

/* Makes the model ready on its device, if it has one and no other code path is asked
 * for. Other than QOPT_OK is a failure; QOPT_OK without a device leaves the model to
 * the CPU. */
static int open_device(qopt_model *model, const qopt_options *options) {
  const qopt_device_model_desc *device = qopt_device_desc(model->desc);
  if (!device)
    return QOPT_OK;
  const char *asked_by, *forced = get_forced(options, &asked_by);
  if (forced && strcmp(forced, device->backend->isa))
    return QOPT_OK;
  model->backend = device->backend;
  int status = device->backend->create(device, &model->device);
  bool has_fallback = !forced && model->desc->num_paths > 0;
  return status == QOPT_NO_DEVICE && has_fallback ? QOPT_OK : status;
}

static bool open_path(qopt_model *model, const qopt_options *options) {
  model->path = choose_path(model->desc, options);
  if (!model->path)
    return false;
  model->weights = qopt_acquire_weights(model->desc);
  return qopt_reserve_arenas(model, 1);
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
  qopt_model *model = calloc(1, sizeof(*model));
  if (!model) {
    qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory", desc->name);
    return NULL;
  }
  model->desc = desc;
  model->threads = threads ? threads : omp_get_max_threads();
  if (open_device(model, options) || (!model->device && !open_path(model, options))) {
    qopt_destroy(model);
    return NULL;
  }
  return model;
}

void qopt_destroy(qopt_model *model) {
  if (!model)
    return;
  if (model->device)
    model->backend->destroy(model->device);
  for (int i = 0; i < model->num_arenas; ++i)
    free(model->arenas[i]);
  free(model->arenas);
  free(model->pointers);
  qopt_release_weights(model->weights);
  free(model);
}

const char *qopt_isa(const qopt_model *model) {
  if (!model)
    return NULL;
  return model->device ? model->backend->isa : model->path->isa;
}

void qopt_set_session(qopt_model *model, void *session) {
  if (model)
    model->session = session;
}
