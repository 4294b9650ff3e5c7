/* SPDX-License-Identifier: Apache-2.0 */
/* Enqueuing a variant's steps. */
#include "Internal.h"

#include <stdlib.h>

static cu_address address_of(const cuda_model *model,
                             const cuda_tensors *tensors, int64_t sample,
                             const qopt_device_argument *argument) {
  const qopt_model_desc *desc = &model->program->desc->model;
  uint32_t tensor = argument->index;
  switch (argument->space) {
  case QOPT_SPACE_ARENA:
    return model->arena + argument->value;
  case QOPT_SPACE_WEIGHTS:
    return model->program->weights + argument->value;
  case QOPT_SPACE_OUTPUT:
    tensor += desc->num_inputs;
    break;
  case QOPT_SPACE_INPUT:
    break;
  default: /* a number: little endian, so that its bytes come first */
    return argument->value;
  }
  return tensors->bases[tensor] + (uint64_t)sample * tensors->strides[tensor] +
         argument->value;
}

/* Argument `argument` at `param`; `value` is room for an address or a number. */
static int set_argument(const cuda_driver *driver, const cuda_model *model,
                        const cuda_tensors *tensors, int64_t sample,
                        const qopt_device_argument *argument, cu_address *value,
                        void **param) {
  *param = value;
  if (argument->space != QOPT_SPACE_TENSOR_MAP) {
    *value = address_of(model, tensors, sample, argument);
    return QOPT_OK;
  }
  const qopt_device_tensor_map *map =
      &model->program->variant->tensor_maps[argument->index];
  return qopt_cuda_tensor_map(driver, model, argument->index,
                              address_of(model, tensors, sample, &map->base),
                              param);
}

/* `values` and `params` have room for the step's arguments. */
static int enqueue(const cuda_driver *driver, const cuda_model *model,
                   const cuda_tensors *tensors, int64_t sample,
                   const qopt_device_step *step, cu_address *values,
                   void **params, cu_stream stream) {
  const qopt_device_variant *variant = model->program->variant;
  for (uint32_t i = 0; i < step->num_arguments; ++i) {
    int status = set_argument(driver, model, tensors, sample,
                              &variant->arguments[step->first_argument + i],
                              &values[i], &params[i]);
    if (status)
      return status;
  }
  if (step->kernel == QOPT_DEVICE_COPY) {
    int code = step->copy_bytes
                   ? driver->copy(values[0], values[1],
                                  (size_t)step->copy_bytes, stream)
                   : CU_SUCCESS;
    return code ? qopt_cuda_fail(qopt_cuda_name(model), code,
                                 "copy of %llu bytes on the device",
                                 (unsigned long long)step->copy_bytes)
                : QOPT_OK;
  }
  int code = driver->launch(model->program->functions[step->kernel],
                            step->grid[0], step->grid[1], step->grid[2],
                            step->block[0], step->block[1], step->block[2],
                            step->shared_bytes, stream, params, NULL);
  return code ? qopt_cuda_fail(qopt_cuda_name(model), code,
                               "launch of kernel '%.150s'",
                               variant->kernels[step->kernel].name)
              : QOPT_OK;
}

int qopt_cuda_launch(const cuda_driver *driver, const cuda_model *model,
                     const cuda_tensors *tensors, int64_t batch,
                     cu_stream stream) {
  const qopt_device_variant *variant = model->program->variant;
  uint32_t most = 0;
  for (uint32_t i = 0; i < variant->num_steps; ++i)
    if (variant->steps[i].num_arguments > most)
      most = variant->steps[i].num_arguments;
  cu_address *values = malloc((size_t)(most + 1) * sizeof(*values));
  void **params = malloc((size_t)(most + 1) * sizeof(*params));
  int status = QOPT_OK;
  if (!values || !params)
    status = qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory",
                       qopt_cuda_name(model));
  /* All samples use one arena: they run one after the other. */
  for (int64_t sample = 0; sample < batch && !status; ++sample)
    for (uint32_t i = 0; i < variant->num_steps && !status; ++i)
      status = enqueue(driver, model, tensors, sample, &variant->steps[i], values,
                       params, stream);
  free(values);
  free(params);
  return status;
}
