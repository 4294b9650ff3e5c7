/* SPDX-License-Identifier: Apache-2.0 */
/* What the runtime asks of a kind of device. The one implementation is
 * Runtime/Cuda; a descriptor points to it, so that libraries of CPU models do not
 * hold it. */
#ifndef QOPT_RUNTIME_CPU_BACKEND_H
#define QOPT_RUNTIME_CPU_BACKEND_H

#include "qopt-c/Device.h"

/* Of qopt_device_backend.create: there is no driver, no device, or none that the
 * model has code for. A fallback may run instead. */
enum { QOPT_NO_DEVICE = 100 };

struct qopt_device_backend {
  const char *isa; /* the code path's name */
  /* Opens the device and loads the model to it. Returns QOPT_OK, QOPT_NO_DEVICE or
   * a qopt_status; other than QOPT_OK with a message set and *state untouched. */
  int (*create)(const qopt_device_model_desc *desc, void **state);
  /* As qopt_run with checked arguments. */
  int (*run)(void *state, const void *const *inputs, void *const *outputs,
             int64_t batch);
  void (*destroy)(void *state);
};

#endif /* QOPT_RUNTIME_CPU_BACKEND_H */
