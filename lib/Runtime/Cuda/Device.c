/* SPDX-License-Identifier: Apache-2.0 */
/* Which device, and which of a model's variants for it. */
#include "Internal.h"

#include <stdio.h>
#include <stdlib.h>

int qopt_cuda_choose_device(const cuda_driver *driver, int *device) {
  int count = 0, code = driver->device_count(&count);
  if (code) {
    qopt_cuda_fail(NULL, code, "no CUDA device: cuDeviceGetCount");
    return QOPT_NO_DEVICE;
  }
  if (count == 0) {
    qopt_fail(QOPT_ERROR_ARGUMENT, "no CUDA device: the driver has none");
    return QOPT_NO_DEVICE;
  }
  const char *text = getenv("QOPT_CUDA_DEVICE");
  if (!text || !*text)
    text = "0";
  char *end;
  long ordinal = strtol(text, &end, 10);
  if (*end || end == text || ordinal < 0 || ordinal >= count)
    return qopt_fail(QOPT_ERROR_ARGUMENT,
                     "environment variable QOPT_CUDA_DEVICE: expected 0 to %d, "
                     "got '%s'",
                     count - 1, text);
  code = driver->device_get(device, (int)ordinal);
  return code ? qopt_cuda_fail(NULL, code, "cuDeviceGet of device %ld", ordinal)
              : QOPT_OK;
}

/* "sm_90a, sm_80": chips that the model has code for. */
static void list_chips(const qopt_device_model_desc *desc, char *text,
                       size_t size) {
  size_t used = 0;
  text[0] = 0;
  for (uint32_t i = 0; i < desc->num_variants && used < size; ++i)
    used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
                             desc->variants[i].chip);
}

/* Whether every image has the form asked for. */
static bool has_all(const qopt_device_variant *variant, bool cubin) {
  for (uint32_t i = 0; i < variant->num_images; ++i)
    if (cubin ? !variant->images[i].cubin : !variant->images[i].ptx)
      return false;
  return true;
}

static bool runs_cubin(const qopt_device_variant *variant, uint32_t major,
                       uint32_t minor) {
  return has_all(variant, true) && variant->major == major &&
         (variant->exact ? variant->minor == minor : variant->minor <= minor);
}

static bool runs_ptx(const qopt_device_variant *variant, uint32_t major,
                     uint32_t minor) {
  if (!has_all(variant, false))
    return false;
  if (variant->exact)
    return variant->major == major && variant->minor == minor;
  return variant->major < major ||
         (variant->major == major && variant->minor <= minor);
}

const qopt_device_variant *
qopt_cuda_choose_variant(const cuda_driver *driver,
                         const qopt_device_model_desc *desc, int device,
                         bool *use_cubin) {
  int major = 0, minor = 0;
  int code = driver->device_attribute(&major, CU_ATTRIBUTE_MAJOR, device);
  if (!code)
    code = driver->device_attribute(&minor, CU_ATTRIBUTE_MINOR, device);
  if (code) {
    qopt_cuda_fail(desc->model.name, code, "cuDeviceGetAttribute");
    return NULL;
  }
  uint32_t x = (uint32_t)major, y = (uint32_t)minor;
  for (uint32_t i = 0; i < desc->num_variants; ++i) {
    const qopt_device_variant *variant = &desc->variants[i];
    *use_cubin = runs_cubin(variant, x, y);
    if (*use_cubin || runs_ptx(variant, x, y))
      return variant;
  }
  char chips[256], name[128] = "?";
  list_chips(desc, chips, sizeof(chips));
  driver->device_name(name, (int)sizeof(name), device);
  qopt_fail(QOPT_ERROR_ARGUMENT,
            "model '%s': expected a device that runs code for one of %s, got "
            "'%s' of compute capability %d.%d",
            desc->model.name, chips, name, major, minor);
  return NULL;
}
