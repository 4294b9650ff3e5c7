// SPDX-License-Identifier: Apache-2.0
// Loops of dot instructions on registers; each has more accumulators than the
// instruction has cycles of latency times instructions per cycle.
#include "PeakProbe.h"

#if defined(__x86_64__)
#include <algorithm>
#include <chrono>
#include <immintrin.h>
#include <thread>
#include <vector>

static constexpr int kAccumulators = 12;
static constexpr long kSteps = 200000;
// Keeps a vector without storing it. A macro: a function would need the target of
// its caller.
#define QOPT_KEEP(value) __asm__ volatile("" : "+x"(value))

__attribute__((target("avx512f,avx512vnni"))) static void runVnni() {
  __m512i x = _mm512_set1_epi32(0x01020304), w = x, sums[kAccumulators] = {};
  QOPT_KEEP(x);
  QOPT_KEEP(w);
  for (long i = 0; i < kSteps; ++i)
    for (__m512i &sum : sums)
      sum = _mm512_dpbusd_epi32(sum, x, w);
  for (__m512i &sum : sums)
    QOPT_KEEP(sum);
}

__attribute__((target("avx2"))) static void runPairs() {
  __m256i x = _mm256_set1_epi16(3), w = x, sums[kAccumulators] = {};
  for (long i = 0; i < kSteps; ++i)
    for (__m256i &sum : sums) {
      __m256i products = _mm256_madd_epi16(x, w);
      QOPT_KEEP(products); // else it leaves the loop
      sum = _mm256_add_epi32(sum, products);
    }
  for (__m256i &sum : sums)
    QOPT_KEEP(sum);
}

double measureDotPeak(unsigned threads) {
  bool vnni = __builtin_cpu_supports("avx512vnni");
  if (!vnni && !__builtin_cpu_supports("avx2"))
    return 0;
  double perStep = kAccumulators * (vnni ? 64 : 16) * 2, best = 0;
  for (int pass = 0; pass < 10; ++pass) {
    auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> others;
    for (unsigned t = 1; t < threads; ++t)
      others.emplace_back(vnni ? runVnni : runPairs);
    vnni ? runVnni() : runPairs();
    for (std::thread &other : others)
      other.join();
    std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::max(best, perStep * kSteps * threads / time.count());
  }
  return best;
}
#else
double measureDotPeak(unsigned) { return 0; }
#endif
