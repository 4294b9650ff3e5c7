// SPDX-License-Identifier: Apache-2.0
// Chains of qopt.cast on codes: making the shortest, and finding what a chain
// began with when it only widened codes in between.
#include "CodeCasts.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qopt;

static IntegerType elementOf(Value codes) {
  return dyn_cast<IntegerType>(getElementTypeOrSelf(codes));
}

/// The value from which casts made `codes`, if it has elements of type `to` and
/// nothing was cut off on the way.
static Value findOrigin(Value codes, IntegerType to) {
  while (elementOf(codes) != to) {
    auto cast = codes.getDefiningOp<CastOp>();
    if (!cast || !elementOf(codes) ||
        elementOf(codes).getWidth() < to.getWidth() ||
        !elementOf(cast.getInput()))
      return {};
    codes = cast.getInput();
  }
  return codes;
}

static Value makeCast(OpBuilder &b, Location loc, Value codes, Type to) {
  auto type = cast<RankedTensorType>(codes.getType()).clone(to);
  return CastOp::create(b, loc, type, codes);
}

Value mlir::qopt::castCodes(OpBuilder &b, Location loc, Value codes,
                            IntegerType to, bool isUnsigned) {
  if (Value origin = findOrigin(codes, to))
    return origin;
  IntegerType from = elementOf(codes);
  if (isUnsigned && from.isSignless() && from.getWidth() < to.getWidth())
    codes = makeCast(b, loc, codes,
                     IntegerType::get(b.getContext(), from.getWidth(),
                                      IntegerType::Unsigned));
  return makeCast(b, loc, codes, to);
}

void mlir::qopt::collectCasts(Value codes, SetVector<Operation *> &casts) {
  while (auto cast = codes.getDefiningOp<CastOp>()) {
    casts.insert(cast);
    codes = cast.getInput();
  }
}

void mlir::qopt::shortenCasts(Value codes, SetVector<Operation *> &casts) {
  for (Operation *user : llvm::to_vector(codes.getUsers())) {
    auto cast = dyn_cast<CastOp>(user);
    if (!cast || !elementOf(cast.getResult()))
      continue;
    collectCasts(cast.getResult(), casts);
    if (Value origin = findOrigin(codes, elementOf(cast.getResult())))
      cast.getResult().replaceAllUsesWith(origin);
    else
      shortenCasts(cast.getResult(), casts);
  }
}
