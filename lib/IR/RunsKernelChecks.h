// SPDX-License-Identifier: Apache-2.0
// What the packed kernel ops of products scaled run by run check alike.
#ifndef QOPT_LIB_IR_RUNSKERNELCHECKS_H
#define QOPT_LIB_IR_RUNSKERNELCHECKS_H

#include "qopt/IR/RunsOps.h"

namespace mlir::qopt {

/// All operands tensors with one result of `init`'s type, or all memrefs without a
/// result; else an error on `op`.
LogicalResult verifyKernelSemantics(Operation *op, Value init);

/// A shift beside scales of integers only, in [0, 32 - their width], and a positive
/// finite factor beside such scales only; else an error on `op`.
LogicalResult verifyStoredScales(Operation *op, Value scales,
                                 std::optional<uint64_t> shift,
                                 std::optional<APFloat> factor);

} // namespace mlir::qopt

#endif // QOPT_LIB_IR_RUNSKERNELCHECKS_H
