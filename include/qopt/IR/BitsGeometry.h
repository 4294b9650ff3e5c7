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
  int64_t run = 1;     ///< G: consecutive k that share a scale
  int64_t planes = 1;  ///< q: bits of a weight

  static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

  /// R: all have `run` codes but the last, which may be shorter.
  int64_t runs() const { return ceilDiv(depth, run); }
  int64_t runLength(int64_t r) const { return std::min(run, depth - r * run); }
  /// A run begins with a chunk of its own.
  int64_t runChunks() const { return ceilDiv(run, kChunkCodes); }
  int64_t chunks() const {
    return (runs() - 1) * runChunks() + ceilDiv(runLength(runs() - 1), kChunkCodes);
  }
  int64_t groups() const { return ceilDiv(columns, kColumns); }
  int64_t blocks() const { return ceilDiv(groups(), kBlockGroups); }
  int64_t blockGroups(int64_t block) const {
    return std::min(kBlockGroups, groups() - block * kBlockGroups);
  }
  /// Columns that scales and biases are given for: whole vectors of 16.
  int64_t paddedColumns() const { return ceilDiv(columns, 16) * 16; }

  /// Words of a column in one plane, and the codes that one of them holds: k from
  /// `first` on, fewer than 16 at the end of a run.
  int64_t words() const { return chunks() * kChunkWords; }
  struct Codes {
    int64_t first, count;
  };
  Codes wordCodes(int64_t word) const {
    int64_t r = word / (runChunks() * kChunkWords);
    int64_t offset = word % (runChunks() * kChunkWords) * kWordCodes;
    return {r * run + offset,
            std::clamp(runLength(r) - offset, int64_t(0), kWordCodes)};
  }

  /// 16-bit words of all columns and planes.
  int64_t wordCount() const { return groups() * words() * planes * kColumns; }
  /// The index of a column's word in one plane.
  int64_t wordIndex(int64_t word, int64_t plane, int64_t column) const {
    int64_t group = column / kColumns, block = group / kBlockGroups;
    int64_t chunk = word / kChunkWords;
    int64_t before = block * kBlockGroups * chunks() + chunk * blockGroups(block) +
                     group % kBlockGroups;
    int64_t slot = before * planes + plane;
    return (slot * kChunkWords + word % kChunkWords) * kColumns + column % kColumns;
  }
  /// Where the bit of (k, plane, column) lies.
  struct Place {
    int64_t word, bit;
  };
  Place place(int64_t k, int64_t plane, int64_t column) const {
    int64_t inRun = k % run;
    int64_t word = k / run * runChunks() * kChunkWords + inRun / kWordCodes;
    return {wordIndex(word, plane, column), inRun % kWordCodes};
  }

  /// Elements of `scales`, and of `offsets`.
  int64_t scaleCount() const { return runs() * planes * paddedColumns(); }
  int64_t offsetCount() const { return runs() * paddedColumns(); }
  /// Element `step` of `column` in an array of `steps` elements per column: blocks,
  /// then steps, then the block's columns side by side.
  int64_t paramIndex(int64_t steps, int64_t step, int64_t column) const {
    int64_t first = column / kBlockColumns * kBlockColumns;
    int64_t width = std::min(kBlockColumns, paddedColumns() - first);
    return first * steps + step * width + column % kBlockColumns;
  }
  int64_t scaleIndex(int64_t r, int64_t plane, int64_t column) const {
    return paramIndex(runs() * planes, r * planes + plane, column);
  }
  int64_t offsetIndex(int64_t r, int64_t column) const {
    return paramIndex(runs(), r, column);
  }

  /// 32-bit words of the sums: two entries each, and the start of every run.
  int64_t sumWords() const { return startIndex(0) + runs(); }
  int64_t startIndex(int64_t r) const { return words() * kWordEntries / 2 + r; }
};

} // namespace mlir::qopt

#endif // QOPT_IR_BITSGEOMETRY_H
