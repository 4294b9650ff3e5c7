// SPDX-License-Identifier: Apache-2.0
// Scaled casts as unscaled ones around a product or quotient with a power of two.
#include "ScalingCasts.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qopt;

static Type withElement(Type like, Type element) {
  auto type = dyn_cast<ShapedType>(like);
  return type ? Type(type.clone(element)) : element;
}

/// To f32, or to f64 where one of the types is f64; only widens.
static Value extend(OpBuilder &b, Location loc, Value x, Type wide) {
  if (getElementTypeOrSelf(x) == wide)
    return x;
  return arith::ExtFOp::create(b, loc, withElement(x.getType(), wide), x);
}

static Value loadScale(OpBuilder &b, Location loc, Value scale, Type wide) {
  if (!isa<Float8E8M0FNUType>(getElementTypeOrSelf(scale))) {
    Type exponent = Float8E8M0FNUType::get(b.getContext());
    scale =
        arith::TruncFOp::create(b, loc, withElement(scale.getType(), exponent),
                                extend(b, loc, scale, wide));
  }
  return extend(b, loc, scale, wide);
}

static Type wideType(OpBuilder &b, Operation *cast) {
  for (Type type : llvm::concat<Type>(llvm::to_vector(cast->getOperandTypes()),
                                      llvm::to_vector(cast->getResultTypes())))
    if (getElementTypeOrSelf(type).isF64())
      return b.getF64Type();
  return b.getF32Type();
}

/// Ends the cast: `x` in the result's type.
static void finish(OpBuilder &b, Operation *cast, Value x,
                   arith::RoundingModeAttr rounding) {
  Type result = cast->getResult(0).getType();
  if (x.getType() != result) {
    auto truncate = arith::TruncFOp::create(b, cast->getLoc(), result, x,
                                            rounding, nullptr);
    truncate->setDiscardableAttrs(cast->getDiscardableAttrDictionary());
    x = truncate;
  }
  cast->getResult(0).replaceAllUsesWith(x);
  cast->erase();
}

void mlir::qopt::expandScalingCast(arith::ScalingExtFOp cast) {
  OpBuilder b(cast);
  Location loc = cast.getLoc();
  Type wide = wideType(b, cast);
  Value x = extend(b, loc, cast.getIn(), wide);
  Value scale = loadScale(b, loc, cast.getScale(), wide);
  finish(b, cast, arith::MulFOp::create(b, loc, x, scale), nullptr);
}

void mlir::qopt::expandScalingCast(arith::ScalingTruncFOp cast) {
  OpBuilder b(cast);
  Location loc = cast.getLoc();
  Type wide = wideType(b, cast);
  Value x = extend(b, loc, cast.getIn(), wide);
  Value scale = loadScale(b, loc, cast.getScale(), wide);
  finish(b, cast, arith::DivFOp::create(b, loc, x, scale),
         cast.getRoundingmodeAttr());
}
