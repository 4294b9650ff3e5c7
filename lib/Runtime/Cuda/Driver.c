/* SPDX-License-Identifier: Apache-2.0 */
/* Opening the driver, and its errors as text. */
#include "Driver.h"
#include "Internal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static cuda_driver driver;
static bool is_open;

/* A symbol's address as a function pointer of any type: C has no such cast. */
static bool bind(void *library, const char *symbol, void *member) {
  void *address = dlsym(library, symbol);
  memcpy(member, &address, sizeof(address));
  return address != NULL;
}

static bool bind_all(void *library, const char *path) {
  const char *missing = NULL;
  bool has_graphs = true;
#define REQUIRED(name, symbol, arguments)                                      \
  if (!bind(library, symbol, &driver.name) && !missing)                        \
    missing = symbol;
#define OPTIONAL(name, symbol, arguments)                                      \
  has_graphs = bind(library, symbol, &driver.name) && has_graphs;
#define SINGLE(name, symbol, arguments) bind(library, symbol, &driver.name);
  QOPT_CUDA_CALLS(REQUIRED, OPTIONAL, SINGLE)
#undef REQUIRED
#undef OPTIONAL
#undef SINGLE
  if (!has_graphs)
    driver.capture_begin = NULL;
  if (missing)
    qopt_fail(QOPT_ERROR_ARGUMENT,
              "expected a CUDA driver, got '%s' without the function %s", path,
              missing);
  return !missing;
}

static bool open_driver(void) {
  const char *path = getenv("QOPT_CUDA_DRIVER");
  if (!path || !*path)
    path = "libcuda.so.1";
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    qopt_fail(QOPT_ERROR_ARGUMENT, "no CUDA driver: %s", dlerror());
    return false;
  }
  /* Never closed once it has been used: drivers start threads. */
  if (!bind_all(library, path)) {
    dlclose(library);
    return false;
  }
  int code = driver.init(0);
  if (code) {
    qopt_cuda_fail(NULL, code, "no CUDA device: cuInit");
    return false;
  }
  return true;
}

const cuda_driver *qopt_cuda_driver(void) {
  pthread_mutex_lock(&lock);
  if (!is_open)
    is_open = open_driver();
  bool open = is_open;
  pthread_mutex_unlock(&lock);
  return open ? &driver : NULL;
}

int qopt_cuda_fail(const char *model, int code, const char *what, ...) {
  char context[256];
  va_list arguments;
  va_start(arguments, what);
  vsnprintf(context, sizeof(context), what, arguments);
  va_end(arguments);
  const char *name = NULL, *text = NULL;
  if (driver.error_name(code, &name) || !name)
    name = "an error that the driver has no name for";
  if (driver.error_text(code, &text) || !text)
    text = "no description";
  int status = code == CU_OUT_OF_MEMORY ? QOPT_ERROR_MEMORY : QOPT_ERROR_MODEL;
  if (!model)
    return qopt_fail(status, "%s: %s (%d): %s", context, name, code, text);
  return qopt_fail(status, "model '%s': %s: %s (%d): %s", model, context, name,
                   code, text);
}
