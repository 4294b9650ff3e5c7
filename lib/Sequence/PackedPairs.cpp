// SPDX-License-Identifier: Apache-2.0
// See the header.
#include "PackedPairs.h"

using namespace mlir;
using namespace mlir::qopt;

bool mlir::qopt::canPackPairs(QType q, int64_t last) {
  auto integer = dyn_cast<IntAttr>(Attribute(q.getFormat()));
  return integer && integer.getIsSigned() && integer.getWidth() <= 4 &&
         last % 2 == 0;
}

namespace {

// Builds elementwise ops on integers of one shape.
struct Integers {
  OpBuilder &builder;
  Location loc;

  Value apply(BinaryKind kind, Value x, int64_t constant) {
    Type element = getElementTypeOrSelf(x.getType());
    Value c = createIntConstant(builder, loc, element, {}, {constant});
    return apply(kind, x, c);
  }
  Value apply(BinaryKind kind, Value x, Value y) {
    return BinaryOp::create(builder, loc, x.getType(), x, y, Value(), Value(),
                            kind);
  }
  Value cast(Value x, Type element) {
    auto type = mlir::cast<RankedTensorType>(x.getType());
    return CastOp::create(
        builder, loc, RankedTensorType::get(type.getShape(), element), x);
  }
  // Half 0 or 1 of the last dimension.
  Value half(Value x, int64_t which) {
    auto type = mlir::cast<RankedTensorType>(x.getType());
    SmallVector<int64_t> shape(type.getShape()), starts(shape.size(), 0),
        steps(shape.size(), 1);
    shape.back() /= 2;
    starts.back() = which * shape.back();
    return SliceOp::create(builder, loc, type.clone(shape), x, starts, steps);
  }
};

} // namespace

Value mlir::qopt::packPairs(OpBuilder &builder, Location loc, Value codes) {
  Integers b{builder, loc};
  Type byte = builder.getIntegerType(8, /*isSigned=*/false);
  Value nibbles = b.apply(BinaryKind::mod, b.cast(codes, byte), 16);
  Value upper = b.apply(BinaryKind::mul, b.half(nibbles, 1), 16);
  return b.apply(BinaryKind::add, b.half(nibbles, 0), upper);
}

Value mlir::qopt::unpackPairs(OpBuilder &builder, Location loc, Value bytes) {
  Integers b{builder, loc};
  Value upper = b.apply(BinaryKind::div, bytes, 16);
  Value lower = b.apply(BinaryKind::mod, bytes, 16);
  auto type = cast<RankedTensorType>(bytes.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.back() *= 2;
  Value joined =
      ConcatOp::create(builder, loc, type.clone(shape), ValueRange{lower, upper},
                       static_cast<uint64_t>(type.getRank() - 1));
  // Nibbles from 8 on are negative.
  Value shifted =
      b.apply(BinaryKind::mod, b.apply(BinaryKind::add, joined, 8), 16);
  return b.apply(BinaryKind::add, b.cast(shifted, builder.getI8Type()), -8);
}
