// SPDX-License-Identifier: Apache-2.0
// The outlier half of a split layer in codes; see the header.
#include "ProductSides.h"

#include "qopt/Analysis/AccumulatorRange.h"
#include "qopt/IR/RunTimeOps.h"

using namespace mlir;
using namespace mlir::qopt;

Value mlir::qopt::createSums(OpBuilder &b, MatmulOp op, Value lhs, Value rhs) {
  auto type = typeOf(op.getResult()).clone(b.getI32Type());
  return MatmulOp::create(b, op.getLoc(), type, lhs, rhs, Value(), Value(),
                          Value());
}

Value mlir::qopt::createOutlierFilter(OutlierSplit split, const Side &filter) {
  Value whole = filter.codes.getDefiningOp<CodesOp>().getInput();
  auto columns = split.sum->getAttrOfType<DenseI64ArrayAttr>(kOutliersAttr);
  if (!columns) // found in every run: any of them
    return whole;
  OpBuilder b(split.outliers);
  Location loc = split.outliers.getLoc();
  auto assemble = whole.getDefiningOp<AssembleOp>();
  SmallVector<int64_t> all = *getConstantInts(assemble.getCodes()), rows;
  int64_t width = typeOf(whole).getDimSize(1), count = columns.size();
  for (int64_t k : columns.asArrayRef())
    llvm::append_range(rows, ArrayRef(all).slice(k * width, width));
  Value codes = createIntConstant(
      b, loc, getElementTypeOrSelf(assemble.getCodes().getType()), {count, width},
      rows);
  return AssembleOp::create(b, loc,
                            RankedTensorType::get({count, width}, getQType(whole)),
                            codes, assemble.getScale(), assemble.getZeroPoint());
}

// Whether K products of the rest and those of the outliers fit 32 bits.
static LogicalResult checkSums(OutlierSplit split, QType activation, QType wide,
                               QType filter) {
  auto bound = [&](QType left, MatmulOp op) {
    return boundProducts(codeRange(left.getFormat()),
                         codeRange(filter.getFormat()),
                         typeOf(op.getLhs()).getShape().back());
  };
  auto rest = bound(activation, split.rest), large = bound(wide, split.outliers);
  unsigned bits = bitsOf({rest.min + large.min, rest.max + large.max});
  if (bits <= 32)
    return success();
  return split.rest.emitError()
         << "expected sums that provably fit 32 bits in node '"
         << getNodeName(split.rest) << "', got "
         << typeOf(split.outliers.getLhs()).getShape().back()
         << " columns of 16-bit outliers, which take " << bits
         << " bits; use a larger threshold or float outliers";
}

// Outliers as codes of `type` under a scale that is there.
static Value quantizeOutliers(OpBuilder &b, Location loc, Value outliers,
                              QType type, Value scale) {
  Value zero = createIntConstant(b, loc, b.getI32Type(),
                                 typeOf(scale).getShape(), {0});
  ArrayRef<int64_t> shape = typeOf(outliers).getShape();
  Value quantized =
      QuantizeOp::create(b, loc, RankedTensorType::get(shape, type), outliers,
                         scale, zero, Rounding::nearest_even);
  return CodesOp::create(
      b, loc, RankedTensorType::get(shape, type.getFormat().getStorageType()),
      quantized);
}

LogicalResult mlir::qopt::addWideOutliers(OutlierSplit split, const Side &lhs,
                                          const Side &rhs, Attribute sharing) {
  MLIRContext *context = split.rest.getContext();
  auto wide = QType::get(
      context, IntAttr::get(context, 16, /*isSigned=*/true, /*narrow=*/true),
      sharing);
  Value filter = createOutlierFilter(split, rhs);
  if (failed(checkSums(split,
                       getQType(lhs.codes.getDefiningOp<CodesOp>().getInput()),
                       wide, getQType(filter))))
    return failure();
  OpBuilder b(split.sum);
  Location loc = split.rest.getLoc();
  Value filterCodes = CodesOp::create(
      b, loc, typeOf(filter).clone(typeOf(rhs.codes).getElementType()), filter);
  Value codes =
      quantizeOutliers(b, loc, split.outliers.getLhs(), wide, lhs.scale);
  Value rest = createSums(b, split.rest, lhs.codes, rhs.codes);
  Value large = createSums(b, split.rest, codes, filterCodes);
  Value sums = BinaryOp::create(b, loc, rest.getType(), rest, large, Value(),
                                Value(), BinaryKind::add);
  auto real = DequantizeSumsOp::create(b, loc, split.rest.getType(), sums,
                                       lhs.scale, rhs.scale, split.rest.getBias());
  real->setAttr(kOutliersAttr, split.sum->getAttr(kOutliersAttr));
  split.sum.replaceAllUsesWith(real.getResult());
  for (Operation *old : {split.sum.getOperation(), split.outliers.getOperation(),
                         split.rest.getOperation()})
    old->erase();
  return success();
}
