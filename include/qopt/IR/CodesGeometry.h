// SPDX-License-Identifier: Apache-2.0
// Where the codes, scales and zero points of qopt.packed_codes_matmul lie,
// computed in one place for the verifier, the packer, the interpreter and the
// code generator.
#ifndef QOPT_IR_CODESGEOMETRY_H
#define QOPT_IR_CODESGEOMETRY_H

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace mlir::qopt {

/// See the op's description in QOptKernelOps.td for the meaning of the names.
/// All sizes are positive; 1 <= bits <= 8; 1 <= run <= depth.
struct CodesGeometry {
  /// Columns of a panel and panels of a block.
  static constexpr int64_t kColumns = 16;
  static constexpr int64_t kBlockPanels = 4;
  static constexpr int64_t kWordBits = 32;

  int64_t depth = 0;   ///< K
  int64_t columns = 0; ///< N
  int64_t bits = 0;    ///< of a code
  int64_t run = 0;     ///< G: consecutive k that share a scale

  static int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

  int64_t panels() const { return ceilDiv(columns, kColumns); }
  int64_t blocks() const { return ceilDiv(panels(), kBlockPanels); }
  /// Panels of one block: four, or what is left for the last.
  int64_t blockPanels(int64_t block) const {
    return std::min(kBlockPanels, panels() - block * kBlockPanels);
  }
  /// A unit: the fewest codes that fill whole words, at most 32 codes in 7.
  int64_t unitCodes() const { return kWordBits / std::gcd(bits, kWordBits); }
  /// Words that so many consecutive codes take from the start of a run.
  int64_t wordsOf(int64_t codes) const { return ceilDiv(codes * bits, kWordBits); }
  int64_t unitWords() const { return wordsOf(unitCodes()); }
  /// R: runs of a column; all have `run` weights but the last, which may be
  /// shorter.
  int64_t runs() const { return ceilDiv(depth, run); }
  int64_t runLength(int64_t r) const { return std::min(run, depth - r * run); }
  /// Words of one run of full length.
  int64_t runWords() const { return wordsOf(run); }
  /// W: words of a column.
  int64_t words() const {
    return (runs() - 1) * runWords() + wordsOf(runLength(runs() - 1));
  }

  /// Elements of `codes`, of `scales` (and `zero_points`), and of `bias`.
  int64_t codeCount() const { return words() * panels() * kColumns; }
  int64_t scaleCount() const { return runs() * panels() * kColumns; }
  int64_t biasCount() const { return panels() * kColumns; }

  /// Element `step` of `column` in an array of `steps` elements per column:
  /// blocks, then steps, then the block's columns side by side.
  int64_t index(int64_t steps, int64_t step, int64_t column) const {
    int64_t panel = column / kColumns, block = panel / kBlockPanels;
    int64_t before = block * kBlockPanels * steps + step * blockPanels(block);
    return (before + panel % kBlockPanels) * kColumns + column % kColumns;
  }
  /// Where the code at (k, column) lies: the index of the word with its lowest
  /// bit, that bit, and the index of the word with its highest bit: the same, or
  /// the next of the column, whose lowest bits are then the code's upper ones.
  struct Place {
    int64_t word, shift, lastWord;
  };
  Place place(int64_t k, int64_t column) const {
    int64_t firstBit = k % run * bits, lastBit = firstBit + bits - 1;
    int64_t step = k / run * runWords();
    return {index(words(), step + firstBit / kWordBits, column),
            firstBit % kWordBits,
            index(words(), step + lastBit / kWordBits, column)};
  }
  /// Where the scale and the zero point at (k, column) lie.
  int64_t scaleIndex(int64_t k, int64_t column) const {
    return index(runs(), k / run, column);
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_CODESGEOMETRY_H
