/* SPDX-License-Identifier: Apache-2.0 */
/* Models on a GPU: made, run on the host's tensors, freed. */
#include "Internal.h"

#include <stdlib.h>

static void destroy(void *state) {
  cuda_model *model = state;
  const cuda_driver *driver = qopt_cuda_driver();
  cu_context popped;
  int code = driver->context_push(model->program->context);
  if (model->stream) {
    /* Work on a user's stream may still use the buffers. */
    if (model->has_work)
      driver->event_synchronize(model->done);
    driver->stream_synchronize(model->stream);
  }
  qopt_cuda_drop_graph(driver, model);
  if (model->buffers.bases)
    qopt_cuda_free_buffers(driver, model);
  if (model->arena)
    driver->release(model->arena);
  if (model->done)
    driver->event_destroy(model->done);
  if (model->stream)
    driver->stream_destroy(model->stream);
  if (!code)
    driver->context_pop(&popped);
  qopt_cuda_release_program(driver, model->program);
  free(model->buffers.bases);
  free(model->buffers.strides);
  free(model->tensor_maps);
  free(model);
}

/* In the device's context. */
static int prepare(const cuda_driver *driver, cuda_model *model) {
  const qopt_model_desc *desc = &model->program->desc->model;
  size_t tensors = (size_t)desc->num_inputs + desc->num_outputs + 1;
  model->buffers.bases = calloc(tensors, sizeof(cu_address));
  model->buffers.strides = calloc(tensors, sizeof(uint64_t));
  if (!model->buffers.bases || !model->buffers.strides)
    return qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory", desc->name);
  int code = driver->stream_create(&model->stream, CU_STREAM_NON_BLOCKING);
  if (code)
    return qopt_cuda_fail(desc->name, code, "cuStreamCreate");
  code = driver->event_create(&model->done, 0);
  if (code)
    return qopt_cuda_fail(desc->name, code, "cuEventCreate");
  uint64_t bytes = model->program->variant->arena_bytes;
  if (bytes)
    code = bytes <= SIZE_MAX ? driver->allocate(&model->arena, (size_t)bytes)
                             : CU_OUT_OF_MEMORY;
  if (code) {
    model->arena = 0;
    return qopt_cuda_fail(desc->name, code, "%llu bytes of working memory",
                          (unsigned long long)bytes);
  }
  return qopt_cuda_create_tensor_maps(model);
}

static int create(const qopt_device_model_desc *desc, void **state) {
  const cuda_driver *driver = qopt_cuda_driver();
  if (!driver)
    return QOPT_NO_DEVICE;
  if (!qopt_cuda_check(desc))
    return QOPT_ERROR_ARGUMENT;
  cuda_model *model = calloc(1, sizeof(*model));
  if (!model)
    return qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory",
                     desc->model.name);
  int status = qopt_cuda_acquire_program(driver, desc, &model->program);
  if (status) {
    free(model);
    return status;
  }
  cu_context popped;
  int code = driver->context_push(model->program->context);
  status = code ? qopt_cuda_fail(desc->model.name, code, "cuCtxPushCurrent")
                : prepare(driver, model);
  if (!code)
    driver->context_pop(&popped);
  if (status)
    destroy(model);
  else
    *state = model;
  return status;
}

/* Samples of one tensor between the host and the buffers, in one copy where they lie
 * as densely there. */
static int transfer(const cuda_driver *driver, cuda_model *model,
                    uint32_t tensor, void *host, int64_t batch, bool in) {
  const qopt_tensor_info *info =
      qopt_cuda_tensor(&model->program->desc->model, tensor);
  uint64_t stride = model->buffers.strides[tensor], bytes = info->bytes;
  int64_t copies = stride == bytes ? 1 : batch;
  if (copies == 1)
    bytes *= (uint64_t)batch;
  for (int64_t i = 0; bytes && i < copies; ++i) {
    cu_address device = model->buffers.bases[tensor] + (uint64_t)i * stride;
    uint8_t *at = (uint8_t *)host + (uint64_t)i * bytes;
    int code = in ? driver->copy_in(device, at, (size_t)bytes, model->stream)
                  : driver->copy_out(at, device, (size_t)bytes, model->stream);
    if (code)
      return qopt_cuda_fail(qopt_cuda_name(model), code, "copy of '%.100s' %s",
                            info->name, in ? "to the device" : "from the device");
  }
  return QOPT_OK;
}

static int enqueue(const cuda_driver *driver, cuda_model *model,
                   const void *const *inputs, void *const *outputs,
                   int64_t batch) {
  const qopt_model_desc *desc = &model->program->desc->model;
  int status = QOPT_OK;
  for (uint32_t i = 0; i < desc->num_inputs && !status; ++i)
    status = transfer(driver, model, i, (void *)(uintptr_t)inputs[i], batch, true);
  if (!status)
    status = qopt_cuda_replay(driver, model, batch);
  for (uint32_t i = 0; i < desc->num_outputs && !status; ++i)
    status = transfer(driver, model, desc->num_inputs + i, outputs[i], batch,
                      false);
  return status;
}

static int run(void *state, const void *const *inputs, void *const *outputs,
               int64_t batch) {
  cuda_model *model = state;
  const cuda_driver *driver = qopt_cuda_driver();
  const char *name = qopt_cuda_name(model);
  cu_context popped;
  int code = driver->context_push(model->program->context);
  if (code)
    return qopt_cuda_fail(name, code, "cuCtxPushCurrent");
  int status = qopt_cuda_reserve(driver, model, batch);
  if (!status && model->has_work && model->last != model->stream) {
    code = driver->stream_wait(model->stream, model->done, 0);
    if (code)
      status = qopt_cuda_fail(name, code, "cuStreamWaitEvent");
  }
  if (!status) {
    model->filled = 0;
    status = enqueue(driver, model, inputs, outputs, batch);
    /* After a failure, too: what was enqueued uses the caller's memory. */
    code = driver->stream_synchronize(model->stream);
    if (code && !status)
      status = qopt_cuda_fail(name, code, "cuStreamSynchronize");
  }
  if (!status) {
    model->filled = batch;
    model->has_work = false;
  }
  driver->context_pop(&popped);
  return status;
}

const qopt_device_backend qopt_cuda_backend = {"cuda", create, run, destroy};
