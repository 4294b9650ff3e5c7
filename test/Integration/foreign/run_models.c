/* SPDX-License-Identifier: Apache-2.0 */
/* Runs all models of models.inc on every code path that the processor has, and on
 * the path chosen where none is asked for.
 *
 * usage: run_models FOLDER CPU
 * Input i of model M is read from FOLDER/M.in<i>, samples one after the other;
 * output j goes to FOLDER/M.<CPU>.<path>.out<j>. Prints one line per run, "M path",
 * or "M default path" where the runtime chose; exit code 1 after an error. */
#include "qopt-c/Runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODEL(name) const qopt_model_desc *name##_model(void);
#include "models.inc"
#undef MODEL

static const qopt_model_desc *(*const models[])(void) = {
#define MODEL(name) name##_model,
#include "models.inc"
#undef MODEL
};

enum { MAX_TENSORS = 8 };

static void *allocate(uint64_t bytes) {
  /* A tensor may be empty; its pointer may not be NULL. */
  void *data = aligned_alloc(64, (bytes + 64) / 64 * 64);
  if (!data) {
    fprintf(stderr, "no memory for %llu bytes\n", (unsigned long long)bytes);
    exit(1);
  }
  return data;
}

static void *read_all(const char *path, uint64_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "cannot open %s\n", path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  *size = (uint64_t)ftell(file);
  rewind(file);
  void *data = allocate(*size);
  if (fread(data, 1, *size, file) != *size)
    exit(1);
  fclose(file);
  return data;
}

static void write_all(const char *path, const void *data, uint64_t size) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
    fprintf(stderr, "cannot write %s\n", path);
    exit(1);
  }
}

static int run(const qopt_model_desc *desc, const char *folder, const char *cpu,
               const char *isa) {
  qopt_options options = {1, isa};
  qopt_model *model = qopt_create(desc, &options);
  if (!model) {
    fprintf(stderr, "%s\n", qopt_last_error());
    return 1;
  }
  char path[4096];
  const void *inputs[MAX_TENSORS];
  void *outputs[MAX_TENSORS];
  int64_t batch = 1;
  for (uint32_t i = 0; i < desc->num_inputs; ++i) {
    uint64_t size;
    snprintf(path, sizeof(path), "%s/%s.in%u", folder, desc->name, i);
    inputs[i] = read_all(path, &size);
    batch = desc->inputs[i].bytes ? (int64_t)(size / desc->inputs[i].bytes) : 1;
  }
  for (uint32_t j = 0; j < desc->num_outputs; ++j) {
    uint64_t size = desc->outputs[j].bytes * (uint64_t)batch;
    outputs[j] = allocate(size);
    memset(outputs[j], 0xa5, size);
  }
  int status = qopt_run(model, inputs, outputs, batch);
  if (status)
    fprintf(stderr, "%s\n", qopt_last_error());
  for (uint32_t j = 0; j < desc->num_outputs; ++j) {
    snprintf(path, sizeof(path), "%s/%s.%s.%s.out%u", folder, desc->name, cpu,
             isa ? isa : "default", j);
    write_all(path, outputs[j], desc->outputs[j].bytes * (uint64_t)batch);
    free(outputs[j]);
  }
  for (uint32_t i = 0; i < desc->num_inputs; ++i)
    free((void *)inputs[i]);
  printf("%s %s%s\n", desc->name, isa ? "" : "default ", qopt_isa(model));
  qopt_destroy(model);
  return status != 0;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: run_models FOLDER CPU\n");
    return 2;
  }
  int failed = 0;
  for (size_t m = 0; m < sizeof(models) / sizeof(models[0]); ++m) {
    const qopt_model_desc *desc = models[m]();
    failed |= run(desc, argv[1], argv[2], NULL);
    for (uint32_t p = 0; p < desc->num_paths; ++p)
      if ((desc->paths[p].features & ~qopt_cpu_features()) == 0)
        failed |= run(desc, argv[1], argv[2], desc->paths[p].isa);
  }
  return failed;
}
