// SPDX-License-Identifier: Apache-2.0
// arith.scaling_extf and arith.scaling_truncf as casts and one multiplication.
#ifndef QOPT_LIB_INTEROP_SCALINGCASTS_H
#define QOPT_LIB_INTEROP_SCALINGCASTS_H

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::qopt {

/// Scales become f8E8M0FNU, where they are not yet; products and quotients are
/// computed in f32 (f64 for f64), where a power of two rounds nothing but
/// subnormals, and rounded once to the result's type.
void expandScalingCast(arith::ScalingExtFOp cast);
void expandScalingCast(arith::ScalingTruncFOp cast);

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_SCALINGCASTS_H
