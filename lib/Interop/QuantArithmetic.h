// SPDX-License-Identifier: Apache-2.0
// Scalar arithmetic of uniform quantization, as Numerics' quantize and
// dequantize do it.
#ifndef QOPT_LIB_INTEROP_QUANTARITHMETIC_H
#define QOPT_LIB_INTEROP_QUANTARITHMETIC_H

#include "UniformType.h"

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Emits the arithmetic of one uniform type.
class QuantArithmetic {
public:
  QuantArithmetic(const UniformType &type, Rounding rounding);

  /// Type in which quotients and products are computed: f64 for f64, else f32.
  FloatType realType() const { return real; }
  /// Type in which zero points are added: wide enough for every sum.
  IntegerType wideType() const { return wide; }

  /// x: expressed type; scale: realType; zeroPoint: wideType. Result: storage.
  Value quantize(OpBuilder &builder, Location loc, Value x, Value scale,
                 Value zeroPoint) const;
  /// code: storage type. Result: expressed type.
  Value dequantize(OpBuilder &builder, Location loc, Value code, Value scale,
                   Value zeroPoint) const;

private:
  const UniformType &type;
  Rounding rounding;
  FloatType real;
  IntegerType wide;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_QUANTARITHMETIC_H
