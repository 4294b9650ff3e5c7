/* SPDX-License-Identifier: Apache-2.0 */
/* Tensor maps: descriptors of tensors on the device, which kernels take by value. The
 * arena's and the weights' are made once, those of a caller's tensors when these are
 * elsewhere than at the last run. A launch, also one that is captured, keeps a copy. */
#include "Internal.h"

#include <inttypes.h>
#include <stdlib.h>

int qopt_cuda_create_tensor_maps(cuda_model *model) {
  size_t count = model->program->variant->num_tensor_maps;
  if (!count)
    return QOPT_OK;
  model->tensor_maps =
      aligned_alloc(_Alignof(cuda_tensor_map), count * sizeof(cuda_tensor_map));
  if (!model->tensor_maps)
    return qopt_fail(QOPT_ERROR_MEMORY, "model '%s': no memory",
                     qopt_cuda_name(model));
  for (size_t i = 0; i < count; ++i)
    model->tensor_maps[i].address = 0;
  return QOPT_OK;
}

/* The driver's number of a swizzle. */
static int swizzle_of(uint32_t bytes) {
  return bytes == 128 ? 3 : bytes == 64 ? 2 : bytes == 32 ? 1 : 0;
}

int qopt_cuda_tensor_map(const cuda_driver *driver, const cuda_model *model,
                         uint32_t index, cu_address address, void **bytes) {
  const qopt_device_tensor_map *from =
      &model->program->variant->tensor_maps[index];
  cuda_tensor_map *map = &model->tensor_maps[index];
  *bytes = map->bytes;
  if (map->address == address)
    return QOPT_OK;
  static const uint32_t every_element[5] = {1, 1, 1, 1, 1};
  int code = driver->tensor_map
                 ? driver->tensor_map(map->bytes, CU_TENSOR_MAP_UINT8, from->rank,
                                      (void *)(uintptr_t)address, from->sizes,
                                      from->strides, from->boxes, every_element,
                                      0, swizzle_of(from->swizzle_bytes),
                                      CU_TENSOR_MAP_L2_256B, 0)
                 : CU_NOT_SUPPORTED;
  map->address = code ? 0 : address;
  return code ? qopt_cuda_fail(qopt_cuda_name(model), code,
                               "tensor map %" PRIu32 " of %s%s", index,
                               model->program->variant->chip,
                               driver->tensor_map
                                   ? ""
                                   : ", for which the driver is too old")
              : QOPT_OK;
}
