// SPDX-License-Identifier: Apache-2.0
// The hardware's limit, measured: a loop of independent dot instructions on
// registers. Twelve accumulators hide the latency of every CPU in the table.
#include "qopt/Pipelines/Bench.h"

#include <algorithm>
#include <chrono>
#include <immintrin.h>

namespace {

constexpr int kAccumulators = 12;
constexpr int kIterations = 200000;

// Best of a few tries, in operations per second, of `body` which performs
// `operations` in all.
template <typename Body> double measure(double operations, Body body) {
  using Clock = std::chrono::steady_clock;
  double best = 0.0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    auto start = Clock::now();
    body();
    double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = std::max(best, operations / seconds);
  }
  return best;
}

#define QOPT_PROBE(NAME, TARGET, VECTOR, ZERO, STEP)                           \
  __attribute__((target(TARGET), noinline)) void NAME() {                      \
    VECTOR a[kAccumulators], x = ZERO;                                         \
    __asm__ volatile("" : "+v"(x)); /* or products with 0 are left out */      \
    for (VECTOR &v : a)                                                        \
      v = ZERO;                                                                \
    for (int i = 0; i < kIterations; ++i) {                                    \
      _Pragma("clang loop unroll(full)") for (VECTOR &v : a) {                 \
        STEP;                                                                  \
        __asm__ volatile("" : "+v"(v));                                        \
      }                                                                        \
    }                                                                          \
  }

QOPT_PROBE(probeVnni, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(),
           v = _mm512_dpbusd_epi32(v, x, x))
QOPT_PROBE(probeVnni256, "avx2,avxvnni", __m256i, _mm256_setzero_si256(),
           v = _mm256_dpbusd_avx_epi32(v, x, x))
QOPT_PROBE(probeFma512, "avx512f", __m512, _mm512_setzero_ps(),
           v = _mm512_fmadd_ps(x, x, v))
QOPT_PROBE(probeMadd256, "avx2", __m256i, _mm256_setzero_si256(),
           v = _mm256_add_epi32(v, _mm256_madd_epi16(x, v)))
QOPT_PROBE(probeFma256, "avx2,fma", __m256, _mm256_setzero_ps(),
           v = _mm256_fmadd_ps(x, x, v))
QOPT_PROBE(probeMadd128, "sse2", __m128i, _mm_setzero_si128(),
           v = _mm_add_epi32(v, _mm_madd_epi16(x, v)))
QOPT_PROBE(probeMul128, "sse2", __m128, _mm_setzero_ps(),
           v = _mm_add_ps(v, _mm_mul_ps(x, x)))

} // namespace

double mlir::qopt::probePeakOps(llvm::StringRef isa, bool integer) {
  double steps = static_cast<double>(kAccumulators) * kIterations;
  if (isa == "avx512vnni")
    return integer ? measure(steps * 128, probeVnni)
                   : measure(steps * 32, probeFma512);
  if (isa == "avxvnni")
    return integer ? measure(steps * 64, probeVnni256)
                   : measure(steps * 16, probeFma256);
  if (isa == "avx2")
    return integer ? measure(steps * 32, probeMadd256)
                   : measure(steps * 16, probeFma256);
  return integer ? measure(steps * 16, probeMadd128)
                 : measure(steps * 8, probeMul128);
}
