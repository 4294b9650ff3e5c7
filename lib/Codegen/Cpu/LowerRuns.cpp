// SPDX-License-Identifier: Apache-2.0
// qopt.matmul_runs for weights that were not packed: integer sums start anew with
// each run and are scaled into the totals at its end, in exactly the order of
// Numerics' RunSums.h. Columns are innermost, so that every step is a vector of them.
#include "Codes.h"
#include "LowerRunTime.h"

#include "qopt/IR/RunsOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

// The iteration space (leading dimensions, k, n) of one product.
class RunsLowering {
public:
  RunsLowering(ConversionPatternRewriter &rewriter, MatmulRunsOp op,
               MatmulRunsOp::Adaptor adaptor, QuantParams params)
      : b(rewriter), op(op), loc(op.getLoc()), adaptor(adaptor), params(params),
        type(cast<RankedTensorType>(op.getType())),
        quantized(getQType(op.getRhs())),
        form(*getRunsForm(quantized.getFormat())), rank(type.getRank() + 1),
        k(rank - 2), n(rank - 1) {
    ArrayRef<int64_t> rhs =
        cast<RankedTensorType>(op.getRhs().getType()).getShape();
    depth = rhs[0];
    run = *getRunLength(quantized.getGranularity(), depth);
    slots = getScaleMap(quantized.getGranularity(), rhs);
    if (!form.integers.empty())
      table = createTable(b, loc, b.getI32Type(),
                          std::vector<int32_t>(form.integers.begin(),
                                               form.integers.end()));
  }

  Value lower() { return finish(createTotals()); }

private:
  AffineExpr dim(int64_t d) const { return b.getAffineDimExpr(d); }
  AffineMap mapOf(ArrayRef<AffineExpr> exprs) const {
    return AffineMap::get(rank, 0, exprs, b.getContext());
  }
  // All dimensions but those in `dropped`.
  AffineMap mapWithout(ArrayRef<int64_t> dropped) const {
    SmallVector<AffineExpr> exprs;
    for (int64_t d = 0; d < rank; ++d)
      if (!llvm::is_contained(dropped, d))
        exprs.push_back(dim(d));
    return mapOf(exprs);
  }

  // Integer less zero point, an i32.
  Value weight(OpBuilder &nested, Location l, Value code, Value zero) const {
    FormatInterface format = quantized.getFormat();
    Value integer = resizeInt(nested, l, code, format.getStorageType(), 32);
    if (table)
      return lookUp(nested, l, table, integer);
    return arith::SubIOp::create(nested, l, integer, zero);
  }

  Value isAt(OpBuilder &nested, Location l, int64_t offset) const {
    Value index = linalg::IndexOp::create(nested, l, k);
    Value place = arith::RemUIOp::create(nested, l, index,
                                         indexConst(nested, l, run));
    return arith::CmpIOp::create(nested, l, arith::CmpIPredicate::eq, place,
                                 indexConst(nested, l, offset));
  }
  Value isLast(OpBuilder &nested, Location l) const {
    Value ends = isAt(nested, l, run - 1);
    Value index = linalg::IndexOp::create(nested, l, k);
    Value end = arith::CmpIOp::create(nested, l, arith::CmpIPredicate::eq, index,
                                      indexConst(nested, l, depth - 1));
    return arith::OrIOp::create(nested, l, ends, end);
  }

  // Activation, code, zero point, scale, total and sum at (m, k, n).
  SmallVector<Value> step(OpBuilder &nested, Location l, ValueRange args) const {
    Value first = isAt(nested, l, 0);
    Value before = arith::SelectOp::create(nested, l, first,
                                           intConst(nested, l, 0, 32), args[5]);
    Value activation =
        arith::ExtSIOp::create(nested, l, nested.getI32Type(), args[0]);
    Value product = arith::MulIOp::create(
        nested, l, activation, weight(nested, l, args[1], args[2]));
    Value sum = arith::AddIOp::create(nested, l, before, product);
    Value scale = arith::MulFOp::create(nested, l, args[3],
                                        floatConst(nested, l, form.unit));
    Value real = arith::SIToFPOp::create(nested, l, nested.getF32Type(), sum);
    Value term = arith::MulFOp::create(nested, l, real, scale);
    Value total = arith::AddFOp::create(nested, l, args[4], term);
    total = arith::SelectOp::create(nested, l, isLast(nested, l), total, args[4]);
    return {total, sum};
  }

  Value createTotals() {
    SmallVector<utils::IteratorType> iterators(rank, kParallel);
    iterators[k] = kReduction;
    AffineMap weights = mapOf({dim(k), dim(n)});
    AffineMap scales = slots.compose(weights), result = mapWithout({k});
    Value totals = createFill(b, loc, type, b.getF32FloatAttr(0));
    Value sums = createFill(b, loc, type.clone(b.getI32Type()),
                            b.getI32IntegerAttr(0));
    auto generic = linalg::GenericOp::create(
        b, loc, TypeRange{type, sums.getType()},
        ValueRange{adaptor.getLhs(), adaptor.getRhs(), params.zeroPoint,
                   params.scale},
        ValueRange{totals, sums},
        ArrayRef<AffineMap>{mapWithout({n}), weights, scales, scales, result,
                            result},
        iterators, [&](OpBuilder &nested, Location l, ValueRange args) {
          linalg::YieldOp::create(nested, l, step(nested, l, args));
        });
    return generic.getResult(0);
  }

  Value finish(Value totals) {
    int64_t size = type.getRank();
    auto map = [&](ArrayRef<AffineExpr> exprs) {
      return AffineMap::get(size, 0, exprs, b.getContext());
    };
    SmallVector<AffineExpr> rows;
    if (cast<RankedTensorType>(op.getRows().getType()).getRank() != 0)
      for (int64_t d = 0; d + 1 < size; ++d)
        rows.push_back(dim(d));
    SmallVector<Value> inputs{totals, adaptor.getRows()};
    SmallVector<AffineMap> maps{b.getMultiDimIdentityMap(size), map(rows)};
    if (op.getBias()) {
      inputs.push_back(adaptor.getBias());
      maps.push_back(map(dim(size - 1)));
    }
    return createElementwise(
        b, loc, type, inputs, maps,
        [&](OpBuilder &nested, Location l, ValueRange args) -> Value {
          Value real = arith::MulFOp::create(nested, l, args[0], args[1]);
          return inputs.size() == 3
                     ? Value(arith::AddFOp::create(nested, l, real, args[2]))
                     : real;
        });
  }

  ConversionPatternRewriter &b;
  MatmulRunsOp op;
  Location loc;
  MatmulRunsOp::Adaptor adaptor;
  QuantParams params;
  RankedTensorType type;
  QType quantized;
  RunsForm form;
  int64_t rank, k, n, depth, run;
  AffineMap slots;
  Value table;
};

struct MatmulRunsPattern : OpConversionPattern<MatmulRunsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatmulRunsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    std::string whyNot;
    QuantParams params = getStoredParams(rewriter, op.getRhs(), whyNot);
    if (!params.scale)
      return op.emitOpError() << whyNot;
    rewriter.replaceOp(op, RunsLowering(rewriter, op, adaptor, params).lower());
    return success();
  }
};

} // namespace

void codegen::populateRunsPatterns(const TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<MatmulRunsPattern>(converter, patterns.getContext());
}
