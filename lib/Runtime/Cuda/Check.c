/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of a descriptor's tables, once per model: everything that follows indexes
 * them without looking. */
#include "Internal.h"

#include <inttypes.h>

static bool bad(const qopt_device_model_desc *desc,
                const qopt_device_variant *variant, const char *what) {
  qopt_fail(QOPT_ERROR_ARGUMENT,
            "model '%s': malformed descriptor: variant '%s': %s",
            desc->model.name, variant->chip ? variant->chip : "?", what);
  return false;
}

/* Whether an argument is an address, and how many bytes lie behind it. */
static bool find_bytes(const qopt_device_model_desc *desc,
                       const qopt_device_variant *variant,
                       const qopt_device_argument *argument, uint64_t *bytes) {
  bool is_input = argument->space == QOPT_SPACE_INPUT;
  if (is_input || argument->space == QOPT_SPACE_OUTPUT) {
    const qopt_model_desc *model = &desc->model;
    if (argument->index >= (is_input ? model->num_inputs : model->num_outputs))
      return false;
    *bytes = (is_input ? model->inputs : model->outputs)[argument->index].bytes;
  } else if (argument->space == QOPT_SPACE_ARENA) {
    *bytes = variant->arena_bytes;
  } else if (argument->space == QOPT_SPACE_WEIGHTS) {
    *bytes = variant->weight_bytes;
  } else {
    return false;
  }
  if (argument->value > *bytes)
    return false;
  *bytes -= argument->value;
  return true;
}

static bool check_argument(const qopt_device_model_desc *desc,
                           const qopt_device_variant *variant,
                           const qopt_device_argument *argument) {
  uint64_t bytes;
  if (argument->space == QOPT_SPACE_TENSOR_MAP)
    return argument->index < variant->num_tensor_maps;
  return argument->space == QOPT_SPACE_VALUE ||
         find_bytes(desc, variant, argument, &bytes);
}

/* What the driver would refuse, and reads of what is not the tensor's. */
static bool check_tensor_map(const qopt_device_model_desc *desc,
                             const qopt_device_variant *variant,
                             const qopt_device_tensor_map *map) {
  uint64_t bytes = 0, end;
  if (map->rank < 1 || map->rank > 5 || map->base.value % 16 ||
      !find_bytes(desc, variant, &map->base, &bytes))
    return false;
  uint32_t swizzle = map->swizzle_bytes;
  if (swizzle != 0 && swizzle != 32 && swizzle != 64 && swizzle != 128)
    return false;
  if (map->boxes[0] % 16 || (swizzle && map->boxes[0] > swizzle))
    return false;
  end = map->sizes[0];
  for (uint32_t i = 0; i < map->rank; ++i) {
    if (!map->sizes[i] || map->sizes[i] > UINT32_MAX || !map->boxes[i] ||
        map->boxes[i] > 256)
      return false;
    uint64_t stride = i ? map->strides[i - 1] : 0;
    if (stride % 16 || stride >> 40)
      return false;
    uint64_t step;
    if (__builtin_mul_overflow(map->sizes[i] - 1, stride, &step) ||
        __builtin_add_overflow(end, step, &end))
      return false;
  }
  return end <= bytes;
}

static bool check_step(const qopt_device_variant *variant,
                       const qopt_device_step *step) {
  uint64_t end = (uint64_t)step->first_argument + step->num_arguments;
  if (end > variant->num_arguments)
    return false;
  if (step->kernel != QOPT_DEVICE_COPY)
    return step->kernel < variant->num_kernels;
  const qopt_device_argument *arguments =
      variant->arguments + step->first_argument;
  return step->num_arguments == 2 && arguments[0].space < QOPT_SPACE_VALUE &&
         arguments[1].space < QOPT_SPACE_VALUE;
}

static bool check_variant(const qopt_device_model_desc *desc,
                          const qopt_device_variant *variant) {
  if (!variant->chip)
    return bad(desc, variant, "no chip");
  if (variant->weight_bytes && !variant->weights)
    return bad(desc, variant, "no weights");
  if ((variant->num_images && !variant->images) ||
      (variant->num_kernels && !variant->kernels) ||
      (variant->num_steps && !variant->steps) ||
      (variant->num_arguments && !variant->arguments) ||
      (variant->num_tensor_maps && !variant->tensor_maps))
    return bad(desc, variant, "a table is missing");
  for (uint32_t i = 0; i < variant->num_images; ++i)
    if (!variant->images[i].cubin && !variant->images[i].ptx)
      return bad(desc, variant, "an image has neither a cubin nor PTX");
  for (uint32_t i = 0; i < variant->num_kernels; ++i)
    if (!variant->kernels[i].name ||
        variant->kernels[i].image >= variant->num_images)
      return bad(desc, variant, "a kernel has no name or no image");
  for (uint32_t i = 0; i < variant->num_tensor_maps; ++i)
    if (!check_tensor_map(desc, variant, &variant->tensor_maps[i]))
      return bad(desc, variant,
                 "a tensor map is none, or reaches beyond what it is of");
  for (uint32_t i = 0; i < variant->num_arguments; ++i)
    if (!check_argument(desc, variant, &variant->arguments[i]))
      return bad(desc, variant, "an argument is outside of what it points to");
  for (uint32_t i = 0; i < variant->num_steps; ++i)
    if (!check_step(variant, &variant->steps[i]))
      return bad(desc, variant, "a step has no kernel or wrong arguments");
  return true;
}

bool qopt_cuda_check(const qopt_device_model_desc *desc) {
  if (!desc->num_variants || !desc->variants) {
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': malformed descriptor: no code for any chip",
              desc->model.name);
    return false;
  }
  for (uint32_t i = 0; i < desc->num_variants; ++i)
    if (!check_variant(desc, &desc->variants[i]))
      return false;
  return true;
}
