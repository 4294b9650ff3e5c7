// SPDX-License-Identifier: Apache-2.0
// What lowerings of ops that work along lines share: reductions over one dimension
// and 64-bit arithmetic.
#ifndef QOPT_LIB_CODEGEN_CPU_ROWS_H
#define QOPT_LIB_CODEGEN_CPU_ROWS_H

#include "LaneSums.h"
#include "LinalgLowering.h"

namespace mlir::qopt::codegen {

/// The lines of a tensor along `axis`: everything but the axis.
struct Rows {
  Rows(RankedTensorType type, int64_t axis)
      : identity(AffineMap::getMultiDimIdentityMap(type.getRank(),
                                                   type.getContext())),
        map(identity.dropResult(axis)), iterators(type.getRank(), kParallel) {
    iterators[axis] = kReduction;
    for (auto [d, size] : llvm::enumerate(type.getShape()))
      if (static_cast<int64_t>(d) != axis)
        shape.push_back(size);
  }

  RankedTensorType typeOf(Type element) const {
    return RankedTensorType::get(shape, element);
  }

  Value reduce(OpBuilder &b, Location loc, ValueRange inputs,
               ArrayRef<AffineMap> maps, Type element, TypedAttr init,
               Body body) const {
    SmallVector<AffineMap> all(maps);
    all.push_back(map);
    Value filled = createFill(b, loc, typeOf(element), init);
    return createGeneric(b, loc, inputs, filled, all, iterators, body);
  }

  /// The f64 sum in lanes of terms; `body` adds the term to its last argument.
  Value sumInLanes(OpBuilder &b, Location loc, ValueRange inputs,
                   ArrayRef<AffineMap> maps, Body body) const {
    Value sum = reduce(b, loc, inputs, maps, b.getF64Type(), b.getF64FloatAttr(0), body);
    sum.getDefiningOp()->setDiscardableAttr(kLaneSumAttr, b.getUnitAttr());
    return sum;
  }

  AffineMap identity, map;
  SmallVector<utils::IteratorType> iterators;
  SmallVector<int64_t> shape;
};

/// 64-bit arithmetic at one place in the IR.
struct Wide {
  Value c(int64_t v) { return intConst(b, loc, v, 64); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulIOp::create(b, loc, x, y); }
  Value shl(Value x, Value n) { return arith::ShLIOp::create(b, loc, x, n); }
  Value shr(Value x, Value n) { return arith::ShRUIOp::create(b, loc, x, n); }
  Value sar(Value x, Value n) { return arith::ShRSIOp::create(b, loc, x, n); }

  OpBuilder &b;
  Location loc;
};

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_ROWS_H
