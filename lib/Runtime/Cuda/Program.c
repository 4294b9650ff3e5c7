/* SPDX-License-Identifier: Apache-2.0 */
/* Code and weights on a device. Models of one descriptor share them: what a model
 * has of its own is memory for one run. */
#include "Internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOG_BYTES = 512 };

/* Of all models of this library; touched under the lock only. */
static cuda_program *programs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int load_ptx(const cuda_driver *driver, const cuda_program *program,
                    uint32_t image, cu_module *module) {
  char log[LOG_BYTES] = "";
  int options[] = {CU_JIT_ERROR_LOG, CU_JIT_ERROR_LOG_BYTES};
  void *values[] = {log, (void *)(uintptr_t)sizeof(log)};
  int code = driver->module_load(module, program->variant->images[image].ptx, 2,
                                 options, values);
  log[LOG_BYTES - 1] = 0;
  return code ? qopt_cuda_fail(program->desc->model.name, code,
                               "the driver compiles PTX of %s%s%.150s",
                               program->variant->chip, *log ? ": " : "", log)
              : QOPT_OK;
}

/* A cubin that the driver has no use for is replaced by PTX where there is some. */
static int load_image(const cuda_driver *driver, cuda_program *program,
                      uint32_t image, bool *use_cubin) {
  const qopt_device_image *from = &program->variant->images[image];
  if (*use_cubin) {
    int code = driver->module_load(&program->modules[image], from->cubin, 0, NULL,
                                   NULL);
    if (!code)
      return QOPT_OK;
    if (code != CU_NO_BINARY || !from->ptx)
      return qopt_cuda_fail(program->desc->model.name, code,
                            "the driver loads the cubin of %s",
                            program->variant->chip);
    *use_cubin = false;
  }
  return load_ptx(driver, program, image, &program->modules[image]);
}

static int find_kernel(const cuda_driver *driver, cuda_program *program,
                       uint32_t kernel) {
  const qopt_device_variant *variant = program->variant;
  const char *name = variant->kernels[kernel].name;
  const char *model = program->desc->model.name;
  cu_function *function = &program->functions[kernel];
  int code = driver->module_function(
      function, program->modules[variant->kernels[kernel].image], name);
  if (code)
    return qopt_cuda_fail(model, code, "kernel '%s'", name);
  uint32_t shared = 0;
  for (uint32_t i = 0; i < variant->num_steps; ++i)
    if (variant->steps[i].kernel == kernel &&
        variant->steps[i].shared_bytes > shared)
      shared = variant->steps[i].shared_bytes;
  /* Beyond 48 KiB, static shared memory included, must be asked for. */
  if (shared)
    code = driver->function_set(*function, CU_FUNCTION_DYNAMIC_SHARED,
                                (int)shared);
  return code ? qopt_cuda_fail(model, code, "%u bytes of shared memory for '%s'",
                               shared, name)
              : QOPT_OK;
}

static int upload_weights(const cuda_driver *driver, cuda_program *program) {
  const qopt_device_variant *variant = program->variant;
  if (!variant->weight_bytes)
    return QOPT_OK;
  int code = driver->allocate(&program->weights, (size_t)variant->weight_bytes);
  if (code)
    program->weights = 0;
  if (!code)
    code = driver->copy_in(program->weights, variant->weights,
                           (size_t)variant->weight_bytes, NULL);
  if (!code)
    code = driver->stream_synchronize(NULL);
  return code ? qopt_cuda_fail(program->desc->model.name, code,
                               "%llu bytes of weights on the device",
                               (unsigned long long)variant->weight_bytes)
              : QOPT_OK;
}

static int load(const cuda_driver *driver, cuda_program *program,
                bool use_cubin) {
  const qopt_device_variant *variant = program->variant;
  program->modules = calloc((size_t)variant->num_images + 1, sizeof(cu_module));
  program->functions =
      calloc((size_t)variant->num_kernels + 1, sizeof(cu_function));
  if (!program->modules || !program->functions)
    return qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory",
                     program->desc->model.name);
  int status = QOPT_OK;
  for (uint32_t i = 0; i < variant->num_images && !status; ++i)
    status = load_image(driver, program, i, &use_cubin);
  for (uint32_t i = 0; i < variant->num_kernels && !status; ++i)
    status = find_kernel(driver, program, i);
  if (!status)
    status = upload_weights(driver, program);
  char name[128] = "?";
  driver->device_name(name, (int)sizeof(name), program->device);
  snprintf(program->description, sizeof(program->description), "%s: %s of %s",
           name, use_cubin ? "cubin" : "PTX", variant->chip);
  return status;
}

/* What load made, also half of it. */
static void unload(const cuda_driver *driver, cuda_program *program) {
  if (program->weights)
    driver->release(program->weights);
  for (uint32_t i = 0; program->modules && i < program->variant->num_images; ++i)
    if (program->modules[i])
      driver->module_unload(program->modules[i]);
  free(program->modules);
  free(program->functions);
}

/* Under the lock. */
static int make_program(const cuda_driver *driver, cuda_program wanted,
                        cuda_program **made) {
  bool use_cubin = false;
  const char *name = wanted.desc->model.name;
  wanted.variant = qopt_cuda_choose_variant(driver, wanted.desc, wanted.device,
                                            &use_cubin);
  if (!wanted.variant)
    return QOPT_NO_DEVICE;
  int code = driver->context_retain(&wanted.context, wanted.device);
  if (code)
    return qopt_cuda_fail(name, code, "cuDevicePrimaryCtxRetain");
  cuda_program *program = malloc(sizeof(*program));
  int status = program ? QOPT_OK
                       : qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory", name);
  if (program) {
    *program = wanted;
    code = driver->context_push(program->context);
    status = code ? qopt_cuda_fail(name, code, "cuCtxPushCurrent")
                  : load(driver, program, use_cubin);
    if (status)
      unload(driver, program);
    cu_context popped;
    if (!code)
      driver->context_pop(&popped);
  }
  if (status) {
    driver->context_release(wanted.device);
    free(program);
    return status;
  }
  program->next = programs;
  programs = program;
  *made = program;
  return QOPT_OK;
}

int qopt_cuda_acquire_program(const cuda_driver *driver,
                              const qopt_device_model_desc *desc,
                              cuda_program **program) {
  cuda_program wanted = {.desc = desc};
  int status = qopt_cuda_choose_device(driver, &wanted.device);
  if (status)
    return status;
  pthread_mutex_lock(&lock);
  cuda_program *found = programs;
  while (found && (found->desc != desc || found->device != wanted.device))
    found = found->next;
  if (!found)
    status = make_program(driver, wanted, &found);
  if (!status) {
    ++found->users;
    *program = found;
  }
  pthread_mutex_unlock(&lock);
  return status;
}

void qopt_cuda_release_program(const cuda_driver *driver,
                               cuda_program *program) {
  pthread_mutex_lock(&lock);
  if (--program->users == 0) {
    cuda_program **link = &programs;
    while (*link != program)
      link = &(*link)->next;
    *link = program->next;
    cu_context popped;
    int code = driver->context_push(program->context);
    unload(driver, program);
    if (!code)
      driver->context_pop(&popped);
    driver->context_release(program->device);
    free(program);
  }
  pthread_mutex_unlock(&lock);
}
