// SPDX-License-Identifier: Apache-2.0
// Sizes and places of weights with N:M sparsity in compressed form, computed in one
// place for the verifier, the packer, the interpreter and the code generator.
#ifndef QOPT_IR_SPARSEGEOMETRY_H
#define QOPT_IR_SPARSEGEOMETRY_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

#include <cstdint>
#include <optional>

namespace mlir::qopt {

/// The weights of qopt.packed_sparse_matmul, see its description in
/// QOptSparseOps.td: of `group` consecutive k of a column at most `kept` are not 0.
struct SparseGeometry {
  /// Columns of a panel, consecutive k of a dot instruction's lane (a step), and
  /// bytes of the masks of a step: four bits per column.
  static constexpr int64_t kColumns = 16;
  static constexpr int64_t kStep = 4;
  static constexpr int64_t kMaskBytes = 8;

  int64_t kept = 1;    ///< N: 1, 2 or 4
  int64_t group = 4;   ///< M: 4 or 8
  int64_t depth = 0;   ///< K
  int64_t columns = 0; ///< of the product

  int64_t panels() const { return llvm::divideCeil(columns, kColumns); }
  int64_t groups() const { return llvm::divideCeil(depth, group); }
  int64_t steps() const { return llvm::divideCeil(depth, kStep); }
  int64_t stepsPerGroup() const { return group / kStep; }
  int64_t valueBytes() const { return kColumns * kept; }
  /// Of a panel's group: 8 * N / M + 1 bits per weight.
  int64_t groupBytes() const {
    return valueBytes() + stepsPerGroup() * kMaskBytes;
  }
  int64_t panelBytes() const { return groups() * groupBytes(); }
  int64_t bytes() const { return panels() * panelBytes(); }
  SmallVector<int64_t> weightShape() const {
    return {panels(), groups(), groupBytes()};
  }

  /// Index of value `i` of `column` in group `groupNumber`.
  int64_t valueIndex(int64_t column, int64_t groupNumber, int64_t i) const {
    return groupIndex(column, groupNumber) + column % kColumns * kept + i;
  }
  /// A column's mask of a step of a group: the byte that it lies in, and its lowest
  /// bit there.
  struct MaskPlace {
    int64_t index, lowest;
  };
  MaskPlace maskPlace(int64_t column, int64_t groupNumber, int64_t step) const {
    int64_t c = column % kColumns, pair = c / 2;
    int64_t byte = c % 2 * (kMaskBytes / 2) + pair / 2;
    return {groupIndex(column, groupNumber) + valueBytes() + step * kMaskBytes + byte,
            pair % 2 * kStep};
  }

  /// The first panel and group of `weights` (bytes() of them) of which a column has
  /// more than `kept` bits, or a bit of a k that is none; nullopt where there is none.
  std::optional<std::pair<int64_t, int64_t>>
  findBadGroup(ArrayRef<int8_t> weights) const;

private:
  int64_t groupIndex(int64_t column, int64_t groupNumber) const {
    return column / kColumns * panelBytes() + groupNumber * groupBytes();
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_SPARSEGEOMETRY_H
