// SPDX-License-Identifier: Apache-2.0
// Grouped queries: heads of keys and values that exporters repeat for each of
// the query heads that share them.
//   q [H, M, K] x repeat(k [G, K, N])  ->  q as [G, H/G, M, K] x k as [G, 1, K, N]
// The sums are the same, in the same order, and nothing is copied.
#include "Attention.h"
#include "Matching.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

namespace {
/// `heads` with dimension `axis` repeated: each index `times` times in a row.
struct Repeated {
  Value heads;
  int64_t axis, times;
};
} // namespace

// reshape(broadcast(x)) that merges a dimension and the one after it, which was
// 1 and became `times`.
static std::optional<Repeated> matchRepeat(Value value) {
  auto merge = value.getDefiningOp<ReshapeOp>();
  auto broadcast = merge ? merge.getInput().getDefiningOp<BroadcastOp>()
                         : BroadcastOp();
  if (!broadcast)
    return std::nullopt;
  ArrayRef<int64_t> from = shapeOf(broadcast.getInput()),
                    to = shapeOf(broadcast), merged = shapeOf(merge);
  if (from.size() != to.size() || to.size() != merged.size() + 1)
    return std::nullopt;
  int64_t axis = -1;
  for (size_t d = 0; d < to.size(); ++d)
    if (from[d] != to[d]) {
      if (axis >= 0 || from[d] != 1 || d == 0)
        return std::nullopt;
      axis = static_cast<int64_t>(d) - 1;
    }
  if (axis < 0)
    return std::nullopt;
  SmallVector<int64_t> wanted(to);
  wanted[axis] *= wanted[axis + 1];
  wanted.erase(wanted.begin() + axis + 1);
  if (ArrayRef<int64_t>(wanted) != merged)
    return std::nullopt;
  return Repeated{broadcast.getInput(), axis, to[axis + 1]};
}

static Value reshapeTo(PatternRewriter &rewriter, Location loc, Value value,
                       ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(
      shape, cast<RankedTensorType>(value.getType()).getElementType());
  return ReshapeOp::create(rewriter, loc, type, value);
}

namespace {
struct ShareHeads final : OpRewritePattern<MatmulOp> {
  ShareHeads(MLIRContext *context, Pass::Statistic &count)
      : OpRewritePattern(context), count(count) {}

  LogicalResult matchAndRewrite(MatmulOp op,
                                PatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) != Stage::Float || op.getBias())
      return rewriter.notifyMatchFailure(op, "not a plain product in float form");
    auto transpose = op.getRhs().getDefiningOp<TransposeOp>();
    auto repeated =
        matchRepeat(transpose ? transpose.getInput() : op.getRhs());
    if (!repeated)
      return rewriter.notifyMatchFailure(op, "the right factor repeats no heads");
    int64_t rank = shapeOf(op.getRhs()).size(), head = repeated->axis;
    if (transpose)
      head = llvm::find(transpose.getPerm(), head) - transpose.getPerm().begin();
    ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), out = shapeOf(op);
    if (head != rank - 3 || lhs.drop_back(2) != out.drop_back(2) ||
        shapeOf(op.getRhs()).drop_back(2) != out.drop_back(2))
      return rewriter.notifyMatchFailure(
          op, "what is repeated is not the dimension before the matrices");
    rewrite(op, transpose, *repeated, rewriter);
    ++count;
    return success();
  }

private:
  // The heads in the order of `transpose`, each followed by a dimension of 1.
  static Value createShared(TransposeOp transpose, const Repeated &repeated,
                            PatternRewriter &rewriter) {
    if (!transpose)
      return repeated.heads;
    SmallVector<int64_t> perm, shape;
    for (int64_t d : transpose.getPerm()) {
      perm.push_back(d > repeated.axis ? d + 1 : d);
      if (d == repeated.axis)
        perm.push_back(d + 1);
    }
    for (int64_t d : perm)
      shape.push_back(shapeOf(repeated.heads)[d]);
    return TransposeOp::create(
        rewriter, transpose.getLoc(),
        RankedTensorType::get(shape, rewriter.getF32Type()), repeated.heads, perm);
  }

  static void rewrite(MatmulOp op, TransposeOp transpose,
                      const Repeated &repeated, PatternRewriter &rewriter) {
    Location loc = op.getLoc();
    auto grouped = [&](Value value) {
      SmallVector<int64_t> shape(shapeOf(value));
      size_t head = shape.size() - 3;
      shape[head] /= repeated.times;
      shape.insert(shape.begin() + head + 1, repeated.times);
      return shape;
    };
    Value lhs = reshapeTo(rewriter, loc, op.getLhs(), grouped(op.getLhs()));
    Value rhs = createShared(transpose, repeated, rewriter);
    Value product = MatmulOp::create(
        rewriter, loc,
        RankedTensorType::get(grouped(op), rewriter.getF32Type()), lhs, rhs,
        Value(), Value(), Value());
    rewriter.replaceOp(op, reshapeTo(rewriter, loc, product, shapeOf(op)));
  }

  Pass::Statistic &count;
};
} // namespace

void raise::populateSharedHeadPatterns(RewritePatternSet &patterns,
                                       Pass::Statistic &count) {
  patterns.add<ShareHeads>(patterns.getContext(), count);
}
