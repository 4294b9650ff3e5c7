// SPDX-License-Identifier: Apache-2.0
// State of the float-free lowering of one function: the codes of every
// quantized value made so far, and the rescale every rule ends in.
#ifndef QOPT_LIB_INTEGER_LOWERING_H
#define QOPT_LIB_INTEGER_LOWERING_H

#include "qopt/IR/IntegerForm.h"
#include "qopt/IR/TransformerOps.h"

#include "llvm/ADT/DenseMap.h"

#include <functional>

namespace mlir::qopt {

/// A quantized value taken apart: codes and static parameters.
struct Coded {
  Value codes;
  FormatInterface format;
  /// One entry, or one per index of `axis`.
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  std::optional<int64_t> axis;
  /// Where fewer codes occur than the format has.
  std::optional<::qopt::numerics::IntRange> range;

  bool perTensor() const { return !axis.has_value(); }
  double scale() const { return scales.front(); }
  int64_t zeroPoint() const { return zeroPoints.front(); }
  bool sameParams(const Coded &other) const {
    return scales == other.scales && zeroPoints == other.zeroPoints &&
           axis == other.axis;
  }
  /// The same number for the same code.
  bool sameMeaning(const Coded &other) const {
    return sameParams(other) && format == other.format;
  }
  ::qopt::numerics::IntRange codeRange() const {
    if (range)
      return *range;
    return {format.getMinCode(), format.getMaxCode()};
  }
};

/// Codes that stand for other numbers than themselves, as integers (int8 or int16)
/// with the power of two that is missing joined to the scales: constants as
/// constants, others by a table (IntegerCodes.cpp). Unchanged where the format is
/// uniform; null codes where there are no such integers. `fractionBits` more make
/// the unit smaller; together with the format's they are at most 16.
Coded toIntegers(OpBuilder &builder, const Coded &coded, int fractionBits = 0);

/// Codes of a table format from integers: qopt.encode, or a constant where the
/// encoder has one code for all.
Value createEncode(OpBuilder &builder, Location loc, Value integers,
                   FormatInterface format,
                   const ::qopt::numerics::IntegerEncoder &encoder);

/// Whether a function of one code has a table of 256 entries: codes of at most 8
/// bits, of any format, with one scale.
inline bool isOneByte(const Coded &x) {
  return x.perTensor() && x.format.getStorageType().getWidth() == 8;
}

/// Whether integers can make the change of codes of a requantize. Where not,
/// expandRequantize makes it a dequantize and a quantize.
bool hasIntegerRule(RequantizeOp op);
void expandRequantize(OpBuilder &builder, RequantizeOp op);

/// Counts for the pass' statistics.
struct LoweringCounts {
  unsigned rescales = 0, tables = 0, accumulatorBits = 0;
};

/// Fixed-point factors and clamp of a rescale.
struct RescaleSpec {
  SmallVector<double> factors; ///< real multipliers: one or one per channel
  int64_t inZp = 0, outZp = 0, lo = 0, hi = 0;
  Type elementType; ///< of the result
  /// The factor is applied to x * 2^leftShift (exact).
  int leftShift = 0;
};

/// Integers on their way to a quantized result: (x - inZp) * scale is the number,
/// one scale or one per channel (last dimension).
struct Unrounded {
  Value integers;
  SmallVector<double> scales;
  int64_t inZp = 0;
};

class Lowering {
public:
  Lowering(OpBuilder &builder, RequantRounding rounding)
      : builder(builder), rounding(rounding) {}

  /// Lowers one op with quantized operands or results; an error names the node.
  LogicalResult lower(Operation *op);

  LoweringCounts counts;

private:
  // Lookup and registration: the codes of a value as they are, and as integers,
  // which refuses a format that has none.
  FailureOr<Coded> coded(Operation *user, Value quantized);
  FailureOr<Coded> integers(Operation *user, Value quantized);
  // Parameters of a result; its format must have an integer form, unless
  // `anyFormat` says that codes are made otherwise.
  FailureOr<Coded> resultParams(Operation *op, bool anyFormat = false);
  void define(Value quantized, Coded coded, Value codes);

  // Building blocks.
  FailureOr<Value> rescale(Operation *op, Value input, const RescaleSpec &spec);
  /// Codes of `result`: rescaled and, in a table format, encoded.
  FailureOr<Value> finish(Operation *op, const Unrounded &from,
                          const Coded &result);
  FailureOr<Value> finishTable(Operation *op, const Unrounded &from,
                               const Coded &result);
  /// Codes of `from` (of any format) in the format and with the scale of `to`.
  FailureOr<Value> convertTo(Operation *op, const Coded &from, const Coded &to);
  /// Functions of one 8-bit code of any format by a table: one for all, or one
  /// per index of the last dimension.
  Value lookUp(Operation *op, const Coded &input, const Coded &result,
               ArrayRef<std::function<double(double)>> functions);
  /// quantize(dequantize(code)) of 8-bit codes by a table, exactly.
  Value recode(Location loc, const Coded &from, const Coded &to,
               ::qopt::numerics::RoundingMode mode);
  /// Codes of `table` for integers that are its own, as toIntegers makes them,
  /// with `fractionBits` more.
  Value encodeOwn(Location loc, Value integers, const Coded &table,
                  int fractionBits = 0);
  /// The same of integers that stand for integer * unit.
  Value encodeSteps(Location loc, Value integers, const Coded &table,
                    double unit);
  Value constant(Location loc, Type elementType, ArrayRef<int64_t> shape,
                 ArrayRef<int64_t> values);
  Value splat(Location loc, Type elementType, int64_t value);
  /// codes - zero point as wider signed integers.
  Value centred(Location loc, const Coded &x, Type elementType);
  RankedTensorType withElement(Value like, Type elementType);

  // Rules, one group per file.
  LogicalResult lowerQuantize(QuantizeOp op);   // LowerMoves.cpp
  LogicalResult lowerAssemble(AssembleOp op);   // LowerMoves.cpp
  LogicalResult lowerCodes(CodesOp op);         // LowerMoves.cpp
  LogicalResult lowerReader(Operation *op, OpOperand &operand);
  Value assemble(Location loc, Value quantized, const Coded &input);
  LogicalResult lowerMove(Operation *op);       // LowerMoves.cpp
  LogicalResult lowerConcat(ConcatOp op);       // LowerMoves.cpp
  LogicalResult lowerRequantize(RequantizeOp op);
  LogicalResult lowerLinear(Operation *op);     // LowerLinear.cpp
  FailureOr<SmallVector<int64_t>> biasInSteps(Operation *op, const Coded &input,
                                              const Coded &filter,
                                              int64_t features);
  LogicalResult finishLinear(Operation *op, Value accumulator,
                             const Coded &input, const Coded &filter,
                             const Coded &result);
  LogicalResult lowerDynamicLinear(Operation *op, const Coded &lhs,
                                   const Coded &rhs, const Coded &result);
  LogicalResult lowerUnary(UnaryOp op);         // LowerElementwise.cpp
  LogicalResult lowerClamp(UnaryOp op, const Coded &input, const Coded &result);
  bool clampRescale(UnaryOp op, const Coded &input, const Coded &result,
                    int64_t lo, int64_t hi);
  LogicalResult lowerBinary(BinaryOp op);
  FailureOr<bool> lowerBinaryByTable(BinaryOp op, const Coded &data,
                                     const Coded &constant,
                                     const Coded &result);
  LogicalResult lowerAdd(BinaryOp op, const Coded &lhs, const Coded &rhs,
                         const Coded &result);
  LogicalResult lowerMul(BinaryOp op, const Coded &lhs, const Coded &rhs,
                         const Coded &result);
  LogicalResult lowerMaxMin(BinaryOp op, const Coded &lhs, const Coded &rhs,
                            const Coded &result);
  LogicalResult lowerPool(PoolOp op);           // LowerWindows.cpp
  LogicalResult averageInPlace(PoolOp op, const Coded &input);
  Value padForAverage(PoolOp op, const Coded &input);
  LogicalResult lowerReduce(ReduceOp op);
  LogicalResult lowerSoftmax(SoftmaxOp op);
  LogicalResult lowerNorm(NormOp op);           // LowerTransformer.cpp
  LogicalResult lowerRotary(RotaryOp op);

  OpBuilder &builder;
  RequantRounding rounding;
  llvm::DenseMap<Value, Coded> codedOf;
  /// Of values in table formats, made when first asked for.
  llvm::DenseMap<Value, Coded> integersOf;
  /// How many quantized values each codes value stands for.
  llvm::DenseMap<Value, unsigned> sharers;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEGER_LOWERING_H
