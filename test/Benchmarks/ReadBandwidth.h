// SPDX-License-Identifier: Apache-2.0
// How fast this machine reads memory: the limit of a product that uses every
// weight once.
#ifndef QOPT_TEST_BENCHMARKS_READBANDWIDTH_H
#define QOPT_TEST_BENCHMARKS_READBANDWIDTH_H

#include <cstddef>

/// Bytes per second at which `threads` threads (>= 1), each with its own part,
/// read a buffer of `bytes` bytes again and again: the best of several passes.
double measureReadBandwidth(size_t bytes, unsigned threads);

#endif // QOPT_TEST_BENCHMARKS_READBANDWIDTH_H
