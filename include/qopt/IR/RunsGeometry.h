// SPDX-License-Identifier: Apache-2.0
// Where codes and activations of qopt.packed_matmul_runs lie, computed in one place
// for the verifier, the packer, the interpreter and the code generator.
#ifndef QOPT_IR_RUNSGEOMETRY_H
#define QOPT_IR_RUNSGEOMETRY_H

#include "qopt/IR/CodesGeometry.h"

#include <array>

namespace mlir::qopt {

/// See the descriptions in QOptRunsOps.td for the meaning of the names. All sizes
/// are positive; 1 <= bits <= 8; 1 <= run <= depth.
struct RunsGeometry {
  /// k of a step, which one dot instruction takes, and steps of a chunk.
  static constexpr int64_t kStepCodes = 4;
  static constexpr int64_t kChunkSteps = 8;

  int64_t depth = 0;   ///< K
  int64_t columns = 0; ///< N
  int64_t bits = 0;    ///< of a code
  int64_t run = 0;     ///< consecutive k that share a scale

  /// Panels, blocks and scales are those of the other packed form.
  CodesGeometry panels() const { return {depth, columns, bits, run}; }
  int64_t runs() const { return CodesGeometry::ceilDiv(depth, run); }
  int64_t runLength(int64_t r) const { return std::min(run, depth - r * run); }
  static int64_t stepsOf(int64_t codes) {
    return CodesGeometry::ceilDiv(codes, kStepCodes);
  }
  /// Steps of a run of full length, and of all runs.
  int64_t runSteps() const { return stepsOf(run); }
  int64_t steps() const {
    return (runs() - 1) * runSteps() + stepsOf(runLength(runs() - 1));
  }

  //===-- Parts of a code ------------------------------------------------===//

  struct Part {
    int64_t width;  ///< bits, 8, 4, 2 or 1
    int64_t lowest; ///< bit of the code that is its lowest
    /// Steps that share a word.
    int64_t stepsPerWord() const { return kChunkSteps / width; }
    int64_t words(int64_t steps) const {
      return CodesGeometry::ceilDiv(steps, stepsPerWord());
    }
  };
  struct Parts {
    std::array<Part, 3> parts;
    int64_t count = 0;
    const Part *begin() const { return parts.data(); }
    const Part *end() const { return parts.data() + count; }
  };
  Parts parts() const {
    Parts result;
    for (int64_t width = 8, lowest = 0; width > 0; width /= 2)
      if (bits & width) {
        result.parts[result.count++] = {width, lowest};
        lowest += width;
      }
    return result;
  }

  //===-- Words of a column ----------------------------------------------===//

  /// Words of a chunk of so many steps, `bits` of a full one.
  int64_t chunkWords(int64_t steps) const {
    int64_t words = 0;
    for (const Part &part : parts())
      words += part.words(steps);
    return words;
  }
  int64_t wordsOf(int64_t steps) const {
    return steps / kChunkSteps * bits + chunkWords(steps % kChunkSteps);
  }
  int64_t runWords() const { return wordsOf(runSteps()); }
  /// W.
  int64_t words() const {
    return (runs() - 1) * runWords() + wordsOf(stepsOf(runLength(runs() - 1)));
  }
  int64_t codeCount() const {
    return words() * panels().panels() * CodesGeometry::kColumns;
  }

  /// Where part `part` of the code at (k, column) lies: the index of its word and
  /// its lowest bit there.
  struct Place {
    int64_t word, shift;
  };
  Place place(const Part &part, int64_t k, int64_t column) const {
    int64_t r = k / run, step = k % run / kStepCodes;
    int64_t total = stepsOf(runLength(r)), chunk = step / kChunkSteps;
    int64_t inChunk = std::min(kChunkSteps, total - chunk * kChunkSteps);
    int64_t word = r * runWords() + chunk * bits;
    for (const Part &before : parts()) {
      if (before.lowest == part.lowest)
        break;
      word += before.words(inChunk);
    }
    int64_t s = step % kChunkSteps;
    return {panels().index(words(), word + s / part.stepsPerWord(), column),
            k % run % kStepCodes * 8 + s % part.stepsPerWord() * part.width};
  }

  //===-- Rows ------------------------------------------------------------===//

  /// Words of `rows` packed rows with their sums.
  int64_t rowWords(int64_t rows) const { return rows * (runs() + steps()); }
  /// The index of the sum of run r, and of the word with (row, k).
  int64_t sumIndex(int64_t rows, int64_t r, int64_t row) const {
    return r * rows + row;
  }
  int64_t rowIndex(int64_t rows, int64_t row, int64_t k) const {
    int64_t r = k / run, step = k % run / kStepCodes;
    int64_t chunk = step / kChunkSteps * kChunkSteps;
    int64_t inChunk =
        std::min(kChunkSteps, stepsOf(runLength(r)) - chunk);
    return runs() * rows + (r * runSteps() + chunk) * rows + row * inChunk +
           step % kChunkSteps;
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_RUNSGEOMETRY_H
