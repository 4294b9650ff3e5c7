// SPDX-License-Identifier: Apache-2.0
// --qopt-raise-rotary: rotary position embedding that an exporter took apart.
//   concat(a cos - b sin, a sin + b cos)           ->  rotary x
//   x cos2 + concat(-x[H/2:], x[:H/2]) sin2        ->  rotary x
// where a and b are halves of x, or its even and odd elements.
#include "Halves.h"
#include "Matching.h"

#include "qopt/IR/TransformerOps.h"
#include "qopt/Quantize/Raise/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-raise-rotary"

namespace mlir::qopt {
#define GEN_PASS_DEF_RAISEROTARY
#include "qopt/Quantize/Raise/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

namespace {

Value createRotary(PatternRewriter &rewriter, Location loc, Value x, Value cos,
                   Value sin, bool interleaved) {
  return RotaryOp::create(rewriter, loc, x.getType(), x, cos, sin, Value(),
                          Value(), interleaved);
}

//===-- From its two halves -----------------------------------------------===//

// lhs * first (+ or -) rhs * second, taken apart.
struct Combination {
  BinaryOp left, right;
};

std::optional<Combination> matchCombination(Value value, BinaryKind kind) {
  auto op = getBinary(value, kind);
  if (!op)
    return std::nullopt;
  Combination c{getBinary(op.getLhs(), BinaryKind::mul),
                getBinary(op.getRhs(), BinaryKind::mul)};
  return c.left && c.right ? std::optional(c) : std::nullopt;
}

// The other operand of a product; null where `value` is none.
Value otherOperand(BinaryOp mul, Value value) {
  if (mul.getLhs() == value)
    return mul.getRhs();
  return mul.getRhs() == value ? mul.getLhs() : Value();
}

struct Rotation {
  Value a, b, cos, sin;
};

// even = a cos - b sin, odd = a sin + b cos in any order of the operands.
std::optional<Rotation> matchRotation(Value even, Value odd) {
  auto minus = matchCombination(even, BinaryKind::sub);
  auto plus = matchCombination(odd, BinaryKind::add);
  if (!minus || !plus)
    return std::nullopt;
  for (auto [a, cos] : {std::pair(minus->left.getLhs(), minus->left.getRhs()),
                        std::pair(minus->left.getRhs(), minus->left.getLhs())})
    for (auto [b, sin] :
         {std::pair(minus->right.getLhs(), minus->right.getRhs()),
          std::pair(minus->right.getRhs(), minus->right.getLhs())})
      for (auto [p, q] : {std::pair(plus->left, plus->right),
                          std::pair(plus->right, plus->left)})
        if (otherOperand(p, a) == sin && otherOperand(q, b) == cos &&
            selectPart(a) && selectPart(b))
          return Rotation{a, b, cos, sin};
  return std::nullopt;
}

// x of which `value` is a part, without the dimension of size 1 that a part
// gets before it is concatenated.
Value dropUnit(Value value) {
  auto reshape = value.getDefiningOp<ReshapeOp>();
  if (!reshape || lastSize(value) != 1)
    return {};
  auto from = cast<RankedTensorType>(reshape.getInput().getType()).getShape();
  auto to = cast<RankedTensorType>(value.getType()).getShape();
  return from == to.drop_back() ? reshape.getInput() : Value();
}

struct RaiseConcat final : OpRewritePattern<ConcatOp> {
  RaiseConcat(MLIRContext *context, Pass::Statistic &raised)
      : OpRewritePattern(context), raised(raised) {}

  LogicalResult matchAndRewrite(ConcatOp op,
                                PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (op.getInputs().size() != 2 || static_cast<int64_t>(op.getAxis()) != type.getRank() - 1 ||
        stageOf(type) != Stage::Float)
      return rewriter.notifyMatchFailure(
          op, "not two values along the last dimension in float form");
    Value even = op.getInputs()[0], odd = op.getInputs()[1];
    bool interleaved = dropUnit(even) && dropUnit(odd);
    if (interleaved) {
      even = dropUnit(even);
      odd = dropUnit(odd);
    }
    auto rotation = matchRotation(even, odd);
    if (!rotation)
      return rewriter.notifyMatchFailure(op, "not a cos - b sin and a sin + b cos");
    auto a = selectPart(rotation->a), b = selectPart(rotation->b);
    if (a->source != b->source || a->index != 0 || b->index != 1 ||
        a->interleaved != interleaved || b->interleaved != interleaved)
      return rewriter.notifyMatchFailure(op, "a and b are not the parts of one value");
    if (!fitsHalf(rotation->cos, rotation->a) ||
        !fitsHalf(rotation->sin, rotation->a))
      return rewriter.notifyMatchFailure(op, "cos or sin broadcasts a part");
    Value x = flatten(rewriter, op.getLoc(), *a, rotation->a);
    Value y = createRotary(rewriter, op.getLoc(), x, rotation->cos,
                           rotation->sin, interleaved);
    if (y.getType() != type)
      y = ReshapeOp::create(rewriter, op.getLoc(), type, y);
    rewriter.replaceOp(op, y);
    ++raised;
    return success();
  }

private:
  // Whether the table's last size is the half's and it adds no elements to it.
  static bool fitsHalf(Value table, Value half) {
    auto from = cast<RankedTensorType>(table.getType()).getShape();
    auto to = cast<RankedTensorType>(half.getType()).getShape();
    auto shape = broadcastShapes(from, to);
    return !from.empty() && from.back() == to.back() && succeeded(shape) &&
           ArrayRef<int64_t>(*shape) == to;
  }

  // The source in the shape of a half with twice the last size.
  static Value flatten(PatternRewriter &rewriter, Location loc, const Part &part,
                       Value half) {
    SmallVector<int64_t> shape(
        cast<RankedTensorType>(half.getType()).getShape());
    shape.back() *= 2;
    auto type = RankedTensorType::get(shape, rewriter.getF32Type());
    return part.source.getType() == type
               ? part.source
               : Value(ReshapeOp::create(rewriter, loc, type, part.source));
  }

  Pass::Statistic &raised;
};

//===-- From rotate_half --------------------------------------------------===//

// x cos + rotate_half(x) sin
struct TurnedSum {
  Value x, cos, sin;
};

std::optional<TurnedSum> matchTurnedSum(BinaryOp op) {
  auto parts = matchCombination(op, BinaryKind::add);
  if (!parts)
    return std::nullopt;
  for (auto [plain, turned] : {std::pair(parts->left, parts->right),
                               std::pair(parts->right, parts->left)})
    for (auto [rotated, sin] : {std::pair(turned.getLhs(), turned.getRhs()),
                                std::pair(turned.getRhs(), turned.getLhs())}) {
      Value x = getRotatedHalf(rotated);
      Value cos = x ? otherOperand(plain, x) : Value();
      if (cos && x.getType() == op.getType())
        return TurnedSum{x, cos, sin};
    }
  return std::nullopt;
}

struct RaiseRotateHalf final : OpRewritePattern<BinaryOp> {
  RaiseRotateHalf(MLIRContext *context, Pass::Statistic &raised)
      : OpRewritePattern(context), raised(raised) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    auto sum = matchTurnedSum(op);
    if (!sum)
      return rewriter.notifyMatchFailure(op, "not x cos + rotate_half(x) sin");
    if (sum->cos.getType() != sum->sin.getType() ||
        lastSize(sum->cos) != lastSize(sum->x))
      return rewriter.notifyMatchFailure(op, "cos and sin are not of x's last size");
    if (!hasEqualHalves(sum->cos) || !hasEqualHalves(sum->sin))
      return rewriter.notifyMatchFailure(op, "halves of cos or sin may differ");
    rewriter.replaceOp(op, createRotary(rewriter, op.getLoc(), sum->x,
                                        createFirstHalf(rewriter, sum->cos),
                                        createFirstHalf(rewriter, sum->sin),
                                        /*interleaved=*/false));
    ++raised;
    return success();
  }

  Pass::Statistic &raised;
};

struct RaiseRotary final : mlir::qopt::impl::RaiseRotaryBase<RaiseRotary> {
  using RaiseRotaryBase::RaiseRotaryBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RaiseConcat, RaiseRotateHalf>(&getContext(), numRaised);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk([](BinaryOp op) {
      if (matchTurnedSum(op))
        op.emitRemark() << "node '" << getNodeName(op)
                        << "': a rotary embedding is left in parts: cos and sin "
                           "are not known to have two equal halves";
    });
  }
};

} // namespace
