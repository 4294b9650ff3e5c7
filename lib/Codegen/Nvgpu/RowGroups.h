// SPDX-License-Identifier: Apache-2.0
// Linalg ops that work on rows, one after the other, in one launch: a block has a row
// (softmax, norms and what is elementwise around them).
#ifndef QOPT_LIB_CODEGEN_NVGPU_ROWGROUPS_H
#define QOPT_LIB_CODEGEN_NVGPU_ROWGROUPS_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {

/// Ops that follow each other in a block, of which at least one reduces a row. What an
/// op reads of another one's results, and what it writes, lies in its own row: the
/// elements whose leading coordinates are the row's. So a block needs no other block's
/// results, and barriers between the ops are order enough.
struct RowGroup {
  SmallVector<linalg::LinalgOp> ops;
  SmallVector<int64_t> sizes;               ///< of the rows' coordinates; none is 1
  SmallVector<SmallVector<unsigned>> loops; ///< of each op, one per coordinate
};

/// The groups of `block`, none of which have an op in common, in order. All linalg ops
/// of the block are on buffers of static shape.
SmallVector<RowGroup> findRowGroups(Block &block);

/// One launch that does what all ops of the group do, at the place of the last one; the
/// ops stay.
gpu::LaunchOp launchRows(OpBuilder &b, const RowGroup &group);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_ROWGROUPS_H
