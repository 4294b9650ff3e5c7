// SPDX-License-Identifier: Apache-2.0
// Vector code for sums in lanes; see the header.
#include "LaneSums.h"

#include "qopt/Numerics/RealFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kLanes = ::qopt::numerics::kSumLanes;

namespace {

class LaneSum {
public:
  LaneSum(OpBuilder &b, linalg::LinalgOp op, unsigned dim,
          function_ref<codegen::Access(OpOperand &, Value)> access)
      : b(b), op(op), loc(op.getLoc()), dim(dim), access(access) {}

  void build(int64_t size) {
    Type element = op.getRegionOutputArgs().front().getType();
    accType = VectorType::get({kLanes}, element);
    Value acc = arith::ConstantOp::create(b, loc, accType,
                                          cast<TypedAttr>(b.getZeroAttr(accType)));
    int64_t full = size / kLanes;
    if (full != 0)
      acc = buildBlocks(full, acc);
    if (int64_t rest = size % kLanes)
      acc = buildRest(full * kLanes, rest, acc);
    store(addLanes(acc));
  }

private:
  Value index(int64_t v) { return arith::ConstantIndexOp::create(b, loc, v); }

  Value buildBlocks(int64_t count, Value acc) {
    auto loop = scf::ForOp::create(
        b, loc, index(0), index(count), index(1), ValueRange{acc},
        [&](OpBuilder &nested, Location, Value iv, ValueRange carried) {
          OpBuilder::InsertionGuard guard(b);
          b.setInsertionPointToEnd(nested.getInsertionBlock());
          Value base = arith::MulIOp::create(b, loc, iv, index(kLanes));
          scf::YieldOp::create(b, loc, add(base, kLanes, carried.front()));
        });
    return loop.getResult(0);
  }

  // The lanes behind the last element keep what they have.
  Value buildRest(int64_t base, int64_t count, Value acc) {
    Value sum = add(index(base), count, acc);
    SmallVector<bool> mask(kLanes, false);
    std::fill_n(mask.begin(), count, true);
    auto type = VectorType::get({kLanes}, b.getI1Type());
    Value counts =
        arith::ConstantOp::create(b, loc, type, DenseElementsAttr::get(type, mask));
    return arith::SelectOp::create(b, loc, counts, sum, acc);
  }

  // acc + the terms of `count` elements from `base` on.
  Value add(Value base, int64_t count, Value acc) {
    IRMapping mapping;
    for (OpOperand *operand : op.getDpsInputOperands())
      mapping.map(op.getMatchingBlockArgument(operand), load(*operand, base, count));
    mapping.map(op.getRegionOutputArgs().front(), acc);
    Block *payload = op.getBlock();
    for (Operation &inner : payload->without_terminator())
      clone(inner, mapping);
    return mapping.lookup(payload->getTerminator()->getOperand(0));
  }

  // The op on vectors; constants in all lanes.
  void clone(Operation &inner, IRMapping &mapping) {
    auto vectorOf = [](Type t) { return VectorType::get({kLanes}, t); };
    if (auto constant = dyn_cast<arith::ConstantOp>(inner)) {
      auto type = vectorOf(constant.getType());
      mapping.map(constant.getResult(),
                  arith::ConstantOp::create(
                      b, loc, type, DenseElementsAttr::get(type, constant.getValue()))
                      .getResult());
      return;
    }
    SmallVector<Value> operands;
    for (Value operand : inner.getOperands())
      operands.push_back(mapping.lookup(operand));
    SmallVector<Type> types;
    for (Type type : inner.getResultTypes())
      types.push_back(vectorOf(type));
    OperationState state(loc, inner.getName(), operands, types,
                         llvm::to_vector(inner.getDiscardableAttrs()));
    state.propertiesAttr = inner.getPropertiesAsAttribute();
    mapping.map(inner.getResults(), b.create(state)->getResults());
  }

  Value loadScalar(OpOperand &operand, Value at) {
    auto [buffer, position] = access(operand, at);
    return memref::LoadOp::create(b, loc, buffer, position);
  }

  // Whether elements of the reduced dimension lie side by side in memory.
  bool isContiguous(OpOperand &operand, AffineExpr reduced) {
    auto type = cast<MemRefType>(operand.get().getType());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    auto [strides, offset] = type.getStridesAndOffset();
    return map.getNumResults() != 0 &&
           map.getResult(map.getNumResults() - 1) == reduced && strides.back() == 1;
  }

  // `count` elements from `base` on in the first lanes; in all lanes where the operand
  // does not vary along the sum.
  Value load(OpOperand &operand, Value base, int64_t count) {
    Type element = cast<MemRefType>(operand.get().getType()).getElementType();
    auto type = VectorType::get({kLanes}, element);
    AffineMap map = op.getMatchingIndexingMap(&operand);
    if (!map.isFunctionOfDim(dim)) {
      Value scalar = loadScalar(operand, base);
      return vector::BroadcastOp::create(b, loc, type, scalar);
    }
    Value zeros =
        arith::ConstantOp::create(b, loc, type, cast<TypedAttr>(b.getZeroAttr(type)));
    if (isContiguous(operand, b.getAffineDimExpr(dim))) {
      auto [buffer, position] = access(operand, base);
      Value loaded = vector::LoadOp::create(b, loc, VectorType::get({count}, element),
                                            buffer, position);
      if (count == kLanes)
        return loaded;
      return vector::InsertStridedSliceOp::create(
          b, loc, loaded, zeros, ArrayRef<int64_t>{0}, ArrayRef<int64_t>{1});
    }
    Value gathered = zeros;
    for (int64_t l = 0; l < count; ++l) {
      Value at = arith::AddIOp::create(b, loc, base, index(l));
      Value scalar = loadScalar(operand, at);
      gathered = vector::InsertOp::create(b, loc, scalar, gathered, l);
    }
    return gathered;
  }

  Value addLanes(Value acc) {
    for (int64_t half = kLanes / 2; half != 0; half /= 2) {
      auto slice = [&](int64_t from) -> Value {
        return vector::ExtractStridedSliceOp::create(
            b, loc, acc, ArrayRef<int64_t>{from}, ArrayRef<int64_t>{half},
            ArrayRef<int64_t>{1});
      };
      Value low = slice(0), high = slice(half);
      acc = arith::AddFOp::create(b, loc, low, high);
    }
    return vector::ExtractOp::create(b, loc, acc, 0);
  }

  void store(Value sum) {
    OpOperand &init = *op.getDpsInitOperand(0);
    auto [buffer, position] = access(init, index(0));
    memref::StoreOp::create(b, loc, sum, buffer, position);
  }

  OpBuilder &b;
  linalg::LinalgOp op;
  Location loc;
  unsigned dim;
  function_ref<codegen::Access(OpOperand &, Value)> access;
  VectorType accType;
};

} // namespace

void codegen::buildLaneSum(OpBuilder &b, linalg::LinalgOp op, unsigned dim,
                           int64_t size,
                           function_ref<Access(OpOperand &, Value)> access) {
  LaneSum(b, op, dim, access).build(size);
}
