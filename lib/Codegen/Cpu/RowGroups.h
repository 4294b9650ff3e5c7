// SPDX-License-Identifier: Apache-2.0
// Which neighbouring ops run as one parallel loop, piece by piece of their leading
// dimensions, so that a row goes through all of them while it is in the nearest cache,
// threads meet once, and what lies between the ops is as small as a piece.
#ifndef QOPT_LIB_CODEGEN_CPU_ROWGROUPS_H
#define QOPT_LIB_CODEGEN_CPU_ROWGROUPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include "llvm/ADT/SetVector.h"

namespace mlir::qopt::codegen {

/// The buffer that `value` is a view of.
Value getViewedBuffer(Value value);

/// The first dimensions of an op, all parallel, whose row-major number is cut into
/// `pieces` equal runs.
struct RowPrefix {
  unsigned dims;  ///< how many
  int64_t length; ///< the product of their sizes, a multiple of the pieces
};

/// The shortest prefix of `op` that can be cut into `pieces`, if there is one: without
/// the innermost dimension, unless it is the only one.
std::optional<RowPrefix> getRowPrefix(linalg::LinalgOp op, int64_t pieces);

/// Whether every piece of `op` accesses `operand` only within the piece of the same
/// number of its buffer: the leading results of its map, whose number is returned, are
/// the prefix' dimensions. Nothing otherwise.
std::optional<unsigned> getRowResults(linalg::LinalgOp op, OpOperand &operand,
                                      const RowPrefix &prefix);

/// Ops in order that may run piece by piece: whatever one of them writes, all access
/// within their own piece.
class RowGroup {
public:
  /// Adds `op` behind the others; false, and nothing is changed, where there is no
  /// number of pieces that serves all.
  bool add(linalg::LinalgOp op);

  ArrayRef<linalg::LinalgOp> ops() const { return members; }
  /// Into how many pieces the group of `work` scalar operations is cut: up to 128, and
  /// fewer where a piece would not be worth the call.
  int64_t pieces(uint64_t work) const;
  /// Allocations that nothing outside the group touches, while all that one of so many
  /// pieces needs of them is small enough for a stack.
  SetVector<Value> temporaries(int64_t pieces) const;

private:
  SmallVector<linalg::LinalgOp> members;
  SmallVector<int64_t> candidates; ///< numbers of pieces, ascending
};

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_ROWGROUPS_H
