// SPDX-License-Identifier: Apache-2.0
// Codes to numbers and back inside bodies of generic ops, for any format: a
// uniform one by arithmetic, every other one by its code table. No format is
// known by name here.
#ifndef QOPT_LIB_CODEGEN_CPU_CODES_H
#define QOPT_LIB_CODEGEN_CPU_CODES_H

#include "LinalgLowering.h"

namespace mlir::qopt::codegen {

/// x / scale, or 0 where the scale is 0, which is asked only where `scaleSource`
/// (the scale operand in qopt IR) is not constant: constants are not 0.
Value buildScaled(OpBuilder &b, Location loc, Value x, Value scale,
                  Value scaleSource);

/// Numbers of stored codes.
class Decoder {
public:
  /// Makes the value table, where there is one, at the builder's place, which
  /// is outside of the body. `zeroPoint` is the operand in qopt IR.
  Decoder(OpBuilder &b, Location loc, QType type, Value zeroPoint);

  /// f32(value(code) - zero point); `zeroPoint` is an i32, read by uniform
  /// formats only.
  Value centred(OpBuilder &b, Location loc, Value code, Value zeroPoint) const;

private:
  QType type;
  Value table;           ///< tensor<2^bits x f32>
  unsigned bits = 0;     ///< of a code, with a table
  unsigned width = 0;    ///< of code - zero point, without one
};

/// Codes of numbers in a table format: the code's rank is the number of
/// thresholds not above the number, counted by a search without branches.
class TableEncoder {
public:
  /// Makes the tables at the builder's place. `rounding` is not stochastic.
  TableEncoder(OpBuilder &b, Location loc,
               const ::qopt::numerics::CodeTable &table, Rounding rounding,
               Type storage);

  /// The stored code of an f32.
  Value encode(OpBuilder &b, Location loc, Value x) const;

private:
  Value thresholds; ///< tensor<2^steps - 1 x f32>, NaN behind the last one
  Value codes;      ///< tensor<2^steps x storage>
  unsigned steps;   ///< of the search
  int64_t nanCode;
  std::optional<int64_t> negativeZeroCode; ///< where comparing errs for -0
  Type storage; ///< signless
};

/// Whether every zero point is a constant code of the format, which bounds all
/// differences of codes and zero points.
bool hasCodeZeroPoints(Value zeroPoint, FormatInterface format);

/// Scale and zero point (in storage form) of a quantized value in the layout
/// that its type asks for: behind a transpose they are transposed, too. Null
/// members, with the reason, where that layout is not known.
QuantParams getStoredParams(ConversionPatternRewriter &rewriter, Value value,
                            std::string &whyNot);

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_CODES_H
