/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of a compiled model: what a model library describes, and the
 * functions that run it. Plain C11, no other qopt header needed.
 *
 * A model library exports `const qopt_model_desc *<name>_model(void)` and the
 * functions below. Typical use, for a model `net` with one input and output:
 *
 *   qopt_model *m = qopt_create(net_model(), NULL);
 *   if (!m) { fprintf(stderr, "%s\n", qopt_last_error()); return 1; }
 *   const void *in[] = {x};
 *   void *out[] = {y};
 *   if (qopt_run(m, in, out, 1)) fprintf(stderr, "%s\n", qopt_last_error());
 *   qopt_destroy(m);
 *
 * Threads: different models may be used from different threads at the same
 * time; one qopt_model belongs to one thread at a time. Descriptors are
 * constant and may be shared. No function keeps a pointer to the caller's
 * tensors after it returns.
 */
#ifndef QOPT_C_RUNTIME_H
#define QOPT_C_RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define QOPT_API __attribute__((visibility("default")))
#else
#define QOPT_API
#endif

/* Version of the structures in this file. qopt_create refuses a descriptor of
 * another version. */
#define QOPT_ABI_VERSION 1u

/* Element types of tensors. BOOL is one byte, 0 or 1. All are little endian. */
typedef enum {
  QOPT_F32 = 0,
  QOPT_S8 = 1,
  QOPT_U8 = 2,
  QOPT_S16 = 3,
  QOPT_U16 = 4,
  QOPT_S32 = 5,
  QOPT_U32 = 6,
  QOPT_S64 = 7,
  QOPT_U64 = 8,
  QOPT_BOOL = 9
} qopt_dtype;

/* What the machine offers. x86-64: as reported by the processor (CPUID) and saved
 * by the operating system (XCR0); a bit is set only if both hold. AArch64: as
 * reported by Linux (AT_HWCAP, AT_HWCAP2). */
typedef enum {
  /* AVX2 with all that x86-64-v3 code may use beside FMA: AVX, BMI1, BMI2,
   * LZCNT, POPCNT. */
  QOPT_CPU_AVX2 = 1u << 0,
  QOPT_CPU_FMA = 1u << 1,
  /* AVX-512 foundation and conflict detection, which no CPU has apart. */
  QOPT_CPU_AVX512F = 1u << 2,
  QOPT_CPU_AVX512BW = 1u << 3,
  QOPT_CPU_AVX512DQ = 1u << 4,
  QOPT_CPU_AVX512VL = 1u << 5,
  QOPT_CPU_AVX512VNNI = 1u << 6,
  /* Dot products of 8-bit integers without AVX-512. */
  QOPT_CPU_AVXVNNI = 1u << 7,
  /* Dot products of 8-bit integers: SDOT, UDOT (FEAT_DotProd), and of mixed
   * signedness, USDOT (FEAT_I8MM). */
  QOPT_CPU_NEON_DOTPROD = 1u << 16,
  QOPT_CPU_NEON_I8MM = 1u << 17
} qopt_cpu_feature;

/* Results of qopt_run. */
typedef enum {
  QOPT_OK = 0,
  /* An argument is wrong: nothing was computed, outputs are untouched. */
  QOPT_ERROR_ARGUMENT = 1,
  /* No memory for the arenas: nothing was computed, outputs are untouched. */
  QOPT_ERROR_MEMORY = 2,
  /* The compiled code returned an error: outputs are undefined. */
  QOPT_ERROR_MODEL = 3
} qopt_status;

/* One input or output. `dims` are those of one sample as compiled: a symbolic
 * batch dimension is 1 there. `bytes` is the size of one sample: the product
 * of the dims (1 for rank 0) times the element size. Elements are dense, in
 * row-major order. */
typedef struct {
  const char *name;
  uint32_t dtype; /* qopt_dtype */
  uint32_t rank;
  const int64_t *dims;
  uint64_t bytes;
} qopt_tensor_info;

/* Compiled code of one sample. inputs and outputs point to one sample each;
 * arena to `arena_bytes` bytes of scratch memory, 64-byte aligned, contents
 * undefined; weights to the descriptor's; session is whatever was given to
 * qopt_set_session. Returns 0, or a code of its own for an error. Keeps no
 * state: may run in several threads with different outputs and arenas. */
typedef int32_t (*qopt_entry)(void *const *inputs, void *const *outputs,
                              uint8_t *arena, const uint8_t *weights,
                              void *session);

/* The same model for one instruction set. All code paths of a model give the
 * same bytes when the model is integer-only. */
typedef struct {
  const char *isa;   /* "generic", "avx2", "avxvnni", ... */
  uint32_t features; /* qopt_cpu_feature bits that must all be present */
  qopt_entry entry;
} qopt_code_path;

/* A compiled model. Lives as long as the library that it is in. */
typedef struct {
  uint32_t abi_version; /* QOPT_ABI_VERSION */
  const char *name;     /* a C identifier */
  uint32_t num_inputs, num_outputs;
  const qopt_tensor_info *inputs, *outputs;
  uint64_t arena_bytes;   /* scratch memory of one sample's run */
  const uint8_t *weights; /* NULL if there are none; else 64-byte aligned */
  uint64_t weight_bytes;
  uint32_t symbolic_batch; /* 1: the model file left the batch size open */
  uint32_t num_paths;
  const qopt_code_path *paths; /* best first */
  const char *manifest;        /* JSON text, the same as <name>.json */
} qopt_model_desc;

/* A model ready to run: a descriptor, a chosen code path, and arenas. */
typedef struct qopt_model qopt_model;

typedef struct {
  /* Threads that one qopt_run may use, >= 1; 0: as many as OpenMP would use
   * (OMP_NUM_THREADS, or the number of processors). */
  int32_t threads;
  /* Code path to use, by name; NULL: that of the environment variable
   * QOPT_ISA if it is set and not empty, else the best one that the CPU runs. */
  const char *isa;
} qopt_options;

/* Makes a model ready. `options` may be NULL for the defaults. Allocates the
 * arena of the first thread; others follow when a batch needs them. Weights of
 * 4 MiB and more are copied to huge pages where the system has them, once for all
 * models of a descriptor that exist at a time (environment variable
 * QOPT_HUGE_PAGES=0: they stay where the library has them).
 * Returns NULL, with the reason in qopt_last_error, if the descriptor is NULL,
 * malformed or of another ABI version, options are out of range, the forced
 * code path is not in the model or not runnable on this CPU, no code path is
 * runnable, or memory is out. */
QOPT_API qopt_model *qopt_create(const qopt_model_desc *desc,
                                 const qopt_options *options);

/* Runs `batch` >= 1 samples. inputs[i] holds `batch` samples of input i one
 * after the other (batch * desc->inputs[i].bytes bytes), outputs[j] takes those
 * of output j. For a model with a symbolic batch that is the batched tensor;
 * for any other model it is `batch` independent runs on stacked tensors.
 *
 * Samples are spread over the threads; what does not fill them evenly runs
 * sample by sample with all threads inside. Results of integer-only models do
 * not depend on the number of threads. If a session is set, samples run in
 * order, one at a time. The caller's OpenMP settings and floating-point
 * environment (rounding, flush to zero) are not used and are restored.
 *
 * Pointers must be aligned to the element size; no output may overlap an input
 * or another output. Allocates only if more threads take part than in any call
 * before. Returns a qopt_status; the reason of a failure is in
 * qopt_last_error. */
QOPT_API int qopt_run(qopt_model *model, const void *const *inputs,
                      void *const *outputs, int64_t batch);

/* Frees the model; NULL is allowed. */
QOPT_API void qopt_destroy(qopt_model *model);

/* The message of the last failure of a qopt function in this thread; "" if
 * there was none. Valid until the next failure in this thread. */
QOPT_API const char *qopt_last_error(void);

/* The chosen code path's name; NULL for a NULL model. */
QOPT_API const char *qopt_isa(const qopt_model *model);

/* Sets what instrumented code gets as its session (observers' state); NULL, the
 * default, for none. Not owned. A NULL model is ignored. */
QOPT_API void qopt_set_session(qopt_model *model, void *session);

/* qopt_cpu_feature bits of this machine. */
QOPT_API uint32_t qopt_cpu_features(void);

#ifdef __cplusplus
}
#endif

#endif /* QOPT_C_RUNTIME_H */
