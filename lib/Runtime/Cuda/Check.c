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

static bool check_argument(const qopt_device_model_desc *desc,
                           const qopt_device_variant *variant,
                           const qopt_device_argument *argument) {
  switch (argument->space) {
  case QOPT_SPACE_INPUT:
    return argument->index < desc->model.num_inputs &&
           argument->value <= desc->model.inputs[argument->index].bytes;
  case QOPT_SPACE_OUTPUT:
    return argument->index < desc->model.num_outputs &&
           argument->value <= desc->model.outputs[argument->index].bytes;
  case QOPT_SPACE_ARENA:
    return argument->value <= variant->arena_bytes;
  case QOPT_SPACE_WEIGHTS:
    return argument->value <= variant->weight_bytes;
  default:
    return argument->space == QOPT_SPACE_VALUE;
  }
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
  return step->num_arguments == 2 && arguments[0].space != QOPT_SPACE_VALUE &&
         arguments[1].space != QOPT_SPACE_VALUE;
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
      (variant->num_arguments && !variant->arguments))
    return bad(desc, variant, "a table is missing");
  for (uint32_t i = 0; i < variant->num_images; ++i)
    if (!variant->images[i].cubin && !variant->images[i].ptx)
      return bad(desc, variant, "an image has neither a cubin nor PTX");
  for (uint32_t i = 0; i < variant->num_kernels; ++i)
    if (!variant->kernels[i].name ||
        variant->kernels[i].image >= variant->num_images)
      return bad(desc, variant, "a kernel has no name or no image");
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
