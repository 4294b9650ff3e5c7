// SPDX-License-Identifier: Apache-2.0
// qopt.conv and qopt.matmul as linalg.generic. The loop order puts the features
// innermost, where both the filter (permuted at compile time) and the result are
// contiguous: the loop vectorises without reordering any sum.
#include "LinalgLowering.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

// acc + lhs * rhs in the accumulator's type; integers extend by their own sign.
static Value multiplyAdd(OpBuilder &b, Location loc, Value acc, Value lhs,
                         Type lhsElement, Value rhs, Type rhsElement) {
  if (isa<FloatType>(acc.getType())) {
    Value product = arith::MulFOp::create(b, loc, lhs, rhs);
    return arith::AddFOp::create(b, loc, acc, product);
  }
  unsigned width = acc.getType().getIntOrFloatBitWidth();
  Value product = arith::MulIOp::create(
      b, loc, resizeInt(b, loc, lhs, lhsElement, width),
      resizeInt(b, loc, rhs, rhsElement, width));
  return arith::AddIOp::create(b, loc, acc, product);
}

// A tensor of `type` that repeats the bias along its last dimensions, or zero.
static Value createInit(OpBuilder &b, Location loc, RankedTensorType type,
                        Value bias, Type biasElement, AffineMap biasMap) {
  if (!bias)
    return createFill(b, loc, type, cast<TypedAttr>(b.getZeroAttr(type.getElementType())));
  return createElementwise(
      b, loc, type, bias, biasMap,
      [&](OpBuilder &nested, Location l, ValueRange args) {
        if (isa<FloatType>(type.getElementType()))
          return args[0];
        return resizeInt(nested, l, args[0], biasElement,
                         type.getElementTypeBitWidth());
      });
}

namespace {

//===-- qopt.conv ---------------------------------------------------------===//

// The iteration space: n, o1..or, then (g unless innermost), k1..kr, c, f and
// (g if innermost). A group index exists only where groups > 1; it is innermost
// where it counts more than the features of a group (depthwise).
struct ConvSpace {
  ConvSpace(ConvOp op, MLIRContext *context) : context(context) {
    auto filter = cast<RankedTensorType>(op.getFilter().getType());
    spatial = filter.getRank() - 2;
    groups = static_cast<int64_t>(op.getGroups());
    features = filter.getDimSize(0) / groups;
    channels = filter.getShape().back();
    groupInnermost = groups > features;
    kernel = llvm::to_vector(filter.getShape().slice(1, spatial));
    int64_t next = 1 + spatial;
    if (hasGroup() && !groupInnermost)
      group = next++;
    firstKernel = next;
    channel = firstKernel + spatial;
    feature = channel + 1;
    if (hasGroup() && groupInnermost)
      group = feature + 1;
    rank = feature + 1 + (hasGroup() && groupInnermost);
  }

  bool hasGroup() const { return groups > 1; }
  AffineExpr dim(int64_t d) const { return getAffineDimExpr(d, context); }
  AffineMap map(ArrayRef<AffineExpr> exprs) const {
    return AffineMap::get(rank, 0, exprs, context);
  }

  AffineMap inputMap(ConvOp op) const {
    SmallVector<AffineExpr> exprs{dim(0)};
    for (int64_t i = 0; i < spatial; ++i)
      exprs.push_back(dim(1 + i) * op.getStrides()[i] +
                      dim(firstKernel + i) * op.getDilations()[i]);
    appendChannel(exprs, channel);
    return map(exprs);
  }

  AffineMap filterMap() const {
    SmallVector<AffineExpr> exprs;
    for (int64_t d = 1 + spatial; d < rank; ++d)
      exprs.push_back(dim(d));
    return map(exprs);
  }

  AffineMap resultMap() const {
    SmallVector<AffineExpr> exprs;
    for (int64_t i = 0; i <= spatial; ++i)
      exprs.push_back(dim(i));
    appendChannel(exprs, feature);
    return map(exprs);
  }

  SmallVector<utils::IteratorType> iterators() const {
    SmallVector<utils::IteratorType> result(rank, kParallel);
    for (int64_t d = firstKernel; d <= channel; ++d)
      result[d] = kReduction;
    return result;
  }

  // Dimensions of the filter as [G, F/G, K.., C/G] in the order of filterMap.
  SmallVector<int64_t> filterPermutation() const {
    SmallVector<int64_t> perm;
    int64_t first = hasGroup() ? 1 : 0;
    if (hasGroup() && !groupInnermost)
      perm.push_back(0);
    for (int64_t i = 0; i <= spatial; ++i)
      perm.push_back(first + 1 + i);
    perm.push_back(first);
    if (hasGroup() && groupInnermost)
      perm.push_back(0);
    return perm;
  }

  // `shape` with its last dimension split into groups.
  SmallVector<int64_t> splitGroups(ArrayRef<int64_t> shape) const {
    SmallVector<int64_t> result(shape);
    if (hasGroup()) {
      result.back() = groups;
      result.push_back(shape.back() / groups);
    }
    return result;
  }

  void appendChannel(SmallVectorImpl<AffineExpr> &exprs, int64_t d) const {
    if (hasGroup())
      exprs.push_back(dim(group));
    exprs.push_back(dim(d));
  }

  MLIRContext *context;
  int64_t spatial, groups, features, channels;
  bool groupInnermost;
  SmallVector<int64_t> kernel;
  int64_t firstKernel, channel, feature, group = -1, rank;
};

struct ConvLowering : OpConversionPattern<ConvOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConvOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    ConvSpace space(op, rewriter.getContext());
    Location loc = op.getLoc();
    Type inputElement = getElementTypeOrSelf(op.getInput().getType());
    Type filterElement = getElementTypeOrSelf(op.getFilter().getType());
    Value input = pad(rewriter, op, adaptor.getInput());
    auto inputType = cast<RankedTensorType>(input.getType());
    input = createReshape(rewriter, loc, input,
                          space.splitGroups(inputType.getShape()));
    Value filter = arrangeFilter(rewriter, op, space, adaptor.getFilter());
    auto resultType = getStorageType(op.getType());
    auto grouped =
        resultType.clone(space.splitGroups(resultType.getShape()));
    Value init = createBias(rewriter, op, space, adaptor.getBias(), grouped);
    Value result = createGeneric(
        rewriter, loc, {input, filter}, init,
        {space.inputMap(op), space.filterMap(), space.resultMap()},
        space.iterators(), [&](OpBuilder &b, Location l, ValueRange args) {
          return multiplyAdd(b, l, args[2], args[0], inputElement, args[1],
                             filterElement);
        });
    rewriter.replaceOp(
        op, createReshape(rewriter, loc, result, resultType.getShape()));
    return success();
  }

private:
  // The input with its elements spread by input_dilations and its border added
  // (positive padding) or cropped (negative padding).
  static Value pad(OpBuilder &b, ConvOp op, Value input) {
    auto type = cast<RankedTensorType>(input.getType());
    int64_t spatial = type.getRank() - 2;
    SmallVector<int64_t> padded(type.getShape()), low(type.getRank(), 0),
        step(type.getRank(), 1), cropped(padded), offset(low), unit(step);
    for (int64_t i = 0; i < spatial; ++i) {
      int64_t lo = op.getPadding()[i], hi = op.getPadding()[spatial + i];
      step[1 + i] = op.getInputDilations()[i];
      int64_t spread = (type.getDimSize(1 + i) - 1) * step[1 + i] + 1;
      low[1 + i] = std::max<int64_t>(lo, 0);
      padded[1 + i] = spread + low[1 + i] + std::max<int64_t>(hi, 0);
      offset[1 + i] = std::max<int64_t>(-lo, 0);
      cropped[1 + i] = spread + lo + hi;
    }
    Type element = type.getElementType();
    int64_t code = op.getPadValue().value_or(0);
    TypedAttr fill = cast<TypedAttr>(b.getZeroAttr(element));
    if (auto integer = dyn_cast<IntegerType>(element))
      fill = b.getIntegerAttr(
          integer, APInt(integer.getWidth(), static_cast<uint64_t>(code),
                         /*isSigned=*/true, /*implicitTrunc=*/true));
    Value result =
        createPadded(b, op.getLoc(), input, padded, low, step, fill);
    if (padded == cropped)
      return result;
    return createSlice(b, op.getLoc(), result, offset, cropped, unit);
  }

  static Value arrangeFilter(OpBuilder &b, ConvOp op, const ConvSpace &space,
                             Value filter) {
    SmallVector<int64_t> split;
    if (space.hasGroup())
      split.push_back(space.groups);
    split.push_back(space.features);
    llvm::append_range(split, space.kernel);
    split.push_back(space.channels);
    filter = createReshape(b, op.getLoc(), filter, split);
    return createTranspose(b, op.getLoc(), filter, space.filterPermutation(),
                           getConstant(op.getFilter()));
  }

  static Value createBias(OpBuilder &b, ConvOp op, const ConvSpace &space,
                          Value bias, RankedTensorType type) {
    if (!bias)
      return createInit(b, op.getLoc(), type, {}, {}, {});
    Type element = getElementTypeOrSelf(op.getBias().getType());
    int64_t rank = type.getRank();
    SmallVector<AffineExpr> exprs{b.getAffineDimExpr(rank - 1)};
    if (space.hasGroup()) {
      bias = createReshape(b, op.getLoc(), bias,
                           {space.groups, space.features});
      exprs.insert(exprs.begin(), b.getAffineDimExpr(rank - 2));
    }
    return createInit(b, op.getLoc(), type, bias, element,
                      AffineMap::get(rank, 0, exprs, b.getContext()));
  }
};

//===-- qopt.matmul -------------------------------------------------------===//

struct MatmulLowering : OpConversionPattern<MatmulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatmulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getRhs().getType()) == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "quantized or weight-only");
    MLIRContext *context = rewriter.getContext();
    auto type = getStorageType(op.getType());
    int64_t batch = type.getRank() - 2, rank = type.getRank() + 1;
    // Iteration space: batch dimensions, m, k, n.
    auto dim = [&](int64_t d) { return getAffineDimExpr(d, context); };
    AffineExpr m = dim(batch), k = dim(batch + 1), n = dim(batch + 2);
    auto operandMap = [&](Value operand, AffineExpr row, AffineExpr column) {
      auto shape = cast<RankedTensorType>(operand.getType()).getShape();
      SmallVector<AffineExpr> exprs(
          getBroadcastMap(context, shape.drop_back(2),
                          type.getShape().drop_back(2))
              .getResults());
      exprs.append({row, column});
      return AffineMap::get(rank, 0, exprs, context);
    };
    SmallVector<AffineExpr> resultExprs;
    for (int64_t d = 0; d < batch; ++d)
      resultExprs.push_back(dim(d));
    resultExprs.append({m, n});
    SmallVector<utils::IteratorType> iterators(rank, kParallel);
    iterators[batch + 1] = kReduction;
    Type lhsElement = getElementTypeOrSelf(op.getLhs().getType());
    Type rhsElement = getElementTypeOrSelf(op.getRhs().getType());
    Value init = createInit(
        rewriter, op.getLoc(), type, adaptor.getBias(),
        op.getBias() ? getElementTypeOrSelf(op.getBias().getType()) : Type(),
        AffineMap::get(type.getRank(), 0, dim(type.getRank() - 1), context));
    rewriter.replaceOp(
        op, createGeneric(
                rewriter, op.getLoc(), {adaptor.getLhs(), adaptor.getRhs()},
                init,
                {operandMap(adaptor.getLhs(), m, k),
                 operandMap(adaptor.getRhs(), k, n),
                 AffineMap::get(rank, 0, resultExprs, context)},
                iterators, [&](OpBuilder &b, Location l, ValueRange args) {
                  return multiplyAdd(b, l, args[2], args[0], lhsElement,
                                     args[1], rhsElement);
                }));
    return success();
  }
};

} // namespace

void codegen::populateLinearPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConvLowering, MatmulLowering>(converter, patterns.getContext());
}
