// SPDX-License-Identifier: Apache-2.0
// Short names for integer arith ops on scalars, vectors or tensors of one
// shape.
#ifndef QOPT_LIB_INTEROP_BITBUILDER_H
#define QOPT_LIB_INTEROP_BITBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

namespace mlir::qopt {

/// All values are of one width and of the shape of `like`; constants are
/// splats.
class BitBuilder {
public:
  BitBuilder(OpBuilder &builder, Location loc, Type like, unsigned width)
      : builder(builder), loc(loc), like(like), bits(width) {}

  unsigned width() const { return bits; }
  /// The same place and shape with another width.
  BitBuilder withWidth(unsigned width) const {
    return BitBuilder(builder, loc, like, width);
  }
  /// `like` with another element type.
  Type shaped(Type element) const {
    auto type = dyn_cast<ShapedType>(like);
    return type ? type.clone(element) : element;
  }
  Type intType(unsigned n) const { return shaped(builder.getIntegerType(n)); }

  Value constant(uint64_t value) {
    auto element = builder.getIntegerAttr(builder.getIntegerType(bits),
                                          APInt(bits, value, false, true));
    auto type = dyn_cast<ShapedType>(like);
    if (!type)
      return arith::ConstantOp::create(builder, loc, element);
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(cast<ShapedType>(intType(bits)),
                               ArrayRef<Attribute>(element)));
  }

  template <typename Op> Value binary(Value a, Value b) {
    return Op::create(builder, loc, a, b);
  }
  Value add(Value a, Value b) { return binary<arith::AddIOp>(a, b); }
  Value sub(Value a, Value b) { return binary<arith::SubIOp>(a, b); }
  Value both(Value a, Value b) { return binary<arith::AndIOp>(a, b); }
  Value either(Value a, Value b) { return binary<arith::OrIOp>(a, b); }
  Value left(Value a, Value n) { return binary<arith::ShLIOp>(a, n); }
  Value right(Value a, Value n) { return binary<arith::ShRUIOp>(a, n); }
  Value least(Value a, Value b) { return binary<arith::MinUIOp>(a, b); }
  Value largest(Value a, Value b) { return binary<arith::MaxUIOp>(a, b); }

  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  }
  Value equal(Value a, Value b) {
    return compare(arith::CmpIPredicate::eq, a, b);
  }
  Value below(Value a, Value b) {
    return compare(arith::CmpIPredicate::ult, a, b);
  }
  Value above(Value a, Value b) {
    return compare(arith::CmpIPredicate::ugt, a, b);
  }
  Value isNegative(Value a) {
    return compare(arith::CmpIPredicate::slt, a, constant(0));
  }
  Value select(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }

  Value bitcast(Value a, Type element) {
    return arith::BitcastOp::create(builder, loc, shaped(element), a);
  }
  /// From and to the codes' width n <= width().
  Value widen(Value a, unsigned n) {
    return n == bits ? a
                     : arith::ExtUIOp::create(builder, loc, intType(bits), a);
  }
  Value narrow(Value a, unsigned n) {
    return n == bits ? a : arith::TruncIOp::create(builder, loc, intType(n), a);
  }
  /// The bits of the number `a` > 0 (any below 2^24) as a float of this width.
  Value bitsOfNumber(Value a) {
    Type element =
        bits == 64 ? Type(builder.getF64Type()) : builder.getF32Type();
    Value number = arith::UIToFPOp::create(builder, loc, shaped(element), a);
    return bitcast(number, builder.getIntegerType(bits));
  }

private:
  OpBuilder &builder;
  Location loc;
  Type like;
  unsigned bits;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_BITBUILDER_H
