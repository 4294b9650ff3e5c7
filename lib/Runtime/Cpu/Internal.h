/* SPDX-License-Identifier: Apache-2.0 */
/* What the runtime's files share. Not visible outside the library. */
#ifndef QOPT_RUNTIME_CPU_INTERNAL_H
#define QOPT_RUNTIME_CPU_INTERNAL_H

#include "Backend.h"

#include <stdbool.h>
#include <stddef.h>

#if defined(_OPENMP)
#include <omp.h>
#else
/* Without OpenMP there is one thread; see Serial.c. */
static inline int omp_get_max_threads(void) { return 1; }
static inline int omp_get_thread_num(void) { return 0; }
static inline void omp_set_num_threads(int threads) { (void)threads; }
#endif

struct qopt_model {
  const qopt_model_desc *desc;
  /* What runs it: a code path, or the backend with its state. */
  const qopt_code_path *path;
  const qopt_device_backend *backend;
  void *device;
  const uint8_t *weights; /* the descriptor's or a copy; see Weights.c */
  void *session;
  int threads;
  /* One per thread that ever took part; arenas[0..num_arenas) are not NULL. */
  uint8_t **arenas;
  int num_arenas;
  /* One sample's pointers, (num_inputs + num_outputs) per arena. */
  void **pointers;
};

/* Sets this thread's message, printf style, and returns `status`. */
__attribute__((format(printf, 2, 3))) int
qopt_fail(int status, const char *format, ...);

/* Bytes of one element; 0 for an unknown dtype. */
uint64_t qopt_element_bytes(uint32_t dtype);

/* The descriptor as one of a model for a device; NULL where it is none. */
const qopt_device_model_desc *qopt_device_desc(const qopt_model_desc *desc);

/* Whether the descriptor is well formed; if not, a message is set. */
bool qopt_check_desc(const qopt_model_desc *desc);

/* Whether a run's arguments are in order; if not, a message is set. */
bool qopt_check_run(const qopt_model_desc *desc, const void *const *inputs,
                    void *const *outputs, int64_t batch);

/* Makes sure that there are `count` arenas; false if memory is out. */
bool qopt_reserve_arenas(qopt_model *model, int count);

/* The descriptor's weights, or a copy in huge pages that models share; NULL if the
 * model has none. Every call needs one of qopt_release_weights. */
const uint8_t *qopt_acquire_weights(const qopt_model_desc *desc);
void qopt_release_weights(const uint8_t *weights);

#endif /* QOPT_RUNTIME_CPU_INTERNAL_H */
