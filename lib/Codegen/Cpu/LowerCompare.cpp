// SPDX-License-Identifier: Apache-2.0
// Comparisons and qopt.select as elementwise generic ops.
#include "LinalgLowering.h"

#include "qopt/IR/SelectionOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

SmallVector<AffineMap> broadcastMaps(ValueRange operands, ArrayRef<int64_t> shape) {
  SmallVector<AffineMap> maps;
  for (Value operand : operands)
    maps.push_back(getBroadcastMap(
        operand.getContext(),
        cast<RankedTensorType>(operand.getType()).getShape(), shape));
  return maps;
}

struct Predicates {
  arith::CmpFPredicate real;
  arith::CmpIPredicate isSigned, isUnsigned;
};

constexpr Predicates predicatesOf(EqualOp *) {
  return {arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq,
          arith::CmpIPredicate::eq};
}
constexpr Predicates predicatesOf(LessOp *) {
  return {arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt,
          arith::CmpIPredicate::ult};
}
constexpr Predicates predicatesOf(LessOrEqualOp *) {
  return {arith::CmpFPredicate::OLE, arith::CmpIPredicate::sle,
          arith::CmpIPredicate::ule};
}

template <typename Op> struct CompareLowering : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    constexpr Predicates predicates = predicatesOf(static_cast<Op *>(nullptr));
    Type element = getElementTypeOrSelf(op.getLhs().getType());
    Type flag = getElementTypeOrSelf(op.getType());
    auto type = getStorageType(op.getType());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type, adaptor.getOperands(),
                broadcastMaps(adaptor.getOperands(), type.getShape()),
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value holds;
                  if (isa<FloatType>(element))
                    holds = arith::CmpFOp::create(b, loc, predicates.real,
                                                  args[0], args[1]);
                  else
                    holds = arith::CmpIOp::create(
                        b, loc,
                        isUnsignedElement(element) ? predicates.isUnsigned
                                                   : predicates.isSigned,
                        args[0], args[1]);
                  return toStorage(b, loc, holds, flag);
                }));
    return success();
  }
};

struct SelectLowering : OpConversionPattern<SelectOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SelectOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type flag = getElementTypeOrSelf(op.getCondition().getType());
    auto type = getStorageType(op.getType());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type, adaptor.getOperands(),
                broadcastMaps(adaptor.getOperands(), type.getShape()),
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value isSet = fromStorage(b, loc, args[0], flag);
                  return arith::SelectOp::create(b, loc, isSet, args[1], args[2]);
                }));
    return success();
  }
};

} // namespace

void codegen::populateComparePatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<CompareLowering<EqualOp>, CompareLowering<LessOp>,
               CompareLowering<LessOrEqualOp>, SelectLowering>(
      converter, patterns.getContext());
}
