// SPDX-License-Identifier: Apache-2.0
// --qopt-lower-quant-ops: quant.qcast and quant.dcast become arithmetic. Scales
// of one tensor stand in the ops' bodies, others are operands of
// linalg.generic.
#include "qopt/Interop/Passes.h"

#include "FlattenUnranked.h"
#include "QuantArithmetic.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Shape/IR/Shape.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERQUANTOPS
#include "qopt/Interop/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

/// One cast: its input and the type on whose other side it leads.
class CastLowering {
public:
  CastLowering(const UniformType &type, Rounding rounding, bool quantizes)
      : type(type), arithmetic(type, rounding), quantizes(quantizes) {}

  /// `input`: expressed (quantizes) or storage elements. Result: the other.
  Value lower(OpBuilder &b, Location loc, Value input) const {
    if (isa<RankedTensorType>(input.getType()))
      return lowerRanked(b, loc, input, type.axis);
    if (isa<UnrankedTensorType>(input.getType())) {
      FlattenedTensor flat =
          flattenUnranked(b, loc, input, type.axis, type.blockCounts);
      std::optional<int64_t> axis;
      if (type.axis)
        axis = 1;
      return restoreShape(b, loc, lowerRanked(b, loc, flat.value, axis),
                          flat.shape);
    }
    Value scale = inlineScale(b, loc), zeroPoint = inlineZeroPoint(b, loc);
    return compute(b, loc, input, scale, zeroPoint);
  }

private:
  Value compute(OpBuilder &b, Location loc, Value x, Value scale,
                Value zeroPoint) const {
    return quantizes ? arithmetic.quantize(b, loc, x, scale, zeroPoint)
                     : arithmetic.dequantize(b, loc, x, scale, zeroPoint);
  }
  Value inlineScale(OpBuilder &b, Location loc) const {
    return arith::ConstantOp::create(
        b, loc, b.getFloatAttr(arithmetic.realType(), type.scales.front()));
  }
  Value inlineZeroPoint(OpBuilder &b, Location loc) const {
    return arith::ConstantOp::create(
        b, loc,
        b.getIntegerAttr(arithmetic.wideType(), type.zeroPoints.front()));
  }

  /// From an element's indices to its block's.
  AffineMap blockMap(MLIRContext *context, ArrayRef<int64_t> shape,
                     std::optional<int64_t> axis) const {
    SmallVector<AffineExpr> exprs;
    if (axis)
      exprs.push_back(getAffineDimExpr(*axis, context));
    for (int64_t d = 0; type.isSubChannel && d < int64_t(shape.size()); ++d) {
      int64_t size = shape[d];
      for (auto [dim, blockSize] : type.blockSizes)
        size = dim == d ? blockSize : size;
      AffineExpr index = getAffineDimExpr(d, context);
      bool oneBlock = type.blockCounts[d] == 1;
      exprs.push_back(oneBlock ? getAffineConstantExpr(0, context)
                               : index.floorDiv(size));
    }
    return AffineMap::get(shape.size(), 0, exprs, context);
  }

  Value lowerRanked(OpBuilder &b, Location loc, Value input,
                    std::optional<int64_t> axis) const {
    auto inputType = cast<RankedTensorType>(input.getType());
    Type element = quantizes ? Type(type.storage) : Type(type.expressed);
    Value empty = tensor::EmptyOp::create(
        b, loc, tensor::getMixedSizes(b, loc, input), element);
    AffineMap identity = b.getMultiDimIdentityMap(inputType.getRank());
    SmallVector<Value> inputs = {input};
    SmallVector<AffineMap> maps = {identity};
    // A value that all blocks share needs no operand.
    bool manyScales = !llvm::all_equal(type.scales);
    bool manyZeros = !llvm::all_equal(type.zeroPoints);
    AffineMap blocks = blockMap(b.getContext(), inputType.getShape(), axis);
    if (manyScales)
      inputs.push_back(blockScales(b, loc)), maps.push_back(blocks);
    if (manyZeros)
      inputs.push_back(blockZeroPoints(b, loc)), maps.push_back(blocks);
    maps.push_back(identity);
    SmallVector<utils::IteratorType> loops(inputType.getRank(),
                                           utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        b, loc, empty.getType(), inputs, empty, maps, loops,
        [&](OpBuilder &body, Location l, ValueRange args) {
          Value scale = manyScales ? args[1] : inlineScale(body, l);
          Value zero =
              manyZeros ? args[1 + manyScales] : inlineZeroPoint(body, l);
          linalg::YieldOp::create(body, l,
                                  compute(body, l, args[0], scale, zero));
        });
    return generic.getResult(0);
  }

  Value blockScales(OpBuilder &b, Location loc) const {
    auto tensor =
        RankedTensorType::get(type.blockCounts, arithmetic.realType());
    SmallVector<Attribute> values;
    for (double scale : type.scales)
      values.push_back(b.getFloatAttr(arithmetic.realType(), scale));
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(tensor, values));
  }
  Value blockZeroPoints(OpBuilder &b, Location loc) const {
    auto tensor =
        RankedTensorType::get(type.blockCounts, arithmetic.wideType());
    SmallVector<Attribute> values;
    for (int64_t zero : type.zeroPoints)
      values.push_back(b.getIntegerAttr(arithmetic.wideType(), zero));
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(tensor, values));
  }

  const UniformType &type;
  QuantArithmetic arithmetic;
  bool quantizes;
};

struct LowerQuantOps final
    : mlir::qopt::impl::LowerQuantOpsBase<LowerQuantOps> {
  using LowerQuantOpsBase::LowerQuantOpsBase;

  void runOnOperation() override {
    auto mode = ::qopt::numerics::parseRoundingMode(rounding);
    if (!mode || *mode == ::qopt::numerics::RoundingMode::Stochastic) {
      getOperation()->emitError("expected rounding to be nearest_even, "
                                "nearest_away, nearest_up, toward_zero or "
                                "floor, got '")
          << rounding << "'";
      return signalPassFailure();
    }
    SmallVector<Operation *> casts;
    getOperation()->walk([&](Operation *op) {
      if (isa<quant::QuantizeCastOp, quant::DequantizeCastOp>(op))
        casts.push_back(op);
    });
    bool failed = false;
    for (Operation *cast : casts)
      failed |= mlir::failed(lower(cast, static_cast<Rounding>(*mode)));
    if (failed)
      return signalPassFailure();
    cancelStorageCasts();
  }

  LogicalResult lower(Operation *cast, Rounding mode) {
    bool quantizes = isa<quant::QuantizeCastOp>(cast);
    Type quantized = quantizes ? cast->getResult(0).getType()
                               : cast->getOperand(0).getType();
    FailureOr<UniformType> type = check(cast, quantized);
    if (failed(type))
      return failure();
    OpBuilder b(cast);
    Location loc = cast->getLoc();
    Value input = cast->getOperand(0);
    if (!quantizes)
      input = quant::StorageCastOp::create(
          b, loc, withElement(input.getType(), type->storage), input);
    Value result = CastLowering(*type, mode, quantizes).lower(b, loc, input);
    if (quantizes)
      result = quant::StorageCastOp::create(b, loc, quantized, result);
    cast->getResult(0).replaceAllUsesWith(result);
    cast->erase();
    ++numLowered;
    return success();
  }

  static Type withElement(Type type, Type element) {
    auto tensor = dyn_cast<TensorType>(type);
    return tensor ? Type(tensor.clone(element)) : element;
  }

  static FailureOr<UniformType> check(Operation *cast, Type quantized) {
    auto element =
        dyn_cast<quant::QuantizedType>(getElementTypeOrSelf(quantized));
    auto type = element ? readUniformType(element) : std::nullopt;
    if (!type)
      return cast->emitError("expected a !quant.uniform type, got ")
             << quantized;
    FloatType real = type->expressed;
    if (!real.isF16() && !real.isBF16() && !real.isF32() && !real.isF64())
      return cast->emitError("expected the expressed type f16, bf16, f32 or "
                             "f64, got ")
             << real;
    for (int64_t zero : type->zeroPoints)
      if (zero <= -(int64_t(1) << 52) || zero >= int64_t(1) << 52)
        return cast->emitError("expected zero points below 2^52, got ") << zero;
    return *type;
  }

  /// Codes that became a quantized value only to become the same codes again.
  void cancelStorageCasts() {
    SmallVector<quant::StorageCastOp> inner;
    getOperation()->walk([&](quant::StorageCastOp outer) {
      auto source = outer.getInput().getDefiningOp<quant::StorageCastOp>();
      if (!source || source.getInput().getType() != outer.getType())
        return;
      outer.getResult().replaceAllUsesWith(source.getInput());
      outer.erase();
      inner.push_back(source);
    });
    for (quant::StorageCastOp source :
         llvm::SetVector<quant::StorageCastOp>(inner.begin(), inner.end()))
      if (source->use_empty())
        source.erase();
  }
};
} // namespace
