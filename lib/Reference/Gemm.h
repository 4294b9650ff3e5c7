// SPDX-License-Identifier: Apache-2.0
// The inner loops of convolution and matrix product: C = A x B with every sum
// taken in index order. T is float, where each product and each sum is rounded;
// double, which is exact for integers below 2^53; or __int128 for the integers
// beyond (the instances that exist).
#ifndef QOPT_LIB_REFERENCE_GEMM_H
#define QOPT_LIB_REFERENCE_GEMM_H

#include <cstdint>
#include <vector>

namespace mlir::qopt {

/// Columns per panel of a packed B.
constexpr int64_t kPanel = 8;

/// B of K x N elements as panels of kPanel columns, [N / kPanel][K][kPanel],
/// zeros beyond N. Element (k, n) is at b[k * strideK + n * strideN].
template <typename T>
std::vector<T> packPanels(const T *b, int64_t K, int64_t N, int64_t strideK,
                          int64_t strideN);

/// c[m * ldc + n] += sum over k of a[m * lda + k] * B(k, n), m < M, n < N,
/// the sum starting at what c holds.
template <typename T>
void multiply(const T *a, int64_t lda, const std::vector<T> &panels, int64_t M,
              int64_t N, int64_t K, T *c, int64_t ldc);

/// sums[i] += a[i / repeat] * b[i], i < n.
template <typename T>
void accumulate(T *sums, const T *a, const T *b, int64_t n, int64_t repeat);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_GEMM_H
