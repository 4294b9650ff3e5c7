// SPDX-License-Identifier: Apache-2.0
// The ops of QOptTransformerOps.td, apart from QOpt.h so that only who needs them
// sees them.
#ifndef QOPT_IR_TRANSFORMEROPS_H
#define QOPT_IR_TRANSFORMEROPS_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/IntegerNorm.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptTransformerOps.h.inc"

namespace mlir::qopt {

/// qopt.rotary in the ops it stands for, on f32 or on integers (i32: products and
/// sums wrap). `cos` and `sin` have the element type of `input` and shapes as the op
/// asks for.
Value buildRotation(OpBuilder &builder, Location loc, Value input, Value cos,
                    Value sin, bool interleaved);

} // namespace mlir::qopt

#endif // QOPT_IR_TRANSFORMEROPS_H
