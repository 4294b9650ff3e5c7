// SPDX-License-Identifier: Apache-2.0
// Codes to numbers and back inside bodies of generic ops, for any format: a
// uniform one by arithmetic, every other one by its code table. No format is
// known by name here.
#ifndef QOPT_LIB_CODEGEN_CPU_CODES_H
#define QOPT_LIB_CODEGEN_CPU_CODES_H

#include "LinalgLowering.h"

#include "qopt/Numerics/CodeTable.h"

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
  /// formats only, or an f32, subtracted from f32(value).
  Value centred(OpBuilder &b, Location loc, Value code, Value zeroPoint) const;

private:
  Value value(OpBuilder &b, Location loc, Value code) const;

  QType type;
  Value table;           ///< tensor<2^bits x f32>
  unsigned bits = 0;     ///< of a code, with a table
  unsigned width = 0;    ///< of code - zero point, without one
};

/// A constant tensor<N x element> of values whose bytes are the element's.
template <typename T>
Value createTable(OpBuilder &b, Location loc, Type element,
                  const std::vector<T> &values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return createConstantFromBytes(
      b, loc, type,
      ArrayRef(reinterpret_cast<const char *>(values.data()),
               values.size() * sizeof(T)));
}

/// Element `at` (an i32 that is not negative) of a table.
Value lookUp(OpBuilder &b, Location loc, Value table, Value at);

/// How many of the ascending thresholds are not above x, by a search without
/// branches: `table` has 2^steps - 1 of them, the last ones out of reach.
Value searchRank(OpBuilder &b, Location loc, Value table, unsigned steps,
                 Value x);

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

/// The same under stochastic rounding, which draws counterHash(0, index) for the
/// element at position `index`: a search for the lower neighbour, and Numerics'
/// decision (CodeTable::encode) in f64.
class StochasticEncoder {
public:
  StochasticEncoder(OpBuilder &b, Location loc,
                    const ::qopt::numerics::CodeTable &table, Type storage);

  /// The stored code of an f32; `index` is an i64.
  Value encode(OpBuilder &b, Location loc, Value x, Value index) const;

private:
  Value moveUp(OpBuilder &b, Location loc, Value x, Value lower,
               Value index) const;
  Value codeOfRank(OpBuilder &b, Location loc, Value x, Value rank) const;

  ::qopt::numerics::CodeTable::Ladder ladder;
  unsigned steps;
  Value thresholds, values, codes; ///< values in f64
  Type storage;
};

/// Row-major position, an i64, of the element that a generic op's body computes.
Value buildLinearIndex(OpBuilder &b, Location loc, ArrayRef<int64_t> shape);

/// The stored codes of a quantize whose type is sparse, with the code of 0 for
/// every element that is not among the N largest of its run; `codes` unchanged
/// where the type is not sparse. `input` and `zeroPoint` (i32) are in storage form.
Value keepLargest(OpBuilder &b, QuantizeOp op, Value input, Value zeroPoint,
                  Value codes);

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
