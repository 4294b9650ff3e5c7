/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of a compiled model that runs on a GPU: how its library
 * describes it, beyond qopt-c/Runtime.h, and the functions that only such models
 * have. Plain C11.
 *
 * qopt_create, qopt_run and qopt_destroy serve it as they serve any model: tensors
 * are in the host's memory, and the code path is named "cuda". The driver
 * (libcuda.so.1, or the file that the environment variable QOPT_CUDA_DRIVER names)
 * is opened by the first qopt_create, never at load time; QOPT_CUDA_DEVICE is the
 * ordinal of the device, 0 by default. Kernels run in the device's primary context,
 * the one that CUDA's runtime library and frameworks use; the caller's current
 * context is left as it was.
 *
 * A model that was compiled with a fallback has code paths for CPUs, too. They run
 * where qopt_options.isa or QOPT_ISA asks for one, and where neither asks for
 * "cuda" and there is no driver, no device or none that the model has code for.
 */
#ifndef QOPT_C_DEVICE_H
#define QOPT_C_DEVICE_H

#include "qopt-c/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* qopt_model_desc.abi_version of a model that is the first member of a
 * qopt_device_model_desc. Runtimes that know CPUs only refuse it. Version 2 had no
 * tensor maps, and is refused. */
#define QOPT_DEVICE_ABI_VERSION 3u

/* Where a kernel's argument points to, or that it is a number. */
typedef enum {
  QOPT_SPACE_INPUT = 0,
  QOPT_SPACE_OUTPUT = 1,
  QOPT_SPACE_ARENA = 2,
  QOPT_SPACE_WEIGHTS = 3,
  QOPT_SPACE_VALUE = 4,
  QOPT_SPACE_TENSOR_MAP = 5
} qopt_space;

/* An argument: an address, a number of at most 8 bytes, or a tensor map, which is 128
 * bytes by value. */
typedef struct {
  uint32_t space;  /* qopt_space */
  uint32_t index;  /* which input, output or tensor map; else 0 */
  uint64_t value;  /* offset in bytes; of a number its bytes, little endian; of a
                    * tensor map 0 */
} qopt_device_argument;

/* A tensor of bytes from which kernels copy boxes to shared memory: what
 * cuTensorMapEncodeTiled is asked for. Dimensions are innermost first; the innermost is
 * dense. */
typedef struct {
  qopt_device_argument base; /* an address, divisible by 16 */
  uint32_t rank;             /* 1 to 5; entries beyond it are 0 */
  uint32_t swizzle_bytes;    /* 0 (none), 32, 64 or 128 */
  uint64_t sizes[5];         /* 1 to 2^32 - 1 */
  uint64_t strides[4];       /* bytes, of dimension i + 1; divisible by 16 */
  uint32_t boxes[5];         /* 1 to 256 */
  uint32_t reserved;         /* 0 */
} qopt_device_tensor_map;

/* qopt_device_step.kernel of a copy of `copy_bytes` bytes from argument 1 to
 * argument 0. */
#define QOPT_DEVICE_COPY UINT32_MAX

/* One launch, or copy, on a sample. Steps run one after the other. */
typedef struct {
  uint32_t kernel; /* which of the variant's, or QOPT_DEVICE_COPY */
  uint32_t grid[3], block[3];
  uint32_t shared_bytes;   /* dynamic shared memory of a block */
  uint32_t first_argument; /* in the variant's arguments */
  uint32_t num_arguments;
  uint64_t copy_bytes;
} qopt_device_step;

/* Kernels as the driver loads them, in two forms; one may be missing. */
typedef struct {
  const uint8_t *cubin; /* machine code of the variant's chip, or NULL */
  uint64_t cubin_bytes;
  const char *ptx; /* text that the driver compiles, ends in NUL; or NULL */
} qopt_device_image;

typedef struct {
  const char *name; /* of the function in the image */
  uint32_t image;   /* which of the variant's */
} qopt_device_kernel;

/* The model for one chip. Machine code runs on devices of the same major compute
 * capability and at least the same minor one, PTX on the same and all later ones;
 * both on this one only where `exact` says so. */
typedef struct {
  const char *chip;      /* "sm_90a" */
  uint32_t major, minor; /* compute capability */
  uint32_t exact;        /* 1: instructions of this capability only */
  uint32_t num_images, num_kernels, num_steps, num_arguments, num_tensor_maps;
  const qopt_device_image *images;
  const qopt_device_kernel *kernels;
  const qopt_device_step *steps;
  const qopt_device_argument *arguments;
  const qopt_device_tensor_map *tensor_maps;
  uint64_t arena_bytes;   /* scratch memory of one sample's run, on the device */
  const uint8_t *weights; /* copied to the device once; NULL if there are none */
  uint64_t weight_bytes;
} qopt_device_variant;

/* What runs on devices of one kind; part of the model's library. */
typedef struct qopt_device_backend qopt_device_backend;

/* A compiled model for a device. model.num_paths may be 0: no fallback. */
typedef struct {
  qopt_model_desc model; /* abi_version is QOPT_DEVICE_ABI_VERSION */
  const qopt_device_backend *backend;
  uint32_t num_variants;
  const qopt_device_variant *variants; /* latest compute capability first */
} qopt_device_model_desc;

/* As qopt_run, on tensors that are in the memory of the model's device: inputs[i]
 * and outputs[j] are device addresses. Everything is enqueued on `stream`, a
 * CUstream (or cudaStream_t) of the primary context, NULL for the default stream;
 * the call returns before it has run, and keeps none of the two arrays. Samples that
 * do not begin at multiples of 16 bytes are copied to where they do, on the device.
 * Calls for one model on several streams wait for each other on the device. May be
 * captured into a CUDA graph; there one qopt_run_on_stream or qopt_run of as large a
 * batch must have come before, which allocates memory. QOPT_ERROR_ARGUMENT where the
 * model runs on the CPU. */
QOPT_API int qopt_run_on_stream(qopt_model *model, const void *const *inputs,
                                void *const *outputs, int64_t batch,
                                void *stream);

/* Times `runs` >= 1 runs of a batch on the device: microseconds[0..runs) are the
 * times between two events before and after a run's kernels, without the copies
 * from and to the host. Works on what the last qopt_run of the same batch left on
 * the device; one must have come before. */
QOPT_API int qopt_time_on_device(qopt_model *model, int64_t batch, int32_t runs,
                                 double *microseconds);

/* What the model runs on: "NVIDIA H200: cubin of sm_90a". NULL where it runs on the
 * CPU. Valid as long as the model. */
QOPT_API const char *qopt_device_description(const qopt_model *model);

#ifdef __cplusplus
}
#endif

#endif /* QOPT_C_DEVICE_H */
