// SPDX-License-Identifier: Apache-2.0
// State of the float-free lowering of one function: the codes of every
// quantized value made so far, and the rescale every rule ends in.
#ifndef QOPT_LIB_INTEGER_LOWERING_H
#define QOPT_LIB_INTEGER_LOWERING_H

#include "qopt/IR/QOpt.h"

#include "llvm/ADT/DenseMap.h"

namespace mlir::qopt {

/// A quantized value taken apart: codes and static parameters.
struct Coded {
  Value codes;
  FormatInterface format;
  /// One entry, or one per index of `axis`.
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  std::optional<int64_t> axis;

  bool perTensor() const { return !axis.has_value(); }
  double scale() const { return scales.front(); }
  int64_t zeroPoint() const { return zeroPoints.front(); }
  bool sameParams(const Coded &other) const {
    return scales == other.scales && zeroPoints == other.zeroPoints &&
           axis == other.axis;
  }
};

/// Codes that stand for other numbers than themselves, as integers: constant
/// codes of a format whose values are integers times one power of two become
/// these integers (int8 or int16), and the power joins the scales. Unchanged
/// where the format is uniform; null codes where this is not possible.
Coded toIntegers(OpBuilder &builder, Coded coded);

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

class Lowering {
public:
  Lowering(OpBuilder &builder, RequantRounding rounding)
      : builder(builder), rounding(rounding) {}

  /// Lowers one op with quantized operands or results; an error names the node.
  LogicalResult lower(Operation *op);

  LoweringCounts counts;

private:
  // Lookup and registration. Both refuse a format whose codes are not numbers,
  // unless `anyFormat` says that the user only moves them.
  FailureOr<Coded> coded(Operation *user, Value quantized,
                         bool anyFormat = false);
  FailureOr<Coded> resultParams(Operation *op, bool anyFormat = false);
  void define(Value quantized, Coded coded, Value codes);

  // Building blocks.
  FailureOr<Value> rescale(Operation *op, Value input, const RescaleSpec &spec);
  /// Codes of `from` rescaled to the parameters of `to`.
  FailureOr<Value> rescaleTo(Operation *op, const Coded &from, const Coded &to);
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
  LogicalResult finishLinear(Operation *op, Value accumulator,
                             const Coded &input, const Coded &filter,
                             const Coded &result);
  LogicalResult lowerDynamicLinear(Operation *op, const Coded &lhs,
                                   const Coded &rhs, const Coded &result);
  LogicalResult lowerUnary(UnaryOp op);         // LowerElementwise.cpp
  LogicalResult lowerClamp(UnaryOp op, const Coded &input, const Coded &result);
  LogicalResult lowerBinary(BinaryOp op);
  FailureOr<bool> lowerBinaryByTable(BinaryOp op, const Coded &data,
                                     const Coded &constant,
                                     const Coded &result);
  LogicalResult lowerAdd(BinaryOp op, const Coded &lhs, const Coded &rhs,
                         const Coded &result);
  LogicalResult lowerMul(BinaryOp op, const Coded &lhs, const Coded &rhs,
                         const Coded &result);
  LogicalResult lowerPool(PoolOp op);           // LowerWindows.cpp
  Value padForAverage(PoolOp op, const Coded &input);
  LogicalResult lowerReduce(ReduceOp op);
  LogicalResult lowerSoftmax(SoftmaxOp op);

  OpBuilder &builder;
  RequantRounding rounding;
  llvm::DenseMap<Value, Coded> codedOf;
  /// How many quantized values each codes value stands for.
  llvm::DenseMap<Value, unsigned> sharers;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEGER_LOWERING_H
