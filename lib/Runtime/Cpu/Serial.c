/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled models ask of LLVM's OpenMP runtime, for one thread: for systems
 * that have none. Compiled without -fopenmp, like the files beside it, this file
 * makes a model's object link against libc and libm alone; compiled with it, it is
 * empty. Interface: kmp.h of LLVM's OpenMP runtime. */
#include "Internal.h"

#include <stdarg.h>

#if !defined(_OPENMP)

typedef void (*parallel_body)(int32_t *global_thread, int32_t *local_thread,
                              void *arguments);

/* Runs the body of a parallel region. `count`, 0 or 1, says whether it has
 * arguments: the code generator puts them all into one structure. */
void __kmpc_fork_call(void *location, int32_t count, parallel_body body, ...) {
  (void)location;
  int32_t global_thread = 0, local_thread = 0;
  va_list list;
  va_start(list, body);
  void *arguments = count ? va_arg(list, void *) : NULL;
  va_end(list);
  body(&global_thread, &local_thread, arguments);
}

/* A loop's share of one thread: all of it, as the bounds say already. */
void __kmpc_for_static_init_8u(void *location, int32_t thread, int32_t schedule,
                               int32_t *last, uint64_t *lower, uint64_t *upper,
                               int64_t *stride, int64_t increment,
                               int64_t chunk) {
  (void)location, (void)thread, (void)schedule, (void)increment, (void)chunk;
  *last = 1;
  *stride = (int64_t)(*upper - *lower) + 1;
}

void __kmpc_for_static_fini(void *location, int32_t thread) {
  (void)location, (void)thread;
}

void __kmpc_barrier(void *location, int32_t thread) {
  (void)location, (void)thread;
}

int32_t __kmpc_global_thread_num(void *location) {
  (void)location;
  return 0;
}

#endif
