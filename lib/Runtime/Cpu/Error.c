/* SPDX-License-Identifier: Apache-2.0 */
/* The last error's message, one per thread and without allocation, so that
 * "out of memory" can be reported. Longer messages are cut. */
#include "Internal.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char last_error[1024];

int qopt_fail(int status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(last_error, sizeof(last_error), format, args);
  va_end(args);
  return status;
}

const char *qopt_last_error(void) { return last_error; }
