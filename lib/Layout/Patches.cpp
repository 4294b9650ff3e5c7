// SPDX-License-Identifier: Apache-2.0
#include "Patches.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {

// The payload: one element, from its indices (batch, spatial positions, column).
class Patch {
public:
  Patch(OpBuilder &b, Location loc, const LinearSite &site, Value input, int64_t depth)
      : b(b), loc(loc), site(site), g(site.geometry), input(input), depth(depth),
        shape(cast<RankedTensorType>(input.getType()).getShape()) {}

  Value build() {
    size_t rank = shape.size();
    Value column = number(rank - 1);
    bool padded = depth != g.taps() * g.channels;
    Value exists;
    if (padded) {
      exists = below(column, g.taps() * g.channels);
      column = select(exists, column, index(0));
    }
    SmallVector<Value> position(rank);
    position[0] = number(0);
    auto [rest, channel] = divide(column, g.channels);
    position[rank - 1] = channel;
    Value inside;
    for (size_t i = g.kernel.size(); i-- > 0;) {
      Value tap;
      std::tie(rest, tap) = divide(rest, g.kernel[i]);
      position[i + 1] = place(i, tap, inside);
    }
    Value code = tensor::ExtractOp::create(b, loc, input, position);
    if (inside)
      code = select(inside, code, byte(static_cast<int64_t>(site.padValue)));
    return padded ? select(exists, code, byte(0)) : code;
  }

private:
  // Where tap `tap` of dimension `i` reads; `inside` takes the condition in that it
  // does, and the place is one that exists either way.
  Value place(size_t i, Value tap, Value &inside) {
    Value at = add(mul(number(i + 1), g.strides[i]), mul(tap, g.dilations[i]));
    if (site.padding.empty())
      return at;
    int64_t low = site.padding[i], high = site.padding[g.kernel.size() + i];
    if (low == 0 && high == 0)
      return at;
    // Before the first is beyond the last of unsigned numbers.
    at = arith::SubIOp::create(b, loc, at, index(low));
    Value valid = below(at, shape[i + 1]);
    inside = inside ? arith::AndIOp::create(b, loc, inside, valid).getResult() : valid;
    return select(valid, at, index(0));
  }

  Value number(int64_t dim) { return linalg::IndexOp::create(b, loc, dim); }
  Value index(int64_t v) { return arith::ConstantIndexOp::create(b, loc, v); }
  Value byte(int64_t v) {
    return arith::ConstantOp::create(
        b, loc, b.getI8Type(),
        b.getIntegerAttr(b.getI8Type(), static_cast<int8_t>(v)));
  }
  Value below(Value x, int64_t bound) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, x, index(bound));
  }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, condition, yes, no);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value mul(Value x, int64_t by) {
    return by == 1 ? x : arith::MulIOp::create(b, loc, x, index(by)).getResult();
  }
  std::pair<Value, Value> divide(Value x, int64_t by) {
    if (by == 1)
      return {x, index(0)};
    return {arith::DivUIOp::create(b, loc, x, index(by)),
            arith::RemUIOp::create(b, loc, x, index(by))};
  }

  OpBuilder &b;
  Location loc;
  const LinearSite &site;
  const KernelGeometry &g;
  Value input;
  int64_t depth;
  ArrayRef<int64_t> shape;
};

} // namespace

Value mlir::qopt::createPatches(OpBuilder &builder, const LinearSite &site,
                                int64_t depth) {
  Location loc = site.op->getLoc();
  auto signless = [&](Value value) -> Value {
    auto type = cast<RankedTensorType>(value.getType());
    if (type.getElementType().isSignlessInteger())
      return value;
    return tensor::BitcastOp::create(builder, loc, type.clone(builder.getI8Type()), value);
  };
  Value input = signless(site.input);
  auto result = cast<RankedTensorType>(site.op->getResult(0).getType());
  SmallVector<int64_t> shape(result.getShape());
  shape.back() = depth;
  Value init = tensor::EmptyOp::create(builder, loc, shape, builder.getI8Type());
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(shape.size())};
  SmallVector<utils::IteratorType> loops(shape.size(), utils::IteratorType::parallel);
  auto made = linalg::GenericOp::create(
      builder, loc, TypeRange{init.getType()}, ValueRange{}, ValueRange{init}, maps, loops,
      [&](OpBuilder &b, Location at, ValueRange) {
        Value code = Patch(b, at, site, input, depth).build();
        linalg::YieldOp::create(b, at, code);
      });
  SmallVector<ReassociationIndices> groups{{}, {static_cast<int64_t>(shape.size()) - 1}};
  for (int64_t d = 0; d + 1 < static_cast<int64_t>(shape.size()); ++d)
    groups.front().push_back(d);
  return tensor::CollapseShapeOp::create(builder, loc, made.getResult(0), groups);
}
