/* SPDX-License-Identifier: Apache-2.0 */
/* The CUDA driver, opened at run time. No CUDA header is needed to build: the few
 * types and numbers of its stable 64-bit interface are written down here (source:
 * the CUDA driver API reference, 13.0). */
#ifndef QOPT_RUNTIME_CUDA_DRIVER_H
#define QOPT_RUNTIME_CUDA_DRIVER_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t cu_address;
typedef struct cu_context *cu_context;
typedef struct cu_module *cu_module;
typedef struct cu_function *cu_function;
typedef struct cu_stream *cu_stream;
typedef struct cu_event *cu_event;
typedef struct cu_graph *cu_graph;
typedef struct cu_graph_exec *cu_graph_exec;

enum {
  CU_SUCCESS = 0,
  CU_OUT_OF_MEMORY = 2,
  CU_NO_BINARY = 209,
  CU_ATTRIBUTE_MAJOR = 75, /* of a device: compute capability */
  CU_ATTRIBUTE_MINOR = 76,
  CU_FUNCTION_DYNAMIC_SHARED = 8, /* of a function: most dynamic shared memory */
  CU_JIT_ERROR_LOG = 5,
  CU_JIT_ERROR_LOG_BYTES = 6,
  CU_STREAM_NON_BLOCKING = 1,
  CU_CAPTURE_THREAD_LOCAL = 1,
  CU_NOT_SUPPORTED = 801,
  CU_TENSOR_MAP_UINT8 = 0,   /* of a tensor map: element type */
  CU_TENSOR_MAP_L2_256B = 3, /* what a miss brings to the L2 cache */
  CU_TENSOR_MAP_BYTES = 128
};

/* QOPT_CUDA_CALLS(required, graphs, single): name in the struct, name in the library,
 * arguments. Entries with a _v2 are what 64-bit programs link. Of the functions for
 * graphs there are all or none; single ones are there or not. */
#define QOPT_CUDA_CALLS(R, O, S)                                               \
  R(init, "cuInit", (unsigned))                                                \
  R(error_name, "cuGetErrorName", (int, const char **))                        \
  R(error_text, "cuGetErrorString", (int, const char **))                      \
  R(device_count, "cuDeviceGetCount", (int *))                                 \
  R(device_get, "cuDeviceGet", (int *, int))                                   \
  R(device_name, "cuDeviceGetName", (char *, int, int))                        \
  R(device_attribute, "cuDeviceGetAttribute", (int *, int, int))               \
  R(context_retain, "cuDevicePrimaryCtxRetain", (cu_context *, int))           \
  R(context_release, "cuDevicePrimaryCtxRelease_v2", (int))                    \
  R(context_push, "cuCtxPushCurrent_v2", (cu_context))                         \
  R(context_pop, "cuCtxPopCurrent_v2", (cu_context *))                         \
  R(module_load, "cuModuleLoadDataEx",                                         \
    (cu_module *, const void *, unsigned, int *, void **))                     \
  R(module_unload, "cuModuleUnload", (cu_module))                              \
  R(module_function, "cuModuleGetFunction",                                    \
    (cu_function *, cu_module, const char *))                                  \
  R(function_set, "cuFuncSetAttribute", (cu_function, int, int))               \
  R(allocate, "cuMemAlloc_v2", (cu_address *, size_t))                         \
  R(release, "cuMemFree_v2", (cu_address))                                     \
  R(copy_in, "cuMemcpyHtoDAsync_v2",                                           \
    (cu_address, const void *, size_t, cu_stream))                             \
  R(copy_out, "cuMemcpyDtoHAsync_v2", (void *, cu_address, size_t, cu_stream)) \
  R(copy, "cuMemcpyDtoDAsync_v2", (cu_address, cu_address, size_t, cu_stream)) \
  R(stream_create, "cuStreamCreate", (cu_stream *, unsigned))                  \
  R(stream_destroy, "cuStreamDestroy_v2", (cu_stream))                         \
  R(stream_wait, "cuStreamWaitEvent", (cu_stream, cu_event, unsigned))         \
  R(stream_synchronize, "cuStreamSynchronize", (cu_stream))                    \
  R(event_create, "cuEventCreate", (cu_event *, unsigned))                     \
  R(event_destroy, "cuEventDestroy_v2", (cu_event))                            \
  R(event_record, "cuEventRecord", (cu_event, cu_stream))                      \
  R(event_synchronize, "cuEventSynchronize", (cu_event))                       \
  R(event_elapsed, "cuEventElapsedTime", (float *, cu_event, cu_event))        \
  R(launch, "cuLaunchKernel",                                                  \
    (cu_function, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,  \
     unsigned, cu_stream, void **, void **))                                   \
  O(capture_begin, "cuStreamBeginCapture_v2", (cu_stream, int))                \
  O(capture_end, "cuStreamEndCapture", (cu_stream, cu_graph *))                \
  O(graph_instantiate, "cuGraphInstantiateWithFlags",                          \
    (cu_graph_exec *, cu_graph, unsigned long long))                           \
  O(graph_launch, "cuGraphLaunch", (cu_graph_exec, cu_stream))                 \
  O(graph_exec_destroy, "cuGraphExecDestroy", (cu_graph_exec))                 \
  O(graph_destroy, "cuGraphDestroy", (cu_graph))                               \
  O(stream_is_capturing, "cuStreamIsCapturing", (cu_stream, int *))            \
  S(tensor_map, "cuTensorMapEncodeTiled",                                      \
    (void *, int, uint32_t, void *, const uint64_t *, const uint64_t *,        \
     const uint32_t *, const uint32_t *, int, int, int, int))

#define QOPT_CUDA_MEMBER(name, symbol, arguments) int(*name) arguments;
typedef struct {
  QOPT_CUDA_CALLS(QOPT_CUDA_MEMBER, QOPT_CUDA_MEMBER, QOPT_CUDA_MEMBER)
} cuda_driver;
#undef QOPT_CUDA_MEMBER

/* The driver, opened and initialized by the first call, of any thread; later calls
 * give the same. NULL, with a message set, where there is none: then the next call
 * tries again. `capture_begin` is NULL where there are no graphs. */
const cuda_driver *qopt_cuda_driver(void);

/* Sets a message "model 'NAME': WHAT: CUDA_ERROR_... (code): text" and returns the
 * qopt_status that says it: QOPT_ERROR_MEMORY where memory is out, else
 * QOPT_ERROR_MODEL. `what` is printf style. */
__attribute__((format(printf, 3, 4))) int
qopt_cuda_fail(const char *model, int code, const char *what, ...);

#endif /* QOPT_RUNTIME_CUDA_DRIVER_H */
