/* SPDX-License-Identifier: Apache-2.0 */
/* Models on a GPU: run on tensors that are there, and timed there. */
#include "Internal.h"

#include <stdlib.h>

/* What device allocations give, and kernels rely on. */
enum { ALIGNMENT = 16 };

/* The GPU's state of a model; NULL, with a message set, where there is none. */
static cuda_model *state_of(qopt_model *model) {
  if (model && model->device)
    return model->device;
  if (!model)
    qopt_fail(QOPT_ERROR_ARGUMENT, "expected a model, got NULL");
  else
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': expected a model on a GPU, got one on code path '%s'",
              model->desc->name, qopt_isa(model));
  return NULL;
}

static bool is_aligned(uint64_t address, uint64_t bytes, int64_t batch) {
  return address % ALIGNMENT == 0 && (batch == 1 || bytes % ALIGNMENT == 0);
}

/* Where the tensors of a call are: the caller's memory, or buffers of the model. */
static int place(const cuda_driver *driver, cuda_model *model,
                 const void *const *inputs, void *const *outputs, int64_t batch,
                 cuda_tensors *tensors) {
  const qopt_model_desc *desc = &model->program->desc->model;
  for (uint32_t i = 0; i < desc->num_inputs + desc->num_outputs; ++i) {
    const void *pointer =
        i < desc->num_inputs ? inputs[i] : outputs[i - desc->num_inputs];
    tensors->bases[i] = (uintptr_t)pointer;
    tensors->strides[i] = qopt_cuda_tensor(desc, i)->bytes;
    if (is_aligned(tensors->bases[i], tensors->strides[i], batch))
      continue;
    int status = qopt_cuda_reserve(driver, model, batch);
    if (status)
      return status;
    model->filled = 0;
    tensors->bases[i] = model->buffers.bases[i];
    tensors->strides[i] = model->buffers.strides[i];
  }
  return QOPT_OK;
}

/* Samples that `place` moved, from (or to) where the caller has them. */
static int move(const cuda_driver *driver, cuda_model *model, uint32_t tensor,
                const void *pointer, const cuda_tensors *tensors, int64_t batch,
                bool in, cu_stream stream) {
  const qopt_tensor_info *info =
      qopt_cuda_tensor(&model->program->desc->model, tensor);
  cu_address theirs = (uintptr_t)pointer, ours = tensors->bases[tensor];
  if (theirs == ours)
    return QOPT_OK;
  for (int64_t i = 0; i < batch; ++i) {
    cu_address at = theirs + (uint64_t)i * info->bytes;
    cu_address moved = ours + (uint64_t)i * tensors->strides[tensor];
    int code = driver->copy(in ? moved : at, in ? at : moved,
                            (size_t)info->bytes, stream);
    if (code)
      return qopt_cuda_fail(qopt_cuda_name(model), code,
                            "copy of '%.100s' on the device", info->name);
  }
  return QOPT_OK;
}

static int enqueue(const cuda_driver *driver, cuda_model *model,
                   const void *const *inputs, void *const *outputs,
                   int64_t batch, const cuda_tensors *tensors,
                   cu_stream stream) {
  const qopt_model_desc *desc = &model->program->desc->model;
  int status = QOPT_OK;
  for (uint32_t i = 0; i < desc->num_inputs && !status; ++i)
    status = move(driver, model, i, inputs[i], tensors, batch, true, stream);
  if (!status)
    status = qopt_cuda_launch(driver, model, tensors, batch, stream);
  for (uint32_t i = 0; i < desc->num_outputs && !status; ++i)
    status = move(driver, model, desc->num_inputs + i, outputs[i], tensors, batch,
                  false, stream);
  return status;
}

/* A stream that is being captured must not wait for what is outside the capture. */
static bool is_capturing(const cuda_driver *driver, cu_stream stream) {
  int state = 0;
  return driver->capture_begin &&
         !driver->stream_is_capturing(stream, &state) && state;
}

/* In order with other streams: they share the arena and the buffers. */
static int enqueue_in_order(const cuda_driver *driver, cuda_model *model,
                            const void *const *inputs, void *const *outputs,
                            int64_t batch, const cuda_tensors *tensors,
                            cu_stream stream) {
  if (is_capturing(driver, stream))
    return enqueue(driver, model, inputs, outputs, batch, tensors, stream);
  int code = CU_SUCCESS;
  if (model->has_work && model->last != stream)
    code = driver->stream_wait(stream, model->done, 0);
  if (code)
    return qopt_cuda_fail(qopt_cuda_name(model), code, "cuStreamWaitEvent");
  int status = enqueue(driver, model, inputs, outputs, batch, tensors, stream);
  /* After a failure, too: something may have been enqueued. */
  code = driver->event_record(model->done, stream);
  model->has_work = true;
  model->last = stream;
  if (code && !status)
    status = qopt_cuda_fail(qopt_cuda_name(model), code, "cuEventRecord");
  return status;
}

int qopt_run_on_stream(qopt_model *model, const void *const *inputs,
                       void *const *outputs, int64_t batch, void *stream) {
  cuda_model *state = state_of(model);
  if (!state || !qopt_check_run(model->desc, inputs, outputs, batch))
    return QOPT_ERROR_ARGUMENT;
  const cuda_driver *driver = qopt_cuda_driver();
  size_t count = (size_t)model->desc->num_inputs + model->desc->num_outputs + 1;
  cuda_tensors tensors = {malloc(count * sizeof(cu_address)),
                          malloc(count * sizeof(uint64_t))};
  cu_context popped;
  int code = driver->context_push(state->program->context), status = QOPT_OK;
  if (code)
    status = qopt_cuda_fail(qopt_cuda_name(state), code, "cuCtxPushCurrent");
  else if (!tensors.bases || !tensors.strides)
    status = qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory",
                       qopt_cuda_name(state));
  if (!status)
    status = place(driver, state, inputs, outputs, batch, &tensors);
  if (!status)
    status = enqueue_in_order(driver, state, inputs, outputs, batch, &tensors,
                              stream);
  if (!code)
    driver->context_pop(&popped);
  free(tensors.bases);
  free(tensors.strides);
  return status;
}

static int time_runs(const cuda_driver *driver, cuda_model *model,
                     int64_t batch, int32_t runs, cu_event begin, cu_event end,
                     double *microseconds) {
  /* The first may make a graph. */
  int status = qopt_cuda_replay(driver, model, batch), code = CU_SUCCESS;
  for (int32_t i = 0; i < runs && !status && !code; ++i) {
    float milliseconds = 0;
    code = driver->event_record(begin, model->stream);
    if (!code)
      status = qopt_cuda_replay(driver, model, batch);
    if (!code && !status)
      code = driver->event_record(end, model->stream);
    if (!code && !status)
      code = driver->event_synchronize(end);
    if (!code && !status)
      code = driver->event_elapsed(&milliseconds, begin, end);
    microseconds[i] = 1e3 * milliseconds;
  }
  return code ? qopt_cuda_fail(qopt_cuda_name(model), code, "timing by events")
              : status;
}

int qopt_time_on_device(qopt_model *model, int64_t batch, int32_t runs,
                        double *microseconds) {
  cuda_model *state = state_of(model);
  if (!state)
    return QOPT_ERROR_ARGUMENT;
  const char *name = qopt_cuda_name(state);
  if (runs < 1 || !microseconds)
    return qopt_fail(QOPT_ERROR_ARGUMENT,
                     "model '%s': expected at least 1 run and room for its time, "
                     "got %d",
                     name, (int)runs);
  if (batch < 1 || state->filled != batch)
    return qopt_fail(QOPT_ERROR_ARGUMENT,
                     "model '%s': expected a qopt_run of %lld samples before, got "
                     "one of %lld",
                     name, (long long)batch, (long long)state->filled);
  const cuda_driver *driver = qopt_cuda_driver();
  cu_context popped;
  cu_event begin = NULL, end = NULL;
  int code = driver->context_push(state->program->context);
  if (code)
    return qopt_cuda_fail(name, code, "cuCtxPushCurrent");
  code = driver->event_create(&begin, 0);
  if (!code)
    code = driver->event_create(&end, 0);
  int status = code ? qopt_cuda_fail(name, code, "cuEventCreate")
                    : time_runs(driver, state, batch, runs, begin, end,
                                microseconds);
  if (begin)
    driver->event_destroy(begin);
  if (end)
    driver->event_destroy(end);
  driver->context_pop(&popped);
  return status;
}

const char *qopt_device_description(const qopt_model *model) {
  if (!model || !model->device)
    return NULL;
  return ((const cuda_model *)model->device)->program->description;
}
