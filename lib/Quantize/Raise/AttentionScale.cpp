// SPDX-License-Identifier: Apache-2.0
// The scale of attention scores, 1 / sqrt(width), moved into the weights that
// make the queries. Between the two stand ops that a factor passes through.
#include "Attention.h"
#include "Matching.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

namespace {
/// Columns [first, first + count) of a linear layer with constant weights.
struct Columns {
  MatmulOp linear;
  int64_t first = 0, count = 0;
};
} // namespace

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

// A slice of the last dimension alone, without gaps.
static bool isColumnSlice(SliceOp slice) {
  return shapeOf(slice.getInput()).drop_back() == shapeOf(slice).drop_back() &&
         llvm::all_of(slice.getSteps(), [](int64_t s) { return s == 1; });
}

// Whether no other use of `linear` reads one of the columns.
static bool areOwned(const Columns &columns, Operation *reader) {
  return llvm::all_of(columns.linear->getUsers(), [&](Operation *user) {
    auto slice = dyn_cast<SliceOp>(user);
    if (user == reader || !slice || !isColumnSlice(slice))
      return user == reader;
    int64_t first = slice.getStarts().back(), count = shapeOf(slice).back();
    return first + count <= columns.first ||
           columns.first + columns.count <= first;
  });
}

// The layer that alone determines `value` up to ops that commute with a factor.
static std::optional<Columns> findLinear(Value value, Operation *reader) {
  Columns columns;
  for (Operation *op = value.getDefiningOp(); op; op = value.getDefiningOp()) {
    if (auto linear = dyn_cast<MatmulOp>(op)) {
      columns.linear = linear;
      if (columns.count == 0)
        columns.count = shapeOf(linear).back();
      bool isConstant = isa_and_present<DenseElementsAttr>(
                            getConstant(linear.getRhs())) &&
                        shapeOf(linear.getRhs()).size() == 2 &&
                        (!linear.getBias() || getConstant(linear.getBias()));
      return isConstant && areOwned(columns, reader) ? std::optional(columns)
                                                     : std::nullopt;
    }
    bool isSlice = isa<SliceOp>(op);
    if (!op->hasOneUse() || columns.count != 0)
      return std::nullopt;
    if (isSlice) {
      auto slice = cast<SliceOp>(op);
      if (!isColumnSlice(slice) || !slice.getInput().getDefiningOp<MatmulOp>())
        return std::nullopt;
      columns.first = slice.getStarts().back();
      columns.count = shapeOf(slice).back();
    } else if (op->getName().getStringRef() != "qopt.rotary" &&
               !isa<ReshapeOp, TransposeOp>(op)) {
      return std::nullopt;
    }
    reader = op;
    value = op->getOperand(0);
  }
  return std::nullopt;
}

// The constant with the columns of its last dimension multiplied, rounded once.
static Value scaleColumns(PatternRewriter &rewriter, Value constant,
                          const Columns &columns, double factor) {
  auto attr = cast<DenseElementsAttr>(getConstant(constant));
  int64_t width = shapeOf(constant).back(), i = 0;
  std::vector<float> values(attr.getNumElements());
  for (float v : attr.getValues<float>()) {
    int64_t column = i % width;
    bool isIn = column >= columns.first && column < columns.first + columns.count;
    values[i++] = isIn ? static_cast<float>(v * factor) : v;
  }
  return ConstantOp::create(
      rewriter, constant.getLoc(),
      DenseElementsAttr::get(attr.getType(), ArrayRef<float>(values)));
}

namespace {
struct FoldScoreScale final : OpRewritePattern<BinaryOp> {
  FoldScoreScale(MLIRContext *context, Pass::Statistic &count)
      : OpRewritePattern(context), count(count) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != BinaryKind::mul && op.getKind() != BinaryKind::div)
      return rewriter.notifyMatchFailure(op, "not a product");
    Product product = flattenProduct(op);
    if (product.factors.size() != 1 || !product.divisors.empty() ||
        product.constant == 1)
      return rewriter.notifyMatchFailure(op, "not a number times one value");
    Value scores = product.factors.front(), made = scores;
    while (auto reshape = made.getDefiningOp<ReshapeOp>()) {
      if (!reshape->hasOneUse())
        break;
      made = reshape.getInput();
    }
    auto matmul = made.getDefiningOp<MatmulOp>();
    if (!matmul || !matmul->hasOneUse() || matmul.getBias() ||
        getConstant(matmul.getRhs()) || scores.getType() != op.getType())
      return rewriter.notifyMatchFailure(
          op, "not of a product of two activations that nothing else reads");
    auto columns = findLinear(matmul.getLhs(), matmul);
    if (!columns)
      return rewriter.notifyMatchFailure(
          op, "the left factor is no linear layer's alone");
    scale(columns->linear, *columns, product.constant, rewriter);
    rewriter.replaceOp(op, scores);
    ++count;
    return success();
  }

private:
  static void scale(MatmulOp linear, const Columns &columns, double factor,
                    PatternRewriter &rewriter) {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(linear);
    Value weights = scaleColumns(rewriter, linear.getRhs(), columns, factor), bias;
    if (linear.getBias())
      bias = scaleColumns(rewriter, linear.getBias(), columns, factor);
    rewriter.modifyOpInPlace(linear, [&] {
      linear.getRhsMutable().assign(weights);
      if (bias)
        linear.getBiasMutable().assign(bias);
    });
  }

  Pass::Statistic &count;
};
} // namespace

void raise::populateScalePatterns(RewritePatternSet &patterns,
                                  Pass::Statistic &count) {
  patterns.add<FoldScoreScale>(patterns.getContext(), count);
}
