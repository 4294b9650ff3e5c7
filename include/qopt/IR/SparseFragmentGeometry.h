// SPDX-License-Identifier: Apache-2.0
// Where values and positions of qopt.mma_sparse_matmul lie, computed in one place for the
// verifier, the packer, the interpreter and the code generator. Sources: PTX ISA, "Matrix
// fragments for sparse mma.m16n8k64" and its metadata; the order of metadata words in
// CUTLASS' host_reorder.h.
#ifndef QOPT_IR_SPARSEFRAGMENTGEOMETRY_H
#define QOPT_IR_SPARSEFRAGMENTGEOMETRY_H

#include <cstdint>

namespace mlir::qopt {

/// See the op's description for the meaning of the names. All sizes are positive.
struct SparseFragmentGeometry {
  static constexpr int64_t kGroup = 4, kKept = 2; ///< 2:4
  static constexpr int64_t kPositionBits = 2;
  static constexpr int64_t kStepDepth = 64; ///< k of an instruction
  static constexpr int64_t kStepGroups = kStepDepth / kGroup;
  static constexpr int64_t kBlockColumns = 32; ///< of two instructions
  static constexpr int64_t kInstructions = 2;  ///< of a block and step
  static constexpr int64_t kLanes = 32;
  static constexpr int64_t kRegisters = 4;   ///< of a lane's values of an instruction
  static constexpr int64_t kLaneColumns = 4; ///< neighbours of a lane's results
  /// Words of a block's step.
  static constexpr int64_t kStepValues = kInstructions * kLanes * kRegisters;
  static constexpr int64_t kStepMetadata = kLanes * kInstructions;
  /// Metadata of groups whose weights stand at positions 0 and 1.
  static constexpr uint32_t kFirstTwo = 0x44444444;

  int64_t depth = 0;   ///< K
  int64_t columns = 0; ///< N

  static constexpr int64_t ceilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }
  constexpr int64_t steps() const { return ceilDiv(depth, kStepDepth); }
  constexpr int64_t blocks() const { return ceilDiv(columns, kBlockColumns); }
  constexpr int64_t groups() const { return ceilDiv(depth, kGroup); }
  constexpr int64_t valueWords() const { return blocks() * steps() * kStepValues; }
  constexpr int64_t metadataWords() const { return blocks() * steps() * kStepMetadata; }

  /// A word, and the lowest bit of a field there.
  struct Place {
    int64_t word, shift;
  };
  /// Of the byte with weight `j` (0 or 1) of `group` of column n.
  constexpr Place value(int64_t n, int64_t group, int64_t j) const {
    Row row = rowOf(n);
    int64_t stored = group % kStepGroups * kKept + j; // of the step's 32
    int64_t lane = 4 * (row.number % 8) + stored % 16 / 4;
    int64_t reg = row.number / 8 + 2 * (stored / 16);
    int64_t word = (row.instruction * kLanes + lane) * kRegisters + reg;
    return {stepOf(n, group) * kStepValues + word, 8 * (stored % 4)};
  }
  /// Of the two bits with the position of that weight.
  constexpr Place position(int64_t n, int64_t group, int64_t j) const {
    Row row = rowOf(n);
    int64_t inStep = group % kStepGroups;
    int64_t lane = 4 * (row.number % 8) + 2 * (inStep / 8) + row.number / 8;
    int64_t word = lane * kInstructions + row.instruction;
    return {stepOf(n, group) * kStepMetadata + word,
            kPositionBits * (inStep % 8 * kKept + j)};
  }

private:
  struct Row {
    int64_t instruction, number;
  };
  static constexpr Row rowOf(int64_t n) {
    int64_t column = n % kBlockColumns, inLane = column % kLaneColumns;
    return {inLane / 2, column / kLaneColumns + 8 * (inLane % 2)};
  }
  constexpr int64_t stepOf(int64_t n, int64_t group) const {
    return n / kBlockColumns * steps() + group / kStepGroups;
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_SPARSEFRAGMENTGEOMETRY_H
