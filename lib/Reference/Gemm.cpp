// SPDX-License-Identifier: Apache-2.0
// Plain C++, compiled with -O2: where an interpreted network spends its time.
#include "Gemm.h"

#include <algorithm>

namespace mlir::qopt {

template <typename T>
std::vector<T> packPanels(const T *b, int64_t K, int64_t N, int64_t strideK,
                          int64_t strideN) {
  std::vector<T> packed(((N + kPanel - 1) / kPanel) * kPanel * K, T(0));
  for (int64_t n = 0; n < N; ++n) {
    T *to = packed.data() + (n / kPanel) * K * kPanel + n % kPanel;
    for (int64_t k = 0; k < K; ++k)
      to[k * kPanel] = b[k * strideK + n * strideN];
  }
  return packed;
}

// R rows of A times one panel, added to out[r * kPanel + j]. Every element is
// summed over k alone, in order; the compiler may only vectorize across j.
template <typename T, int R>
static void multiplyTile(const T *a, int64_t lda, const T *panel, int64_t K,
                         T *out) {
  T sums[R][kPanel];
  for (int r = 0; r < R; ++r)
    std::copy_n(out + r * kPanel, kPanel, sums[r]);
  for (int64_t k = 0; k < K; ++k)
    for (int r = 0; r < R; ++r) {
      T x = a[r * lda + k];
      for (int64_t j = 0; j < kPanel; ++j)
        sums[r][j] += x * panel[k * kPanel + j];
    }
  for (int r = 0; r < R; ++r)
    std::copy_n(sums[r], kPanel, out + r * kPanel);
}

template <typename T>
void multiply(const T *a, int64_t lda, const std::vector<T> &panels, int64_t M,
              int64_t N, int64_t K, T *c, int64_t ldc) {
  constexpr int kRows = 4;
  T tile[kRows * kPanel] = {};
  for (int64_t n = 0; n < N; n += kPanel) {
    const T *panel = panels.data() + n * K;
    int64_t columns = std::min(kPanel, N - n);
    for (int64_t m = 0; m < M; m += kRows) {
      int64_t rows = std::min<int64_t>(kRows, M - m);
      for (int64_t r = 0; r < rows; ++r)
        std::copy_n(c + (m + r) * ldc + n, columns, tile + r * kPanel);
      if (rows == kRows)
        multiplyTile<T, kRows>(a + m * lda, lda, panel, K, tile);
      else
        for (int64_t r = 0; r < rows; ++r)
          multiplyTile<T, 1>(a + (m + r) * lda, lda, panel, K,
                             tile + r * kPanel);
      for (int64_t r = 0; r < rows; ++r)
        std::copy_n(tile + r * kPanel, columns, c + (m + r) * ldc + n);
    }
  }
}

template <typename T>
void accumulate(T *sums, const T *a, const T *b, int64_t n, int64_t repeat) {
  if (repeat == 1)
    for (int64_t i = 0; i < n; ++i)
      sums[i] += a[i] * b[i];
  else
    for (int64_t i = 0; i < n; ++i)
      sums[i] += a[i / repeat] * b[i];
}

#define QOPT_INSTANTIATE(T)                                                    \
  template std::vector<T> packPanels(const T *, int64_t, int64_t, int64_t,     \
                                     int64_t);                                 \
  template void multiply(const T *, int64_t, const std::vector<T> &, int64_t,  \
                         int64_t, int64_t, T *, int64_t);                      \
  template void accumulate(T *, const T *, const T *, int64_t, int64_t);
QOPT_INSTANTIATE(float)
QOPT_INSTANTIATE(double)
QOPT_INSTANTIATE(__int128)
#undef QOPT_INSTANTIATE

} // namespace mlir::qopt
