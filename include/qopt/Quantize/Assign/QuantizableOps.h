// SPDX-License-Identifier: Apache-2.0
// Which ops have an integer form, and how their results get their scales:
// the rules of quantization, in one place.
#ifndef QOPT_QUANTIZE_ASSIGN_QUANTIZABLEOPS_H
#define QOPT_QUANTIZE_ASSIGN_QUANTIZABLEOPS_H

#include "qopt/IR/TransformerOps.h"

namespace mlir::qopt {

/// How an op's result gets its scale and zero point.
enum class ScaleRule {
  Own,        ///< from its observed range
  SameAsInput,///< equal to the operands'
  Fixed,      ///< by the op's definition (sigmoid, tanh, softmax)
};

/// The rule of a float op that has an integer form; nullopt and a reason in
/// `whyNot` for one that has none.
std::optional<ScaleRule> getScaleRule(Operation *op, std::string &whyNot);

/// relu or clip: a monotone function that on codes is a clamp.
bool isClamp(Operation *op);

/// Whether an op only moves elements, whatever they are.
bool movesOnly(Operation *op);

/// Scale and zero point of a Fixed-rule result in a format (TFLite int8 spec:
/// sigmoid, softmax 1/256, -128; log-softmax 16/256, 127; tanh 1/128, 0). Uniform
/// formats only.
::qopt::numerics::AffineParams getFixedParams(Operation *op,
                                              FormatInterface format);

/// Operand numbers of `op` that are activations or constants to be quantized
/// (not the bias, not indices).
SmallVector<unsigned> getDataOperands(Operation *op);

/// Whether operand `index` is the filter of a conv or matmul.
bool isFilterOperand(Operation *op, unsigned index);

} // namespace mlir::qopt

#endif // QOPT_QUANTIZE_ASSIGN_QUANTIZABLEOPS_H
