// SPDX-License-Identifier: Apache-2.0
// qopt.matmul in weight-only form, for any format and granularity: codes become
// numbers in registers, runs of weights that share a scale are summed before it
// is applied. Columns are innermost, so that every step is a vector of columns
// and no sum changes its order.
#include "Codes.h"

#include "mlir/Dialect/Affine/Utils.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

// The iteration space (batch dimensions, m, k, n) of one matmul.
class WeightOnlyLowering {
public:
  WeightOnlyLowering(ConversionPatternRewriter &rewriter, MatmulOp op,
                     MatmulOp::Adaptor adaptor, QuantParams params)
      : b(rewriter), op(op), loc(op.getLoc()), adaptor(adaptor), params(params),
        type(getStorageType(op.getType())), batch(type.getRank() - 2),
        quantized(getQType(op.getRhs())),
        decoder(rewriter, loc, quantized,
                getQuantParams(op.getRhs()).zeroPoint) {
    auto rhs = cast<RankedTensorType>(op.getRhs().getType()).getShape();
    terms = rhs[rhs.size() - 2];
    scaleOfWeight = getScaleMap(quantized.getGranularity(), rhs);
    isOneRun = !scaleOfWeight.isFunctionOfDim(rhs.size() - 2);
    hasShortRuns = llvm::is_contained(scaleOfWeight.getResults(),
                                      b.getAffineDimExpr(rhs.size() - 2));
  }

  Value lower() {
    if (isOneRun)
      return applyScales(createPartialSums());
    return hasShortRuns ? createScaledSums() : createRuns();
  }

private:
  int64_t rank() const { return batch + 3; }
  AffineExpr dim(int64_t d) const { return b.getAffineDimExpr(d); }
  int64_t dimK() const { return batch + 1; }

  // Reads an operand of the matmul with the last dimensions `row`, `column`.
  AffineMap operandMap(Value operand, int64_t row, int64_t column) const {
    auto shape = cast<RankedTensorType>(operand.getType()).getShape();
    SmallVector<AffineExpr> exprs(
        getBroadcastMap(b.getContext(), shape.drop_back(2),
                        type.getShape().drop_back(2))
            .getResults());
    exprs.append({dim(row), dim(column)});
    return AffineMap::get(rank(), 0, exprs, b.getContext());
  }
  AffineMap weightMap() const {
    return operandMap(adaptor.getRhs(), dimK(), dimK() + 1);
  }
  AffineMap scaleMap() const { return scaleOfWeight.compose(weightMap()); }
  AffineMap resultMap() const {
    SmallVector<AffineExpr> exprs;
    for (int64_t d = 0; d < rank(); ++d)
      if (d != dimK())
        exprs.push_back(dim(d));
    return AffineMap::get(rank(), 0, exprs, b.getContext());
  }
  SmallVector<utils::IteratorType> iterators() const {
    SmallVector<utils::IteratorType> result(rank(), kParallel);
    result[dimK()] = kReduction;
    return result;
  }
  // Activation, weight, zero point and scale at (m, k, n).
  SmallVector<Value> inputs() const {
    return {adaptor.getLhs(), adaptor.getRhs(), params.zeroPoint, params.scale};
  }
  SmallVector<AffineMap> inputMaps() const {
    return {operandMap(adaptor.getLhs(), batch, dimK()), weightMap(),
            scaleMap(), scaleMap()};
  }

  Value product(OpBuilder &nested, Location l, ValueRange args) const {
    Value weight = decoder.centred(nested, l, args[1], args[2]);
    return arith::MulFOp::create(nested, l, args[0], weight);
  }
  static Value add(OpBuilder &b, Location l, Value x, Value y) {
    return arith::AddFOp::create(b, l, x, y);
  }
  static Value multiply(OpBuilder &b, Location l, Value x, Value y) {
    return arith::MulFOp::create(b, l, x, y);
  }

  Value createZeros() const {
    return createFill(b, loc, type, b.getF32FloatAttr(0));
  }
  // What totals start at: the bias in every row, or 0.
  Value createStart() const {
    if (!adaptor.getBias())
      return createZeros();
    AffineMap column = AffineMap::get(type.getRank(), 0,
                                      dim(type.getRank() - 1), b.getContext());
    return createElementwise(
        b, loc, type, adaptor.getBias(), column,
        [](OpBuilder &, Location, ValueRange args) { return args[0]; });
  }

  // One run: all products are summed, then scaled.
  Value createPartialSums() const {
    auto maps = inputMaps();
    maps.pop_back();
    maps.push_back(resultMap());
    return createGeneric(b, loc, ValueRange(inputs()).drop_back(),
                         createZeros(), maps, iterators(),
                         [&](OpBuilder &nested, Location l, ValueRange args) {
                           return add(nested, l, args[3],
                                      product(nested, l, args));
                         });
  }
  Value applyScales(Value partial) const {
    // The scale does not depend on k: drop it from the iteration space.
    SmallVector<AffineExpr> position;
    for (int64_t d = 0; d < rank(); ++d)
      position.push_back(d < dimK()    ? dim(d)
                         : d == dimK() ? b.getAffineConstantExpr(0)
                                       : dim(d - 1));
    AffineMap without =
        AffineMap::get(rank() - 1, 0, position, b.getContext());
    AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
    return createElementwise(
        b, loc, type, {createStart(), partial, params.scale},
        {identity, identity, scaleMap().compose(without)},
        [](OpBuilder &nested, Location l, ValueRange args) {
          return add(nested, l, args[0],
                     multiply(nested, l, args[1], args[2]));
        });
  }

  // Every weight is its own run.
  Value createScaledSums() const {
    auto maps = inputMaps();
    maps.push_back(resultMap());
    return createGeneric(
        b, loc, inputs(), createStart(), maps, iterators(),
        [&](OpBuilder &nested, Location l, ValueRange args) {
          Value partial = add(nested, l, floatConst(nested, l, 0),
                              product(nested, l, args));
          return add(nested, l, args[4], multiply(nested, l, partial, args[3]));
        });
  }

  // The number of the scale of the weight at k + offset.
  Value slotAt(OpBuilder &nested, Location l, int64_t offset) const {
    SmallVector<Value> indices;
    for (int64_t d = 0; d < rank(); ++d)
      indices.push_back(linalg::IndexOp::create(nested, l, d));
    SmallVector<AffineExpr> shifted;
    for (int64_t d = 0; d < rank(); ++d)
      shifted.push_back(d == dimK() ? dim(d) + offset : dim(d));
    AffineMap map = scaleMap().compose(
        AffineMap::get(rank(), 0, shifted, b.getContext()));
    auto shape = cast<RankedTensorType>(params.scale.getType()).getShape();
    AffineExpr slot = b.getAffineConstantExpr(0);
    for (auto [size, expr] : llvm::zip_equal(shape, map.getResults()))
      slot = slot * size + expr;
    return affine::expandAffineExpr(nested, l, slot, indices, ValueRange());
  }
  // Whether k is `edge` or its neighbour at `offset` has another scale.
  Value endsRun(OpBuilder &nested, Location l, int64_t offset,
                int64_t edge) const {
    Value k = linalg::IndexOp::create(nested, l, dimK());
    Value outside =
        arith::CmpIOp::create(nested, l, arith::CmpIPredicate::eq, k,
                              indexConst(nested, l, edge));
    Value differs = arith::CmpIOp::create(
        nested, l, arith::CmpIPredicate::ne, slotAt(nested, l, 0),
        slotAt(nested, l, offset));
    return arith::OrIOp::create(nested, l, outside, differs);
  }

  // Runs of several weights: partial sums start anew with each run and are
  // scaled into the totals at its end.
  Value createRuns() const {
    auto maps = inputMaps();
    maps.append({resultMap(), resultMap()});
    auto generic = linalg::GenericOp::create(
        b, loc, TypeRange{type, type}, inputs(),
        ValueRange{createStart(), createZeros()}, maps, iterators(),
        [&](OpBuilder &nested, Location l, ValueRange args) {
          Value first = endsRun(nested, l, -1, 0);
          Value before = arith::SelectOp::create(
              nested, l, first, floatConst(nested, l, 0), args[5]);
          Value partial = add(nested, l, before, product(nested, l, args));
          Value last = endsRun(nested, l, 1, terms - 1);
          Value total = add(nested, l, args[4],
                            multiply(nested, l, partial, args[3]));
          total = arith::SelectOp::create(nested, l, last, total, args[4]);
          linalg::YieldOp::create(nested, l, ValueRange{total, partial});
        });
    return generic.getResult(0);
  }

  ConversionPatternRewriter &b;
  MatmulOp op;
  Location loc;
  mutable MatmulOp::Adaptor adaptor; // its getters are not const
  QuantParams params;
  RankedTensorType type;
  int64_t batch, terms;
  QType quantized;
  Decoder decoder;
  AffineMap scaleOfWeight;
  bool isOneRun, hasShortRuns;
};

struct WeightOnlyPattern : OpConversionPattern<MatmulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatmulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!isWeightOnly(op))
      return rewriter.notifyMatchFailure(op, "not in weight-only form");
    std::string whyNot;
    QuantParams params = getStoredParams(rewriter, op.getRhs(), whyNot);
    if (!params.scale)
      return op.emitOpError() << whyNot;
    rewriter.replaceOp(op,
                       WeightOnlyLowering(rewriter, op, adaptor, params).lower());
    return success();
  }
};

} // namespace

void codegen::populateWeightOnlyPatterns(const TypeConverter &converter,
                                         RewritePatternSet &patterns) {
  patterns.add<WeightOnlyPattern>(converter, patterns.getContext());
}
