/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what callers hand in. Each message says what was wanted and what
 * was got. */
#include "Internal.h"

#include <inttypes.h>

uint64_t qopt_element_bytes(uint32_t dtype) {
  switch (dtype) {
  case QOPT_S8:
  case QOPT_U8:
  case QOPT_BOOL:
    return 1;
  case QOPT_S16:
  case QOPT_U16:
    return 2;
  case QOPT_F32:
  case QOPT_S32:
  case QOPT_U32:
    return 4;
  case QOPT_S64:
  case QOPT_U64:
    return 8;
  default:
    return 0;
  }
}

static bool bad(const qopt_model_desc *desc, const char *what) {
  qopt_fail(QOPT_ERROR_ARGUMENT, "model '%s': malformed descriptor: %s",
            desc->name ? desc->name : "?", what);
  return false;
}

static bool check_tensor(const qopt_model_desc *desc,
                         const qopt_tensor_info *info) {
  if (!info->name)
    return bad(desc, "a tensor has no name");
  if (!qopt_element_bytes(info->dtype))
    return bad(desc, "a tensor has an unknown element type");
  if (info->rank && !info->dims)
    return bad(desc, "a tensor has no dimensions");
  uint64_t bytes = qopt_element_bytes(info->dtype);
  for (uint32_t i = 0; i < info->rank; ++i)
    if (info->dims[i] < 0 ||
        __builtin_mul_overflow(bytes, (uint64_t)info->dims[i], &bytes))
      return bad(desc, "a tensor's dimension is negative or too large");
  if (bytes != info->bytes || bytes > INT64_MAX)
    return bad(desc, "a tensor's byte size does not match its dimensions");
  return true;
}

const qopt_device_model_desc *qopt_device_desc(const qopt_model_desc *desc) {
  /* It begins with the other, so that the pointers are equal. */
  return desc->abi_version == QOPT_DEVICE_ABI_VERSION
             ? (const qopt_device_model_desc *)desc
             : NULL;
}

bool qopt_check_desc(const qopt_model_desc *desc) {
  if (!desc) {
    qopt_fail(QOPT_ERROR_ARGUMENT, "expected a model descriptor, got NULL");
    return false;
  }
  /* First of all: other versions may lay out everything else differently. */
  if (desc->abi_version != QOPT_ABI_VERSION &&
      desc->abi_version != QOPT_DEVICE_ABI_VERSION) {
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "expected a model of ABI version %u or %u, got version %" PRIu32,
              QOPT_ABI_VERSION, QOPT_DEVICE_ABI_VERSION, desc->abi_version);
    return false;
  }
  if (!desc->name)
    return bad(desc, "no name");
  if ((desc->num_inputs && !desc->inputs) ||
      (desc->num_outputs && !desc->outputs))
    return bad(desc, "no input or output table");
  if (desc->weight_bytes && !desc->weights)
    return bad(desc, "no weights");
  const qopt_device_model_desc *device = qopt_device_desc(desc);
  if (device && !device->backend)
    return bad(desc, "no backend");
  if ((!device && !desc->num_paths) || (desc->num_paths && !desc->paths))
    return bad(desc, "no code paths");
  for (uint32_t i = 0; i < desc->num_paths; ++i)
    if (!desc->paths[i].isa || !desc->paths[i].entry)
      return bad(desc, "a code path has no name or no entry");
  for (uint32_t i = 0; i < desc->num_inputs; ++i)
    if (!check_tensor(desc, &desc->inputs[i]))
      return false;
  for (uint32_t i = 0; i < desc->num_outputs; ++i)
    if (!check_tensor(desc, &desc->outputs[i]))
      return false;
  return true;
}

static bool check_pointers(const qopt_model_desc *desc, const char *kind,
                           const qopt_tensor_info *infos, uint32_t count,
                           const void *const *pointers, int64_t batch) {
  if (count && !pointers) {
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': expected %" PRIu32 " %s pointers, got NULL",
              desc->name, count, kind);
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    const qopt_tensor_info *info = &infos[i];
    if (!pointers[i] && info->bytes) {
      qopt_fail(QOPT_ERROR_ARGUMENT,
                "model '%s': %s %" PRIu32 " ('%s'): expected a pointer, "
                "got NULL",
                desc->name, kind, i, info->name);
      return false;
    }
    uint64_t element = qopt_element_bytes(info->dtype);
    if ((uintptr_t)pointers[i] % element) {
      qopt_fail(QOPT_ERROR_ARGUMENT,
                "model '%s': %s %" PRIu32 " ('%s'): expected a pointer aligned "
                "to %" PRIu64 " bytes, got %p",
                desc->name, kind, i, info->name, element, pointers[i]);
      return false;
    }
    uint64_t total;
    if (__builtin_mul_overflow(info->bytes, (uint64_t)batch, &total) ||
        total > INT64_MAX) {
      qopt_fail(QOPT_ERROR_ARGUMENT,
                "model '%s': %s %" PRIu32 " ('%s'): a batch of %" PRId64
                " does not fit the address space",
                desc->name, kind, i, info->name, batch);
      return false;
    }
  }
  return true;
}

static bool overlap(const void *a, uint64_t a_bytes, const void *b,
                    uint64_t b_bytes) {
  uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
  return a_bytes && b_bytes && (x <= y ? y - x < a_bytes : x - y < b_bytes);
}

static bool check_overlap(const qopt_model_desc *desc, uint32_t output,
                          const void *const *others,
                          const qopt_tensor_info *infos, uint32_t count,
                          const char *kind, void *const *outputs,
                          int64_t batch) {
  uint64_t bytes = desc->outputs[output].bytes * (uint64_t)batch;
  for (uint32_t i = 0; i < count; ++i) {
    if (!overlap(outputs[output], bytes, others[i],
                 infos[i].bytes * (uint64_t)batch))
      continue;
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': output %" PRIu32 " ('%s') overlaps %s %" PRIu32
              " ('%s')",
              desc->name, output, desc->outputs[output].name, kind, i,
              infos[i].name);
    return false;
  }
  return true;
}

bool qopt_check_run(const qopt_model_desc *desc, const void *const *inputs,
                    void *const *outputs, int64_t batch) {
  if (batch < 1) {
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "model '%s': expected a batch of at least 1, got %" PRId64,
              desc->name, batch);
    return false;
  }
  const void *const *results = (const void *const *)outputs;
  if (!check_pointers(desc, "input", desc->inputs, desc->num_inputs, inputs,
                      batch) ||
      !check_pointers(desc, "output", desc->outputs, desc->num_outputs, results,
                      batch))
    return false;
  for (uint32_t i = 0; i < desc->num_outputs; ++i)
    if (!check_overlap(desc, i, inputs, desc->inputs, desc->num_inputs, "input",
                       outputs, batch) ||
        !check_overlap(desc, i, results, desc->outputs, i, "output", outputs,
                       batch))
      return false;
  return true;
}
