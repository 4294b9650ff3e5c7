// SPDX-License-Identifier: Apache-2.0
// --qopt-expand-minifloat-casts: arith.extf and arith.truncf of small floats
// become integer operations.
#include "qopt/Interop/MinifloatCasts.h"
#include "qopt/Interop/Passes.h"

#include "BitBuilder.h"
#include "ScalingCasts.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDMINIFLOATCASTS
#include "qopt/Interop/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::FloatSpecials;
using ::qopt::numerics::MinifloatFormat;
using ::qopt::numerics::OverflowRule;

static constexpr StringLiteral kSaturateAttr = "qopt.saturate";

/// A builtin float of at most 8 bits, which LLVM has no arithmetic for.
static bool isSmall(Type type) {
  return isa<FloatType>(type) && type.getIntOrFloatBitWidth() <= 8 &&
         getMinifloatFormat(type);
}

static MinifloatFormat formatOf(Type type, bool saturate) {
  MinifloatFormat format = *getMinifloatFormat(type);
  bool special = !saturate && format.specials != FloatSpecials::None;
  format.overflow = special ? OverflowRule::Special : OverflowRule::Saturate;
  return format;
}

/// The bits of f32 (of f64 where `type` is f64) with the operand's values.
static Value loadWide(OpBuilder &builder, Location loc, Value operand,
                      unsigned wide) {
  BitBuilder bits(builder, loc, operand.getType(), wide);
  Type type = getElementTypeOrSelf(operand);
  Value codes = bits.bitcast(
      operand, builder.getIntegerType(type.getIntOrFloatBitWidth()));
  if (type.getIntOrFloatBitWidth() == wide)
    return codes;
  return emitMinifloatDecode(builder, loc, codes, *getMinifloatFormat(type),
                             wide);
}

/// f32's bits as bf16's, which are their upper half: of values that fit.
static Value truncateToBF16(OpBuilder &builder, Location loc, Value wide) {
  BitBuilder bits(builder, loc, wide.getType(), 32);
  return bits.narrow(bits.right(wide, bits.constant(16)), 16);
}

static Value expandCast(OpBuilder &builder, Operation *cast, bool saturate,
                        arith::RoundingMode rounding) {
  Location loc = cast->getLoc();
  Value operand = cast->getOperand(0);
  Type result = getElementTypeOrSelf(cast->getResult(0));
  unsigned wide =
      getElementTypeOrSelf(operand).isF64() || result.isF64() ? 64 : 32;
  Value bits = loadWide(builder, loc, operand, wide);
  if (result.isBF16())
    bits = truncateToBF16(builder, loc, bits);
  else if (result.getIntOrFloatBitWidth() < 32)
    bits = emitMinifloatEncode(builder, loc, bits, formatOf(result, saturate),
                               rounding);
  return BitBuilder(builder, loc, operand.getType(), wide)
      .bitcast(bits, result);
}

/// What the op says, else the option.
static FailureOr<bool> getSaturate(Operation *cast, bool byDefault) {
  Attribute given = cast->getDiscardableAttr(kSaturateAttr);
  if (!given)
    return byDefault;
  if (auto flag = dyn_cast<BoolAttr>(given))
    return flag.getValue();
  return cast->emitError("expected ")
         << kSaturateAttr << " to be true or false, got " << given;
}

static bool isDynamicTensor(Type type) {
  auto tensor = dyn_cast<TensorType>(type);
  return tensor && !tensor.hasStaticShape();
}

static LogicalResult checkTypes(Operation *cast) {
  for (Type type :
       {cast->getOperand(0).getType(), cast->getResult(0).getType()}) {
    Type element = getElementTypeOrSelf(type);
    if (!element.isF32() && !element.isF64() && !getMinifloatFormat(element))
      return cast->emitError("expected a cast between f16, bf16, f32, f64 and "
                             "builtin floats of at most 8 bits, got ")
             << element;
    if (isDynamicTensor(type))
      return cast->emitError(
                 "expected a scalar, a vector or a tensor of static "
                 "shape, got ")
             << type << "; --convert-elementwise-to-linalg makes scalars of it";
  }
  return success();
}

namespace {
struct ExpandMinifloatCasts final
    : mlir::qopt::impl::ExpandMinifloatCastsBase<ExpandMinifloatCasts> {
  using ExpandMinifloatCastsBase::ExpandMinifloatCastsBase;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (auto extend = dyn_cast<arith::ScalingExtFOp>(op))
        expandScalingCast(extend);
      else if (auto truncate = dyn_cast<arith::ScalingTruncFOp>(op))
        expandScalingCast(truncate);
    });
    SmallVector<Operation *> casts;
    getOperation()->walk([&](Operation *op) {
      if (isa<arith::ExtFOp, arith::TruncFOp>(op) &&
          (isSmall(getElementTypeOrSelf(op->getOperand(0))) ||
           isSmall(getElementTypeOrSelf(op->getResult(0)))))
        casts.push_back(op);
    });
    bool failed = false;
    for (Operation *cast : casts)
      failed |= mlir::failed(expand(cast));
    if (failed)
      signalPassFailure();
  }

  LogicalResult expand(Operation *cast) {
    FailureOr<bool> saturates = getSaturate(cast, saturate);
    if (failed(saturates) || failed(checkTypes(cast)))
      return failure();
    auto rounding = arith::RoundingMode::to_nearest_even;
    if (auto truncate = dyn_cast<arith::TruncFOp>(cast))
      rounding = truncate.getRoundingmode().value_or(rounding);
    OpBuilder builder(cast);
    Value result = expandCast(builder, cast, *saturates, rounding);
    cast->getResult(0).replaceAllUsesWith(result);
    cast->erase();
    ++numExpanded;
    return success();
  }
};
} // namespace
