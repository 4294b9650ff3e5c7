// SPDX-License-Identifier: Apache-2.0
// Float sums along a line in the order of Numerics' laneSum: the one order that is
// fixed and fills vectors, too.
#ifndef QOPT_LIB_CODEGEN_CPU_LANESUMS_H
#define QOPT_LIB_CODEGEN_CPU_LANESUMS_H

#include "qopt/Analysis/LinalgLoops.h"

namespace mlir::qopt::codegen {

/// A buffer and a position in it.
struct Access {
  Value buffer;
  SmallVector<Value> position;
};

/// The whole sum of `op` (on memrefs, with kLaneSumAttr) over `dim`, the reduced
/// dimension, of `size` elements: loads, the payload on vectors, and the store of the
/// result. `access` tells where an operand's element is at an index of `dim`, all other
/// indices being given; elements side by side in the operand are so there, too.
void buildLaneSum(OpBuilder &b, linalg::LinalgOp op, unsigned dim, int64_t size,
                  function_ref<Access(OpOperand &, Value)> access);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_LANESUMS_H
