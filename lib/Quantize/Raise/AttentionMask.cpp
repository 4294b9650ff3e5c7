// SPDX-License-Identifier: Apache-2.0
// Additive attention masks: constant (causal), or made at run time of integers
// (padding). A mask of its own keeps -10000 out of the scores' range.
#include "Attention.h"
#include "Matching.h"

#include "qopt/IR/SelectionOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static RankedTensorType withElement(RankedTensorType type, Type element) {
  return RankedTensorType::get(type.getShape(), element);
}

namespace {
/// Which elements a summand keeps, or why it is no mask.
struct KeptElements {
  Value summand;
  Value source;              ///< 0 and 1 made at run time (see createFlags); or null.
  bool keepsOnes = true;     ///< Of `source`.
  SmallVector<int64_t> kept; ///< Of a constant: 0 and 1.
  /// Two of a sum of masks, one of a mask that is moved.
  std::vector<KeptElements> parts;
  StringRef reason;
};
} // namespace

//===-- Constant masks ----------------------------------------------------===//

static KeptElements readConstant(ElementsAttr attr) {
  KeptElements result;
  int64_t line = attr.getShapedType().getRank() == 0
                     ? 1
                     : attr.getShapedType().getShape().back();
  int64_t keptInLine = 0;
  for (float v : attr.getValues<float>()) {
    if (v != 0 && !(v <= kHidden)) {
      result.reason = "a summand is neither 0 nor at most -10000";
      return result;
    }
    result.kept.push_back(v == 0);
    keptInLine += v == 0;
    if (result.kept.size() % line != 0)
      continue;
    if (keptInLine == 0) {
      result.reason = "a line of the mask keeps nothing";
      return result;
    }
    keptInLine = 0;
  }
  return result;
}

//===-- Masks of the inputs -----------------------------------------------===//

static bool isMoved(Value value) {
  return isa_and_present<ReshapeOp, BroadcastOp, TransposeOp, SliceOp>(
      value.getDefiningOp());
}

static Value skipMoves(Value value) {
  while (isMoved(value))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

// The integers that `value` is a conversion of, element by element or moved.
static CastOp findConversion(Value value) {
  auto cast = skipMoves(value).getDefiningOp<CastOp>();
  return cast && isa<IntegerType>(typeOf(cast.getInput()).getElementType())
             ? cast
             : CastOp();
}

// A converted value among the leaves of an expression of numbers and it.
static Value findMaskInput(Value value, int depth = 0) {
  if (findConversion(value))
    return value;
  Operation *op = value.getDefiningOp();
  if (!isa_and_present<BinaryOp, UnaryOp>(op) || depth > 6)
    return {};
  for (Value operand : op->getOperands())
    if (Value found = findMaskInput(operand, depth + 1))
      return found;
  return {};
}

// Whether `value` is 0 wherever `condition` is false: it is what that was made of.
static bool isZeroUnless(Value value, Value condition) {
  auto cast = condition.getDefiningOp<CastOp>();
  return getSplat(value) == 0.0 || (cast && cast.getInput() == value);
}

// condition ? 0 : hidden, and the other way round; moved or not.
static bool readSelect(Value summand, KeptElements &result) {
  auto select = skipMoves(summand).getDefiningOp<SelectOp>();
  if (!select)
    return false;
  auto hides = [](Value v) { return getSplat(v).value_or(0) <= kHidden; };
  bool keeps = getSplat(select.getLhs()) == 0.0 && hides(select.getRhs());
  bool hidesOnes = hides(select.getLhs()) &&
                   isZeroUnless(select.getRhs(), select.getCondition());
  if (!keeps && !hidesOnes)
    return false;
  result.source = summand;
  result.keepsOnes = keeps;
  return true;
}

// a * (1 - m) and a * m with a <= -10000.
static KeptElements readExpression(Value summand) {
  KeptElements result;
  result.summand = summand;
  if (readSelect(summand, result))
    return result;
  Value input = findMaskInput(summand);
  auto p = input ? asPolynomial(summand, input) : std::nullopt;
  if (p)
    p->resize(2, 0.0);
  if (p && (*p)[0] <= kHidden && isNear((*p)[0], -(*p)[1])) {
    result.source = input;
  } else if (p && (*p)[0] == 0 && (*p)[1] <= kHidden) {
    result.source = input;
    result.keepsOnes = false;
  } else {
    result.reason = "the summand is not -10000 or less times 0 or 1";
  }
  return result;
}

static KeptElements readMask(Value summand) {
  auto attr = getConstant(summand);
  if (attr && attr.getElementType().isF32()) {
    KeptElements result = readConstant(attr);
    result.summand = summand;
    return result;
  }
  KeptElements result = readExpression(summand);
  auto sum = getBinary(summand, BinaryKind::add);
  if (result.reason.empty() || (!sum && !isMoved(summand)))
    return result;
  KeptElements composed;
  composed.summand = summand;
  for (Value operand : summand.getDefiningOp()->getOperands())
    composed.parts.push_back(readMask(operand));
  bool areMasks = llvm::all_of(
      composed.parts, [](const KeptElements &k) { return k.reason.empty(); });
  return areMasks ? composed : result;
}

// The condition of a select in the shape of its result, as i8.
static Value createCondition(PatternRewriter &rewriter, SelectOp select,
                             RankedTensorType type) {
  Location loc = select.getLoc();
  Value condition = select.getCondition();
  condition = CastOp::create(
      rewriter, loc, withElement(typeOf(condition), rewriter.getI8Type()), condition);
  return condition.getType() == type
             ? condition
             : Value(BroadcastOp::create(rewriter, loc, type, condition));
}

// What `op`, which moves elements, makes of `source`.
static Value moveAs(PatternRewriter &rewriter, Operation *op, Value source) {
  auto type = withElement(typeOf(op->getResult(0)), rewriter.getI8Type());
  OperationState state(op->getLoc(), op->getName(), source, type, op->getAttrs());
  return rewriter.create(state)->getResult(0);
}

// `value`, a conversion of integers, as i8: 1 where the integer is not 0; of a
// select the condition.
static Value createFlags(PatternRewriter &rewriter, Value value) {
  Operation *op = value.getDefiningOp();
  auto type = withElement(typeOf(value), rewriter.getI8Type());
  if (auto select = dyn_cast<SelectOp>(op))
    return createCondition(rewriter, select, type);
  if (auto conversion = dyn_cast<CastOp>(op)) {
    auto flag = withElement(typeOf(value), rewriter.getI1Type());
    Value isSet = conversion.getInput();
    if (isSet.getType() != flag)
      isSet = CastOp::create(rewriter, op->getLoc(), flag, isSet);
    return CastOp::create(rewriter, op->getLoc(), type, isSet);
  }
  return moveAs(rewriter, op, createFlags(rewriter, op->getOperand(0)));
}

// `flags` (i8) where 1 is kept, 1 - flags else.
static Value orInverse(PatternRewriter &rewriter, Location loc, Value flags,
                       bool keepsOnes) {
  if (keepsOnes)
    return flags;
  Value one = createIntConstant(rewriter, loc, rewriter.getI8Type(), {}, {1});
  return BinaryOp::create(rewriter, loc, flags.getType(), one, flags, Value(),
                          Value(), BinaryKind::sub);
}

static Value createMask(PatternRewriter &rewriter, Location loc,
                        const KeptElements &kept) {
  auto type = withElement(typeOf(kept.summand), rewriter.getI8Type());
  if (kept.parts.size() == 1)
    return moveAs(rewriter, kept.summand.getDefiningOp(),
                  createMask(rewriter, loc, kept.parts[0]));
  if (kept.parts.size() == 2)
    return BinaryOp::create(rewriter, loc, type,
                            createMask(rewriter, loc, kept.parts[0]),
                            createMask(rewriter, loc, kept.parts[1]), Value(),
                            Value(), BinaryKind::mul);
  if (!kept.source)
    return createIntConstant(rewriter, loc, rewriter.getI8Type(), type.getShape(),
                             kept.kept);
  return orInverse(rewriter, loc, createFlags(rewriter, kept.source),
                   kept.keepsOnes);
}

//===-- Pattern -----------------------------------------------------------===//

namespace {
struct RaiseMask final : OpRewritePattern<SoftmaxOp> {
  RaiseMask(MLIRContext *context, Pass::Statistic &count)
      : OpRewritePattern(context), count(count) {}

  LogicalResult matchAndRewrite(SoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getMask() || op.getLog() || stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not an unmasked float softmax");
    if (static_cast<int64_t>(op.getAxis()) + 1 != typeOf(op).getRank())
      return rewriter.notifyMatchFailure(op, "not along the last dimension");
    if (auto select = op.getInput().getDefiningOp<SelectOp>())
      return raiseSelect(op, select, rewriter);
    auto sum = getBinary(op.getInput(), BinaryKind::add);
    if (!sum)
      return rewriter.notifyMatchFailure(op, "not of a sum");
    for (auto [scores, summand] : {std::pair(sum.getLhs(), sum.getRhs()),
                                   std::pair(sum.getRhs(), sum.getLhs())}) {
      if (scores.getType() != op.getType())
        continue;
      KeptElements kept = readMask(summand);
      if (!kept.reason.empty())
        continue;
      setMask(op, scores, createMask(rewriter, sum.getLoc(), kept), rewriter);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no summand is a mask");
  }

private:
  void setMask(SoftmaxOp op, Value scores, Value mask,
               PatternRewriter &rewriter) const {
    // Softmax broadcasts its mask itself.
    if (auto broadcast = mask.getDefiningOp<BroadcastOp>())
      mask = broadcast.getInput();
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(scores);
      op.getMaskMutable().assign(mask);
    });
    ++count;
  }

  // condition ? scores : hidden, and the other way round.
  LogicalResult raiseSelect(SoftmaxOp op, SelectOp select,
                            PatternRewriter &rewriter) const {
    for (bool keepsOnes : {true, false}) {
      Value scores = keepsOnes ? select.getLhs() : select.getRhs();
      Value hidden = keepsOnes ? select.getRhs() : select.getLhs();
      if (scores.getType() != op.getType() ||
          getSplat(hidden).value_or(0) > kHidden)
        continue;
      auto type = withElement(typeOf(select.getCondition()), rewriter.getI8Type());
      Value mask = createCondition(rewriter, select, type);
      setMask(op, scores,
              orInverse(rewriter, select.getLoc(), mask, keepsOnes), rewriter);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no branch is at most -10000");
  }

  Pass::Statistic &count;
};
} // namespace

void raise::populateMaskPatterns(RewritePatternSet &patterns,
                                 Pass::Statistic &count) {
  patterns.add<RaiseMask>(patterns.getContext(), count);
}

void raise::remarkOnMasks(Operation *root) {
  root->walk([](SoftmaxOp op) {
    auto sum = getBinary(op.getInput(), BinaryKind::add);
    if (!sum || op.getMask())
      return;
    for (Value summand : {sum.getLhs(), sum.getRhs()})
      if (getConstant(summand) || findMaskInput(summand)) {
        StringRef reason = readMask(summand).reason;
        if (!reason.empty())
          op.emitRemark() << "node '" << getNodeName(op)
                          << "': an attention mask is left a summand: " << reason;
      }
  });
}
