/* SPDX-License-Identifier: Apache-2.0 */
/* Device memory for a batch's tensors, kept from call to call. */
#include "Internal.h"

/* What device allocations are aligned to; kernels rely on 16 bytes. */
enum { ALIGNMENT = 256 };

const qopt_tensor_info *qopt_cuda_tensor(const qopt_model_desc *desc,
                                         uint32_t i) {
  return i < desc->num_inputs ? &desc->inputs[i]
                              : &desc->outputs[i - desc->num_inputs];
}

uint64_t qopt_cuda_stride(const qopt_tensor_info *info) {
  return (info->bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void qopt_cuda_free_buffers(const cuda_driver *driver, cuda_model *model) {
  const qopt_model_desc *desc = &model->program->desc->model;
  for (uint32_t i = 0; i < desc->num_inputs + desc->num_outputs; ++i) {
    if (model->buffers.bases[i])
      driver->release(model->buffers.bases[i]);
    model->buffers.bases[i] = 0;
  }
  model->capacity = model->filled = 0;
}

int qopt_cuda_reserve(const cuda_driver *driver, cuda_model *model,
                      int64_t batch) {
  if (batch <= model->capacity)
    return QOPT_OK;
  const qopt_model_desc *desc = &model->program->desc->model;
  /* Work that still uses the old ones is waited for by the driver's free. */
  qopt_cuda_drop_graph(driver, model);
  qopt_cuda_free_buffers(driver, model);
  for (uint32_t i = 0; i < desc->num_inputs + desc->num_outputs; ++i) {
    const qopt_tensor_info *info = qopt_cuda_tensor(desc, i);
    uint64_t stride = qopt_cuda_stride(info), bytes;
    model->buffers.strides[i] = stride;
    if (!stride)
      continue;
    int code = CU_OUT_OF_MEMORY;
    if (!__builtin_mul_overflow(stride, (uint64_t)batch, &bytes) &&
        bytes <= SIZE_MAX)
      code = driver->allocate(&model->buffers.bases[i], (size_t)bytes);
    if (!code)
      continue;
    model->buffers.bases[i] = 0;
    qopt_cuda_free_buffers(driver, model);
    return qopt_cuda_fail(desc->name, code,
                          "device memory for %lld samples of '%.100s'",
                          (long long)batch, info->name);
  }
  model->capacity = batch;
  return QOPT_OK;
}
