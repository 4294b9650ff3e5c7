// SPDX-License-Identifier: Apache-2.0
// qopt-fuse-products: products of two activations with the zero points, transposes
// and rescale around them become one op. See Passes.td for before and after.
#include "ConstantBytes.h"
#include "qopt/IR/ProductOps.h"
#include "qopt/Layout/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

#define DEBUG_TYPE "qopt-fuse-products"

namespace mlir::qopt {
#define GEN_PASS_DEF_FUSEPRODUCTS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===-- Matching ----------------------------------------------------------===//

namespace {
// One operand of the product: 8-bit codes less a zero point, transposed.
struct Side {
  Value codes;
  int64_t zeroPoint = 0;
  SmallVector<int64_t> perm; ///< as qopt.transpose
  /// What the codes are reshaped to before they are transposed; empty for nothing.
  SmallVector<int64_t> shape;

  int64_t rank() const { return static_cast<int64_t>(perm.size()); }
  bool isUnsigned() const { return typeOf(codes).getElementType().isUnsignedInteger(); }
};

// What is taken in behind the product.
struct Behind {
  RescaleOp rescale;
  TransposeOp transpose;
};
} // namespace

static std::optional<int64_t> splatOf(Value value) {
  ElementsAttr constant = getConstant(value);
  if (!constant || !constant.isSplat())
    return std::nullopt;
  return constant.getSplatValue<APInt>().getSExtValue();
}

// The permutation of `transpose` before that of `perm`.
static SmallVector<int64_t> joined(TransposeOp transpose, ArrayRef<int64_t> perm) {
  return applyPermutation(transpose.getPerm(), perm);
}

// Codes that `value` extends, and what it subtracts from them, with transposes
// anywhere on the way that `allows` agrees with, and one reshape (what a transpose
// becomes that moves dimensions of 1 only). A zero point that is no code leaves
// the difference to others (it may not fit the packed form).
static std::optional<Side>
matchCodes(Value value, function_ref<bool(ArrayRef<int64_t>)> allows) {
  Side side;
  side.codes = value;
  side.perm = llvm::to_vector(llvm::seq<int64_t>(typeOf(value).getRank()));
  bool subtracts = false, extends = false;
  while (Operation *op = side.codes.getDefiningOp()) {
    auto transpose = dyn_cast<TransposeOp>(op);
    auto sub = dyn_cast<BinaryOp>(op);
    auto cast = dyn_cast<CastOp>(op);
    auto reshape = dyn_cast<ReshapeOp>(op);
    if (transpose && side.shape.empty() && allows(joined(transpose, side.perm))) {
      side.perm = joined(transpose, side.perm);
      side.codes = transpose.getInput();
    } else if (sub && sub.getKind() == BinaryKind::sub && !subtracts && !extends) {
      std::optional<int64_t> zp = splatOf(sub.getRhs());
      // The difference is computed in a type that holds it.
      if (!zp || typeOf(sub.getLhs()) != typeOf(sub.getResult()) ||
          typeOf(sub.getResult()).getElementTypeBitWidth() < 16)
        return std::nullopt;
      side.zeroPoint = *zp;
      side.codes = sub.getLhs();
      subtracts = true;
    } else if (cast && !extends) {
      side.codes = cast.getInput();
      extends = true;
    } else if (reshape && !extends && side.shape.empty()) {
      side.shape.assign(typeOf(reshape.getResult()).getShape());
      side.codes = reshape.getInput();
    } else {
      break;
    }
  }
  Type codes = typeOf(side.codes).getElementType();
  if (!codes.isInteger(8) || !getIntegerRange(codes).contains(side.zeroPoint))
    return std::nullopt;
  return side;
}

static std::string refuse(MatmulOp op, std::optional<Side> &left,
                          std::optional<Side> &right) {
  if (getConstant(op.getRhs()) &&
      llvm::all_of(typeOf(op.getRhs()).getShape().drop_back(2),
                   [](int64_t d) { return d == 1; }))
    return "expected a right side computed at run time, or a batch of them, got one "
           "constant";
  if (!typeOf(op.getResult()).getElementType().isSignlessInteger(32) || op.getBias())
    return "expected sums of i32 without a bias";
  int64_t rank = typeOf(op.getResult()).getRank(), last = rank - 1;
  if (typeOf(op.getLhs()).getRank() != rank || typeOf(op.getRhs()).getRank() != rank)
    return "expected both sides of the result's rank";
  left = matchCodes(op.getLhs(),
                    [&](ArrayRef<int64_t> perm) { return perm.back() == last; });
  right = matchCodes(op.getRhs(), [&](ArrayRef<int64_t> perm) {
    return perm[last] == last || perm[last - 1] == last;
  });
  if (!left || !right)
    return "expected 8-bit codes less a constant zero point on both sides";
  for (auto [l, r] : llvm::zip(typeOf(op.getLhs()).getShape().drop_back(2),
                               typeOf(op.getRhs()).getShape().drop_back(2)))
    if (l != r && r != 1)
      return "expected left sides for the whole batch";
  if (typeOf(op.getLhs()).getNumElements() == 0 ||
      typeOf(op.getRhs()).getNumElements() == 0)
    return "expected tensors with elements";
  return "";
}

// A rescale of all elements alike, then a transpose that keeps columns innermost,
// each of them the only user.
static Behind matchBehind(MatmulOp op) {
  Behind behind;
  Value last = op.getResult();
  if (!last.hasOneUse())
    return behind;
  auto rescale = dyn_cast<RescaleOp>(*last.user_begin());
  if (rescale && rescale.getInput() == last && rescale.getInZp() == 0 &&
      getConstantAs<int32_t>(rescale.getMultiplier()) &&
      typeOf(rescale.getMultiplier()).getNumElements() == 1 &&
      getConstantAs<int8_t>(rescale.getShift()) &&
      typeOf(rescale.getResult()).getElementTypeBitWidth() <= 32) {
    behind.rescale = rescale;
    last = rescale.getResult();
  }
  if (!last.hasOneUse())
    return behind;
  auto transpose = dyn_cast<TransposeOp>(*last.user_begin());
  if (transpose && transpose.getPerm().back() + 1 == typeOf(last).getRank())
    behind.transpose = transpose;
  return behind;
}

//===-- Rewriting ---------------------------------------------------------===//

// Every |sum| < 2^30, and a shift that the high half of a product can serve.
static bool isNarrow(const Side &left, const Side &right, int64_t depth, int8_t shift) {
  auto most = [](const Side &side) {
    auto range = getIntegerRange(typeOf(side.codes).getElementType());
    return std::max(range.max - side.zeroPoint, side.zeroPoint - range.min);
  };
  return shift >= 31 && shift <= 61 &&
         depth * most(left) * most(right) < int64_t(1) << 30;
}

static void fuse(IRRewriter &rewriter, MatmulOp op, const Side &left,
                 const Side &right) {
  Behind behind = matchBehind(op);
  Operation *last = op;
  if (behind.rescale)
    last = behind.rescale;
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(left.rank()));
  if (behind.transpose) {
    last = behind.transpose;
    order.assign(behind.transpose.getPerm().begin(), behind.transpose.getPerm().end());
  }
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(last);
  auto type = typeOf(last->getResult(0));
  auto i64 = [&](ArrayRef<int64_t> v) { return rewriter.getDenseI64ArrayAttr(v); };
  auto flag = [&](bool v) { return v ? rewriter.getUnitAttr() : UnitAttr(); };
  Value multiplier, shift;
  bool narrow = false;
  if (behind.rescale) {
    constexpr int64_t columns = KernelGeometry::kColumns;
    int8_t by = getConstantAs<int8_t>(behind.rescale.getShift())->front();
    std::vector<int32_t> m(
        columns, getConstantAs<int32_t>(behind.rescale.getMultiplier())->front());
    std::vector<int8_t> s(columns, by);
    multiplier = createConstant(
        rewriter, loc, RankedTensorType::get({columns}, rewriter.getI32Type()), m);
    shift = createConstant(
        rewriter, loc, RankedTensorType::get({columns}, rewriter.getI8Type()), s);
    narrow = isNarrow(left, right, typeOf(op.getLhs()).getShape().back(), by);
  }
  RescaleOp rescale = behind.rescale;
  auto codesOf = [&](const Side &side) -> Value {
    if (side.shape.empty())
      return side.codes;
    return ReshapeOp::create(rewriter, loc, typeOf(side.codes).clone(side.shape),
                             side.codes);
  };
  Value leftCodes = codesOf(left), rightCodes = codesOf(right);
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto product = ProductOp::create(
      rewriter, loc, type, leftCodes, Value(), Value(), multiplier, shift, rightCodes,
      init, i64(left.perm), i64(right.perm), i64(order),
      rewriter.getI64IntegerAttr(left.zeroPoint),
      rewriter.getI64IntegerAttr(right.zeroPoint), flag(left.isUnsigned()),
      flag(right.isUnsigned()), rescale ? rescale.getOutZpAttr() : IntegerAttr(),
      rescale ? rescale.getLoAttr() : IntegerAttr(),
      rescale ? rescale.getHiAttr() : IntegerAttr(),
      rescale ? rescale.getRoundingAttr() : RequantRoundingAttr(), flag(narrow));
  rewriter.replaceOp(last, product->getResult(0));
  if (behind.transpose && behind.rescale)
    rewriter.eraseOp(behind.rescale);
  if (last != op)
    rewriter.eraseOp(op);
}

namespace {
struct FuseProducts final : mlir::qopt::impl::FuseProductsBase<FuseProducts> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<MatmulOp> candidates;
    getOperation().walk([&](MatmulOp op) {
      if (stageOf(op.getLhs().getType()) == Stage::Integer)
        candidates.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (MatmulOp op : candidates) {
      std::optional<Side> left, right;
      if (!refuse(op, left, right).empty())
        continue; // qopt-pack-weights takes it, or says why not
      Value lhs = op.getLhs(), rhs = op.getRhs();
      fuse(rewriter, op, *left, *right);
      ++numFused;
      eraseUnused(rewriter, lhs);
      eraseUnused(rewriter, rhs);
    }
  }

private:
  // The chain of ops that led to `value`, as far as nothing reads it any more.
  static void eraseUnused(IRRewriter &rewriter, Value value) {
    while (Operation *op = value.getDefiningOp()) {
      if (!op->use_empty() || !isa<BinaryOp, CastOp, TransposeOp, ReshapeOp>(op))
        return;
      value = op->getOperand(0);
      rewriter.eraseOp(op);
    }
  }
};
} // namespace
