// SPDX-License-Identifier: Apache-2.0
// qopt-pack-gpu-products: products of two activations become qopt.mma_product. See
// Passes.td for before and after.
#include "ConstantBytes.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/IR/ProductOps.h"
#include "qopt/Layout/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_PACKGPUPRODUCTS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {
class ProductPacker {
public:
  ProductPacker(IRRewriter &rewriter, ProductOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()), shape(op.getProductShape()),
        rank(typeOf(op.getLeft()).getRank()) {}
  /// Replaces the op; whether its right side had to be transposed.
  bool run();

private:
  /// Whether k is innermost in the right side.
  bool hasRows() const { return op.getRightPerm()[rank - 2] == rank - 1; }
  /// Whether the kernel does the rescale, too.
  bool takesRescale() const {
    return op.getMultiplier() &&
           typeOf(op.getInit()).getElementType().getIntOrFloatBitWidth() == 8;
  }
  Value packRight();
  /// One number of each column of what is the same for all.
  template <typename T> Value spread(Value panel, Type element);
  Value rescaleSums(Value sums);

  IRRewriter &rewriter;
  mutable ProductOp op;
  Location loc;
  ProductShape shape;
  int64_t rank;
};
} // namespace

// [b.., N, 16 * ceil(K / 16)], zeros beyond K: rows of k for whole copies.
Value ProductPacker::packRight() {
  Value codes = op.getRight();
  Type byte = rewriter.getI8Type();
  if (!typeOf(codes).getElementType().isSignlessInteger())
    codes = tensor::BitcastOp::create(rewriter, loc, typeOf(codes).clone(byte), codes);
  SmallVector<int64_t> packed = permuted(typeOf(codes).getShape(), op.getRightPerm());
  packed[rank - 2] = shape.columns;
  packed[rank - 1] = getMmaRowBytes(shape.depth);
  bool padded = packed.back() != shape.depth;
  Value init = tensor::EmptyOp::create(rewriter, loc, packed, byte);
  auto build = [&](OpBuilder &b, Location at, ValueRange) {
    auto number = [&](int64_t d) -> Value { return linalg::IndexOp::create(b, at, d); };
    Value k = number(rank - 1), exists;
    if (padded) {
      Value zero = arith::ConstantIndexOp::create(b, at, 0);
      Value depth = arith::ConstantIndexOp::create(b, at, shape.depth);
      exists = arith::CmpIOp::create(b, at, arith::CmpIPredicate::ult, k, depth);
      k = arith::SelectOp::create(b, at, exists, k, zero);
    }
    SmallVector<Value> position(rank); // dimension d of [b.., K, N] is perm[d] in memory
    for (int64_t d = 0; d < rank; ++d)
      position[op.getRightPerm()[d]] =
          d == rank - 2 ? k : number(d == rank - 1 ? rank - 2 : d);
    Value code = tensor::ExtractOp::create(b, at, codes, position);
    if (padded)
      code = arith::SelectOp::create(
          b, at, exists, code, arith::ConstantIntOp::create(b, at, b.getI8Type(), 0));
    linalg::YieldOp::create(b, at, code);
  };
  SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             rewriter, loc, TypeRange{init.getType()}, ValueRange{}, ValueRange{init},
             ArrayRef<AffineMap>{rewriter.getMultiDimIdentityMap(rank)}, loops, build)
      .getResult(0);
}

template <typename T> Value ProductPacker::spread(Value panel, Type element) {
  std::vector<T> values(shape.columns, getConstantAs<T>(panel)->front());
  return createConstant(rewriter, loc, RankedTensorType::get({shape.columns}, element),
                        values);
}

// The rescale to other results stays behind the sums.
Value ProductPacker::rescaleSums(Value sums) {
  auto one = [&](auto value, Type element) {
    return createConstant(rewriter, loc, RankedTensorType::get({1}, element),
                          std::vector{value});
  };
  Value multiplier = one(getConstantAs<int32_t>(op.getMultiplier())->front(),
                         rewriter.getI32Type());
  Value shift = one(getConstantAs<int8_t>(op.getShift())->front(), rewriter.getI8Type());
  return RescaleOp::create(rewriter, loc, op.getInit().getType(), sums, multiplier, shift,
                           /*in_zp=*/0, *op.getOutZp(), *op.getLo(), *op.getHi(),
                           *op.getRounding());
}

bool ProductPacker::run() {
  rewriter.setInsertionPoint(op);
  bool transposes = !hasRows(), rescales = takesRescale();
  Value right = transposes ? packRight() : op.getRight();
  // Of [b.., K, N] become [b.., N, K].
  SmallVector<int64_t> perm(op.getRightPerm());
  if (transposes)
    perm = llvm::to_vector(llvm::seq<int64_t>(rank));
  else
    std::swap(perm[rank - 2], perm[rank - 1]);
  Value multiplier, shift;
  if (rescales) {
    multiplier = spread<int32_t>(op.getMultiplier(), rewriter.getI32Type());
    shift = spread<int8_t>(op.getShift(), rewriter.getI8Type());
  }
  auto result = typeOf(op.getInit());
  Type element = rescales ? result.getElementType() : rewriter.getI32Type();
  Value init = tensor::EmptyOp::create(rewriter, loc, result.getShape(), element);
  auto flag = [&](bool v) { return v ? rewriter.getUnitAttr() : UnitAttr(); };
  auto made = MmaProductOp::create(
      rewriter, loc, init.getType(), op.getLeft(), right, multiplier, shift, init,
      op.getLeftPermAttr(), rewriter.getDenseI64ArrayAttr(perm), op.getResultPermAttr(),
      op.getLeftZpAttr(), op.getRightZpAttr(), op.getUnsignedLeftAttr(),
      op.getUnsignedRightAttr(), flag(rescales && op.getNarrow()),
      rescales ? op.getOutZpAttr() : IntegerAttr(),
      rescales ? op.getLoAttr() : IntegerAttr(), rescales ? op.getHiAttr() : IntegerAttr(),
      rescales ? op.getRoundingAttr() : RequantRoundingAttr());
  Value value = made.getResult();
  if (op.getMultiplier() && !rescales)
    value = rescaleSums(value);
  SmallVector<Value> old;
  if (op.getMultiplier())
    old = {op.getMultiplier(), op.getShift()};
  rewriter.replaceOp(op, value);
  eraseConstants(rewriter, old);
  return transposes;
}

namespace {
struct PackGpuProducts final : mlir::qopt::impl::PackGpuProductsBase<PackGpuProducts> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<ProductOp> products;
    getOperation().walk([&](ProductOp op) {
      if (op.getResult())
        products.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (ProductOp op : products) {
      numTransposed += ProductPacker(rewriter, op).run();
      ++numPacked;
    }
  }
};
} // namespace
