/* SPDX-License-Identifier: Apache-2.0 */
/* Running a batch. Samples are independent, so the least overhead is one thread
 * per sample; only where that would leave more than half of the threads idle
 * does a sample get all threads, for the parallel loops inside it. */
#include "Internal.h"

#include <inttypes.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

/* Rounding, flush-to-zero and exception masks of this thread. */
#if defined(__x86_64__)
typedef unsigned float_environment;
static float_environment get_float_environment(void) { return _mm_getcsr(); }
static void set_float_environment(float_environment e) { _mm_setcsr(e); }
#define DEFAULT_FLOAT_ENVIRONMENT 0x1f80
#elif defined(__aarch64__)
typedef uint64_t float_environment;
static float_environment get_float_environment(void) {
  float_environment e;
  __asm__ volatile("mrs %0, fpcr" : "=r"(e));
  return e;
}
static void set_float_environment(float_environment e) {
  __asm__ volatile("msr fpcr, %0" : : "r"(e));
}
#define DEFAULT_FLOAT_ENVIRONMENT 0
#else
typedef int float_environment;
static float_environment get_float_environment(void) { return 0; }
static void set_float_environment(float_environment e) { (void)e; }
#define DEFAULT_FLOAT_ENVIRONMENT 0
#endif

typedef struct {
  qopt_model *model;
  const void *const *inputs;
  void *const *outputs;
  int64_t failed_sample; /* the first that failed, INT64_MAX: none */
  int32_t code;          /* and what it returned */
} batch_run;

static int32_t run_sample(const batch_run *run, int64_t sample, int thread) {
  const qopt_model *model = run->model;
  const qopt_model_desc *desc = model->desc;
  size_t slots = (size_t)desc->num_inputs + desc->num_outputs;
  void **inputs = model->pointers + (size_t)thread * slots;
  void **outputs = inputs + desc->num_inputs;
  for (uint32_t i = 0; i < desc->num_inputs; ++i)
    inputs[i] = (void *)((uintptr_t)run->inputs[i] +
                         (uint64_t)sample * desc->inputs[i].bytes);
  for (uint32_t i = 0; i < desc->num_outputs; ++i)
    outputs[i] = (void *)((uintptr_t)run->outputs[i] +
                          (uint64_t)sample * desc->outputs[i].bytes);
  return model->path->entry(inputs, outputs, model->arenas[thread],
                            model->weights, model->session);
}

static void note_failure(batch_run *run, int64_t sample, int32_t code) {
#pragma omp critical(qopt_note_failure)
  if (sample < run->failed_sample) {
    run->failed_sample = sample;
    run->code = code;
  }
}

/* Samples [0, count), one thread each. All run even if one fails, so that the
 * sample reported is the same whatever the timing. */
static void run_apart(batch_run *run, int64_t count, int threads) {
  (void)threads;
#pragma omp parallel num_threads(threads)
  {
#if !defined(__x86_64__)
    float_environment before = get_float_environment();
    set_float_environment(DEFAULT_FLOAT_ENVIRONMENT);
#endif
    /* Parallel loops inside a sample must not fork again, even if the caller
     * allowed nested parallelism. The setting is the region's own. */
    omp_set_num_threads(1);
#pragma omp for schedule(static)
    for (int64_t i = 0; i < count; ++i) {
      int32_t code = run_sample(run, i, omp_get_thread_num());
      if (code)
        note_failure(run, i, code);
    }
#if !defined(__x86_64__)
    set_float_environment(before);
#endif
  }
}

/* Samples [first, count) in order, all threads inside each. */
static void run_together(batch_run *run, int64_t first, int64_t count,
                         int threads) {
  int before = omp_get_max_threads();
  omp_set_num_threads(threads);
  for (int64_t i = first; i < count && run->failed_sample == INT64_MAX; ++i) {
    int32_t code = run_sample(run, i, 0);
    if (code)
      note_failure(run, i, code);
  }
  omp_set_num_threads(before);
}

/* How many leading samples run one thread each. */
static int64_t count_apart(const qopt_model *model, int64_t batch) {
  int threads = model->threads;
  if (threads == 1 || model->session || batch < 2)
    return 0;
  int64_t rest = batch % threads;
  return rest >= 2 && rest * 2 >= threads ? batch : batch - rest;
}

int qopt_run(qopt_model *model, const void *const *inputs, void *const *outputs,
             int64_t batch) {
  if (!model)
    return qopt_fail(QOPT_ERROR_ARGUMENT, "expected a model, got NULL");
  if (!qopt_check_run(model->desc, inputs, outputs, batch))
    return QOPT_ERROR_ARGUMENT;
  if (model->device)
    return model->backend->run(model->device, inputs, outputs, batch);
  int64_t apart = count_apart(model, batch);
  int threads = apart && apart < model->threads ? (int)apart : model->threads;
  if (!qopt_reserve_arenas(model, apart ? threads : 1))
    return QOPT_ERROR_MEMORY;

  batch_run run = {model, inputs, outputs, INT64_MAX, 0};
  /* Results must not depend on the caller's rounding mode or flush-to-zero. On
   * x86-64 OpenMP hands this thread's setting to the others. */
  float_environment before = get_float_environment();
  set_float_environment(DEFAULT_FLOAT_ENVIRONMENT);
  if (apart)
    run_apart(&run, apart, threads);
  if (apart < batch)
    run_together(&run, apart, batch, model->threads);
  set_float_environment(before);
  if (run.failed_sample == INT64_MAX)
    return QOPT_OK;
  return qopt_fail(QOPT_ERROR_MODEL,
                   "model '%s': code path '%s' failed with code %" PRId32
                   " at sample %" PRId64,
                   model->desc->name, model->path->isa, run.code,
                   run.failed_sample);
}
