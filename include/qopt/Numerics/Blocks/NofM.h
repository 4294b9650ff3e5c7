// SPDX-License-Identifier: Apache-2.0
//
// N:M structured sparsity: of every M consecutive elements at most N are not zero
// (Mishra et al., "Accelerating Sparse Deep Neural Networks", 2021; 2:4 in NVIDIA's
// sparse tensor cores). The last run of a line may have fewer than M elements; at
// most N of them, too, are not zero.
#ifndef QOPT_NUMERICS_BLOCKS_NOFM_H
#define QOPT_NUMERICS_BLOCKS_NOFM_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace qopt::numerics {

/// At most `kept` of every `group` elements: 2:4 is {2, 4}.
struct NofM {
  int kept;
  int group;

  /// Bits of the position of one kept element: ceil(log2(group)).
  int indexBits() const;
};

/// Empty where 1 <= kept < group <= 256, else what was wanted and what was got.
std::string check(const NofM &pattern);

/// "2:4" as a pattern that check() accepts; else the reason in `error`.
bool parseNofM(const std::string &text, NofM &pattern, std::string &error);

/// Which elements of a line of n stay, elements being `stride` apart: of each run
/// the `kept` of largest magnitude, the lower index of equals; a NaN counts as
/// larger than every number, and all NaNs as equal. out[i] for i < n.
std::vector<bool> keepLargest(const float *x, size_t n, size_t stride,
                              const NofM &pattern);

/// The first run of a line of codes, `stride` apart, that has more than `kept`
/// codes other than `zero`, as its first element's index; n where there is none.
size_t findDenseRun(const int64_t *codes, size_t n, size_t stride, int64_t zero,
                    const NofM &pattern);

/// A line in compressed form. Every run, the last one too, has `kept` values and
/// as many positions in the run, ascending.
struct SparseLine {
  std::vector<uint16_t> values;
  std::vector<uint8_t> positions;
};

/// Values and positions of a line that has no dense run (findDenseRun gives n; an
/// assertion). A run of fewer codes that are not `zero` is filled up with codes
/// of zero at the lowest positions that are free, and that lie in the line where
/// there are any such.
SparseLine compress(const uint16_t *codes, size_t n, uint16_t zero,
                    const NofM &pattern);

/// The n codes of a compressed line; positions outside of it are dropped.
std::vector<uint16_t> expand(const SparseLine &line, size_t n, uint16_t zero,
                             const NofM &pattern);

/// Positions as bits, indexBits() each, the first in the lowest bits: for 2:4 two
/// 2-bit positions per run, four bits, runs in ascending order from the lowest
/// bits up, the metadata of NVIDIA's mma.sp in the order of one row (PTX ISA 9.7,
/// "Sparse matrix storage"). ceil(positions * indexBits / 8) bytes.
std::vector<uint8_t> packPositions(const SparseLine &line, const NofM &pattern);
/// The inverse, `count` positions.
std::vector<uint8_t> unpackPositions(const std::vector<uint8_t> &bytes,
                                     size_t count, const NofM &pattern);

/// Bits of a line of n elements of `bits` bits in compressed form: values and
/// positions of ceil(n / group) runs.
int64_t sparseBits(int64_t n, int bits, const NofM &pattern);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_NOFM_H
