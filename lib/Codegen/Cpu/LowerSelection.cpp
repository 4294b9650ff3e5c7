// SPDX-License-Identifier: Apache-2.0
// Ops that pick elements by computed positions: slice, pad, gather, resize.
#include "LinalgLowering.h"

#include "qopt/IR/CacheOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

//===-- qopt.slice --------------------------------------------------------===//

struct SliceLowering : OpConversionPattern<SliceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    if (type.getNumElements() == 0) {
      rewriter.replaceOp(op, createEmpty(rewriter, op.getLoc(), type));
      return success();
    }
    // Steps of dimensions with one element do not matter.
    SmallVector<int64_t> steps(op.getSteps());
    for (auto [i, step] : llvm::enumerate(steps))
      if (type.getDimSize(i) == 1)
        step = 1;
    bool backward = llvm::any_of(steps, [](int64_t s) { return s < 0; });
    if (!backward) {
      rewriter.replaceOp(op, createSlice(rewriter, op.getLoc(),
                                         adaptor.getInput(), op.getStarts(),
                                         type.getShape(), steps));
      return success();
    }
    SmallVector<AffineExpr> exprs;
    for (auto [i, start, step] : llvm::enumerate(op.getStarts(), steps))
      exprs.push_back(rewriter.getAffineDimExpr(i) * step + start);
    AffineMap map =
        AffineMap::get(type.getRank(), 0, exprs, rewriter.getContext());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type, adaptor.getInput(), map,
                [](OpBuilder &, Location, ValueRange args) { return args[0]; }));
    return success();
  }
};

//===-- qopt.pad ----------------------------------------------------------===//

// The source index of result index `i` along a dimension of `size` elements.
Value buildSourceIndex(OpBuilder &b, Location loc, PadMode mode, Value i,
                       int64_t low, int64_t size) {
  Value j = arith::SubIOp::create(b, loc, i, indexConst(b, loc, low));
  Value zero = indexConst(b, loc, 0), last = indexConst(b, loc, size - 1);
  switch (mode) {
  case PadMode::edge:
    return clampInt(b, loc, j, zero, last);
  case PadMode::reflect: {
    // Pads are smaller than the dimension: one reflection at either end.
    Value mirrored = arith::MaxSIOp::create(
        b, loc, j, arith::SubIOp::create(b, loc, zero, j));
    Value twice = indexConst(b, loc, 2 * (size - 1));
    return arith::MinSIOp::create(
        b, loc, mirrored, arith::SubIOp::create(b, loc, twice, mirrored));
  }
  default: {
    Value count = indexConst(b, loc, size);
    Value r = arith::RemSIOp::create(b, loc, j, count);
    Value negative =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, r, zero);
    return arith::SelectOp::create(
        b, loc, negative, arith::AddIOp::create(b, loc, r, count), r);
  }
  }
}

struct PadLowering : OpConversionPattern<PadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    if (type.getNumElements() == 0)
      rewriter.replaceOp(op, createEmpty(rewriter, op.getLoc(), type));
    else if (op.getMode() == PadMode::constant)
      rewriter.replaceOp(op, padConstant(rewriter, op, adaptor.getInput()));
    else
      rewriter.replaceOp(op, padByIndex(rewriter, op, adaptor.getInput()));
    return success();
  }

private:
  static Value padConstant(OpBuilder &b, PadOp op, Value input) {
    auto type = cast<RankedTensorType>(input.getType());
    SmallVector<int64_t> sizes, offsets, low, shape, ones(type.getRank(), 1);
    for (auto [size, lo, hi] :
         llvm::zip(type.getShape(), op.getLow(), op.getHigh())) {
      offsets.push_back(std::max<int64_t>(-lo, 0));
      low.push_back(std::max<int64_t>(lo, 0));
      sizes.push_back(size + std::min<int64_t>(lo, 0) +
                      std::min<int64_t>(hi, 0));
      shape.push_back(size + lo + hi);
    }
    TypedAttr fill = getFill(b, op, type.getElementType());
    // A crop wider than the input leaves nothing but padding.
    if (llvm::any_of(sizes, [](int64_t s) { return s <= 0; }))
      return createFill(b, op.getLoc(), type.clone(shape), fill);
    Value kept = input;
    if (ArrayRef<int64_t>(sizes) != type.getShape())
      kept = createSlice(b, op.getLoc(), input, offsets, sizes, ones);
    return createPadded(b, op.getLoc(), kept, shape, low, ones, fill);
  }

  static TypedAttr getFill(OpBuilder &b, PadOp op, Type stored) {
    double value = op.getValue().convertToDouble();
    if (isa<FloatType>(stored))
      return b.getFloatAttr(stored, value);
    Type element = getElementTypeOrSelf(op.getType());
    int64_t code = ::qopt::numerics::saturateFromDouble(
        value, getIntegerRange(element));
    return b.getIntegerAttr(stored,
                            APInt(stored.getIntOrFloatBitWidth(),
                                  static_cast<uint64_t>(code),
                                  /*isSigned=*/true, /*implicitTrunc=*/true));
  }

  static Value padByIndex(OpBuilder &b, PadOp op, Value input) {
    auto shape = cast<RankedTensorType>(input.getType()).getShape();
    return createElementwise(
        b, op.getLoc(), getStorageType(op.getType()), {}, {},
        [&](OpBuilder &n, Location loc, ValueRange) -> Value {
          SmallVector<Value> position;
          for (auto [i, size] : llvm::enumerate(shape)) {
            Value index = linalg::IndexOp::create(n, loc, i);
            bool moved = op.getLow()[i] || op.getHigh()[i];
            position.push_back(moved ? buildSourceIndex(n, loc, op.getMode(),
                                                        index, op.getLow()[i],
                                                        size)
                                     : index);
          }
          return tensor::ExtractOp::create(n, loc, input, position);
        });
  }
};

//===-- qopt.gather -------------------------------------------------------===//

// Index `i` of any integer type as a position in [0, size): negative ones count
// from the end, what is still outside is clamped.
Value buildPosition(OpBuilder &b, Location loc, Value i, Type element,
                    int64_t size) {
  Value wide = resizeInt(b, loc, i, element, 64);
  Value negative = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                         wide, intConst(b, loc, 0, 64));
  Value fromEnd =
      arith::AddIOp::create(b, loc, wide, intConst(b, loc, size, 64));
  if (!isUnsignedElement(element))
    wide = arith::SelectOp::create(b, loc, negative, fromEnd, wide);
  Value clamped = clampInt(b, loc, wide, intConst(b, loc, 0, 64),
                           intConst(b, loc, size - 1, 64));
  return arith::IndexCastOp::create(b, loc, b.getIndexType(), clamped);
}

struct GatherLowering : OpConversionPattern<GatherOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    if (type.getNumElements() == 0) {
      rewriter.replaceOp(op, createEmpty(rewriter, op.getLoc(), type));
      return success();
    }
    auto axis = static_cast<int64_t>(op.getAxis());
    int64_t indexRank = op.getIndices().getType().getRank();
    int64_t size = op.getData().getType().getDimSize(axis);
    Type indexElement = op.getIndices().getType().getElementType();
    SmallVector<AffineExpr> exprs;
    for (int64_t i = 0; i < indexRank; ++i)
      exprs.push_back(rewriter.getAffineDimExpr(axis + i));
    AffineMap indexMap =
        AffineMap::get(type.getRank(), 0, exprs, rewriter.getContext());
    Value data = adaptor.getData();
    rewriter.replaceOp(
        op,
        createElementwise(
            rewriter, op.getLoc(), type, adaptor.getIndices(), indexMap,
            [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
              SmallVector<Value> position;
              for (int64_t d = 0; d < axis; ++d)
                position.push_back(linalg::IndexOp::create(b, loc, d));
              position.push_back(
                  buildPosition(b, loc, args[0], indexElement, size));
              for (int64_t d = axis + indexRank; d < type.getRank(); ++d)
                position.push_back(linalg::IndexOp::create(b, loc, d));
              return tensor::ExtractOp::create(b, loc, data, position);
            }));
    return success();
  }
};

//===-- qopt.write_row ----------------------------------------------------===//

struct WriteRowLowering : OpConversionPattern<WriteRowOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(WriteRowOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto axis = static_cast<int64_t>(op.getAxis());
    auto row = cast<RankedTensorType>(adaptor.getRow().getType());
    auto given = cast<RankedTensorType>(op.getPosition().getType());
    SmallVector<Value> first(given.getRank(), indexConst(rewriter, loc, 0));
    Value position = tensor::ExtractOp::create(rewriter, loc,
                                               adaptor.getPosition(), first);
    SmallVector<OpFoldResult> offsets(row.getRank(), rewriter.getIndexAttr(0));
    offsets[axis] = buildPosition(
        rewriter, loc, position, given.getElementType(),
        cast<RankedTensorType>(op.getType()).getDimSize(axis));
    SmallVector<OpFoldResult> sizes, strides(row.getRank(),
                                             rewriter.getIndexAttr(1));
    for (int64_t size : row.getShape())
      sizes.push_back(rewriter.getIndexAttr(size));
    rewriter.replaceOp(op, tensor::InsertSliceOp::create(
                               rewriter, loc, adaptor.getRow(),
                               adaptor.getCache(), offsets, sizes, strides));
    return success();
  }
};

//===-- qopt.resize -------------------------------------------------------===//

struct ResizeLowering : OpConversionPattern<ResizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ResizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value value = adaptor.getInput();
    bool isFloat = stageOf(op.getType()) == Stage::Float;
    for (auto [axis, positions, weights] :
         llvm::zip(op.getAxes(), op.getPositions(), op.getWeights())) {
      auto taps = cast<DenseIntElementsAttr>(positions);
      int64_t count = taps.getType().getDimSize(1);
      if (!isFloat && count != 1)
        return rewriter.notifyMatchFailure(
            op, "interpolation of codes has no integer form");
      Value position =
          arith::ConstantOp::create(rewriter, op.getLoc(), taps);
      Value weight;
      bool nearest = count == 1 && isAllOnes(cast<DenseFPElementsAttr>(weights));
      if (isFloat && !nearest)
        weight = arith::ConstantOp::create(rewriter, op.getLoc(),
                                           cast<TypedAttr>(weights));
      value = weight ? interpolate(rewriter, op, value, axis, position, weight)
                     : select(rewriter, op, value, axis, position);
    }
    rewriter.replaceOp(op, value);
    return success();
  }

private:
  static bool isAllOnes(DenseFPElementsAttr weights) {
    return llvm::all_of(weights.getValues<float>(),
                        [](float w) { return w == 1.0f; });
  }

  // value[.., positions[o][t], ..] with o the index along `axis`.
  static Value extractTap(OpBuilder &b, Location loc, Value value, int64_t axis,
                          Value tap) {
    auto rank = cast<RankedTensorType>(value.getType()).getRank();
    SmallVector<Value> position;
    for (int64_t d = 0; d < rank; ++d)
      position.push_back(d == axis ? Value(arith::IndexCastOp::create(
                                         b, loc, b.getIndexType(), tap))
                                   : linalg::IndexOp::create(b, loc, d));
    return tensor::ExtractOp::create(b, loc, value, position);
  }

  static RankedTensorType resized(Value value, int64_t axis, Value position) {
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(type.getShape());
    shape[axis] = cast<RankedTensorType>(position.getType()).getDimSize(0);
    return type.clone(shape);
  }

  static Value select(OpBuilder &b, ResizeOp op, Value value, int64_t axis,
                      Value position) {
    RankedTensorType type = resized(value, axis, position);
    AffineMap map = AffineMap::get(
        type.getRank(), 0,
        {b.getAffineDimExpr(axis), b.getAffineConstantExpr(0)},
        b.getContext());
    return createElementwise(
        b, op.getLoc(), type, position, map,
        [&](OpBuilder &n, Location loc, ValueRange args) {
          return extractTap(n, loc, value, axis, args[0]);
        });
  }

  // The taps are the innermost loop but for the last dimension, which stays
  // innermost to vectorise.
  static Value interpolate(OpBuilder &b, ResizeOp op, Value value,
                           int64_t axis, Value position, Value weight) {
    RankedTensorType type = resized(value, axis, position);
    int64_t rank = type.getRank();
    MLIRContext *context = b.getContext();
    AffineExpr tap = getAffineDimExpr(rank, context);
    AffineMap tapMap = AffineMap::get(
        rank + 1, 0, {getAffineDimExpr(axis, context), tap}, context);
    SmallVector<AffineExpr> exprs;
    for (int64_t d = 0; d < rank; ++d)
      exprs.push_back(getAffineDimExpr(d, context));
    SmallVector<utils::IteratorType> iterators(rank, kParallel);
    iterators.push_back(kReduction);
    Value init = createFill(b, op.getLoc(), type, b.getF32FloatAttr(0));
    return createGeneric(
        b, op.getLoc(), {position, weight}, init,
        {tapMap, tapMap, AffineMap::get(rank + 1, 0, exprs, context)},
        iterators, [&](OpBuilder &n, Location loc, ValueRange args) -> Value {
          Value x = extractTap(n, loc, value, axis, args[0]);
          Value term = arith::MulFOp::create(n, loc, x, args[1]);
          return arith::AddFOp::create(n, loc, args[2], term);
        });
  }
};

} // namespace

void codegen::populateSelectionPatterns(const TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns.add<SliceLowering, PadLowering, GatherLowering, WriteRowLowering,
               ResizeLowering>(
      converter, patterns.getContext());
}
