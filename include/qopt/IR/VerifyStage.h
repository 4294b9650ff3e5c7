// SPDX-License-Identifier: Apache-2.0
// Verifier helpers shared by the op families: which stage an op is in, and that
// result parameters are there exactly when the result is quantized.
#ifndef QOPT_IR_VERIFYSTAGE_H
#define QOPT_IR_VERIFYSTAGE_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// All of `types` are of one stage; an error naming the first that differs otherwise.
LogicalResult verifyOneStage(Operation *op, TypeRange types);

/// A quantized result has scale and zero point of the shape its granularity
/// asks for; any other result has none. `sameParams` inverts the rule for
/// kinds that keep their operand's parameters.
LogicalResult verifyResultParams(Operation *op, Value scale, Value zeroPoint,
                                 bool sameParams = false);

/// `values` has `count` entries, each at least `least` and below 2^31.
LogicalResult verifyAttr(Operation *op, StringRef name,
                         ArrayRef<int64_t> values, size_t count, int64_t least);

/// Result shape equals `wanted`.
LogicalResult verifyResultShape(Operation *op, ArrayRef<int64_t> wanted);

} // namespace mlir::qopt

#endif // QOPT_IR_VERIFYSTAGE_H
