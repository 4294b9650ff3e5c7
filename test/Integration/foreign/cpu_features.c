/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the runtime's CpuFeatures.c: a processor with AVX-VNNI and without
 * AVX-512, whatever this one is. */
#include "qopt-c/Runtime.h"

uint32_t qopt_cpu_features(void);
uint32_t qopt_cpu_features(void) {
  return QOPT_CPU_AVX2 | QOPT_CPU_FMA | QOPT_CPU_AVXVNNI;
}
