// SPDX-License-Identifier: Apache-2.0
// How many int8 products this machine adds up per second: the limit of a product
// whose operands are in registers.
#ifndef QOPT_TEST_BENCHMARKS_PEAKPROBE_H
#define QOPT_TEST_BENCHMARKS_PEAKPROBE_H

/// Operations per second of `threads` threads (>= 1) together, a multiplication
/// and an addition counting as two: the best of several passes of independent
/// dot instructions (vpdpbusd on 512 bits where there is VNNI, else vpmaddwd and
/// vpaddd on 256); 0 where the machine has neither.
double measureDotPeak(unsigned threads);

#endif // QOPT_TEST_BENCHMARKS_PEAKPROBE_H
