// SPDX-License-Identifier: Apache-2.0
// Where bits of weights and sums of activations of qopt.packed_matmul_bits lie,
// computed in one place for the verifier, the packer, the interpreter and the code
// generator.
#ifndef QOPT_IR_BITSGEOMETRY_H
#define QOPT_IR_BITSGEOMETRY_H

#include <algorithm>
#include <array>
#include <cstdint>

namespace mlir::qopt {

/// See the descriptions in QOptRunsOps.td for the meaning of the names. All sizes are
/// positive.
struct BitsGeometry {
  static constexpr int64_t kWordCodes = 16;  ///< consecutive k of a 16-bit word
  static constexpr int64_t kChunkWords = 2;  ///< of a column, side by side
  static constexpr int64_t kColumns = 32;    ///< of a group
  static constexpr int64_t kBlockGroups = 16;
  static constexpr int64_t kChunkCodes = kWordCodes * kChunkWords;
  static constexpr int64_t kBlockColumns = kColumns * kBlockGroups;

  /// Consecutive bits of a word that are looked up together, and where their table
  /// begins among the entries of the word.
  struct Field {
    int64_t lowest, bits, entry;
  };
  static constexpr std::array<Field, 3> kFields{{{0, 6, 0}, {6, 5, 64}, {11, 5, 96}}};
  static constexpr int64_t kWordEntries = 128;

  int64_t depth = 0;   ///< K
  int64_t columns = 0; ///< N

  static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

  int64_t chunks() const { return ceilDiv(depth, kChunkCodes); }
  int64_t groups() const { return ceilDiv(columns, kColumns); }
  int64_t blocks() const { return ceilDiv(groups(), kBlockGroups); }
  int64_t blockGroups(int64_t block) const {
    return std::min(kBlockGroups, groups() - block * kBlockGroups);
  }
  /// Columns that scales and biases are given for: whole vectors of 16.
  int64_t paddedColumns() const { return ceilDiv(columns, 16) * 16; }

  /// 16-bit words of all columns.
  int64_t wordCount() const { return groups() * chunks() * kChunkWords * kColumns; }
  /// Where the bit of (k, column) lies.
  struct Place {
    int64_t word, bit;
  };
  Place place(int64_t k, int64_t column) const {
    int64_t group = column / kColumns, block = group / kBlockGroups;
    int64_t slot = block * kBlockGroups * chunks() +
                   k / kChunkCodes * blockGroups(block) + group % kBlockGroups;
    int64_t half = k % kChunkCodes / kWordCodes;
    return {(slot * kChunkWords + half) * kColumns + column % kColumns, k % kWordCodes};
  }

  /// 32-bit words of the sums: two entries each, and the start.
  int64_t sumWords() const { return startIndex() + 1; }
  int64_t startIndex() const { return chunks() * kChunkWords * kWordEntries / 2; }
};

} // namespace mlir::qopt

#endif // QOPT_IR_BITSGEOMETRY_H
