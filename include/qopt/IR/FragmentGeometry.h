// SPDX-License-Identifier: Apache-2.0
// Where 4-bit codes of qopt.mma_matmul_runs lie, computed in one place for the verifier,
// the packer, the interpreter and the code generator.
#ifndef QOPT_IR_FRAGMENTGEOMETRY_H
#define QOPT_IR_FRAGMENTGEOMETRY_H

#include <cstdint>

namespace mlir::qopt {

/// See the op's description for the meaning of the names. All sizes are positive.
struct FragmentGeometry {
  static constexpr int64_t kFieldBits = 4;
  static constexpr int64_t kStepDepth = 32;    ///< k of an instruction
  static constexpr int64_t kBlockColumns = 32; ///< of four instructions
  static constexpr int64_t kTiles = 4;         ///< instructions of a block and step
  static constexpr int64_t kLanes = 32;
  static constexpr int64_t kLaneColumns = 8; ///< neighbours of a lane's results
  /// Words of a block's step, and its bytes.
  static constexpr int64_t kStepWords = kLanes * kTiles;
  static constexpr int64_t kStepBytes = 4 * kStepWords;

  int64_t depth = 0;     ///< K
  int64_t columns = 0;   ///< N
  bool hasTable = false; ///< decides the order of fields in a word

  static constexpr int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }
  constexpr int64_t steps() const { return ceilDiv(depth, kStepDepth); }
  constexpr int64_t blocks() const { return ceilDiv(columns, kBlockColumns); }
  constexpr int64_t words() const { return blocks() * steps() * kStepWords; }

  /// The word with the code at (k, n), 0 <= k < K, 0 <= n < N, and the code's lowest
  /// bit there.
  struct Place {
    int64_t word, shift;
  };
  constexpr Place place(int64_t k, int64_t n) const {
    int64_t column = n % kBlockColumns, inStep = k % kStepDepth;
    int64_t tile = column % kLaneColumns / 2;
    int64_t group = column / kLaneColumns * 2 + column % 2;
    int64_t lane = 4 * group + inStep % 16 / 4;
    int64_t half = inStep / 16, i = k % 4;
    int64_t field = hasTable ? 4 * half + i : 2 * i + half;
    int64_t step = n / kBlockColumns * steps() + k / kStepDepth;
    return {step * kStepWords + lane * kTiles + tile, field * kFieldBits};
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_FRAGMENTGEOMETRY_H
