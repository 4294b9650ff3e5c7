// SPDX-License-Identifier: Apache-2.0
// --qopt-split-outliers: one product of the columns that hold outliers, one of all
// others, and their sum.
//   x w  ->  rest(x) w + outliers(x) w
#include "qopt/Quantize/Outlier/Passes.h"

#include "qopt/IR/ChannelStatistics.h"
#include "qopt/IR/OutlierSplit.h"
#include "qopt/IR/RunTimeOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cfloat>

#define DEBUG_TYPE "qopt-split-outliers"

namespace mlir::qopt {
#define GEN_PASS_DEF_SPLITOUTLIERS
#include "qopt/Quantize/Outlier/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

// A copy of a constant matrix with all rows but those of `keeps` 0, or without them.
Value filterRows(OpBuilder &b, MatmulOp op, ArrayRef<bool> keeps, bool drop) {
  auto constant = cast<DenseElementsAttr>(getConstant(op.getRhs()));
  int64_t columns = typeOf(op.getRhs()).getDimSize(1), rows = 0;
  SmallVector<float> values;
  auto elements = constant.getValues<float>();
  for (auto [k, keep] : llvm::enumerate(keeps)) {
    rows += keep || !drop;
    for (int64_t n = 0; n < columns && (keep || !drop); ++n)
      values.push_back(keep ? elements[k * columns + n] : 0.0f);
  }
  return createFloatConstant(b, op.getRhs().getLoc(), {rows, columns}, values);
}

struct SplitOutliers final
    : mlir::qopt::impl::SplitOutliersBase<SplitOutliers> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<MatmulOp> layers;
    getOperation()->walk([&](MatmulOp op) {
      if (!op->hasAttr(QOptDialect::kFloatAttr) && isLinear(op))
        layers.push_back(op);
    });
    if (failed(checkOptions()))
      return signalPassFailure();
    for (MatmulOp op : layers)
      if (mode == "dynamic")
        splitDynamic(op);
      else if (failed(splitStatic(op)))
        return signalPassFailure();
  }

private:
  /// Per input and mask: what both halves read, shared by the layers that read it.
  llvm::DenseMap<Value, std::pair<Value, Value>> halvesOf;

  static bool isLinear(MatmulOp op) {
    return stageOf(op.getType()) == Stage::Float && typeOf(op.getRhs()).getRank() == 2 &&
           isa_and_nonnull<DenseElementsAttr>(getConstant(op.getRhs())) &&
           stageOf(op.getRhs().getType()) == Stage::Float &&
           !getConstant(op.getLhs());
  }

  LogicalResult checkOptions() {
    Operation *op = getOperation();
    if (!(threshold > 0 && threshold <= FLT_MAX))
      return op->emitError() << "expected a positive, finite threshold of outliers, "
                                "got "
                             << threshold;
    if (mode != "static" && mode != "dynamic")
      return op->emitError() << "expected mode static or dynamic, got '" << mode
                             << "'";
    if (half != "f32" && half != "codes" && half != "s16")
      return op->emitError() << "expected half f32, codes or s16, got '" << half
                             << "'";
    if (half == "s16" && mode == "dynamic")
      return op->emitError() << "expected half f32 or codes with mode dynamic, got "
                                "'s16'";
    return success();
  }

  float bound() const { return static_cast<float>(threshold); }

  //===-- Columns from calibration ----------------------------------------===//

  LogicalResult splitStatic(MatmulOp op) {
    auto statistics = getChannelStatistics(op.getLhs());
    if (failed(statistics))
      return failure();
    if (!*statistics)
      return op.emitError() << "expected statistics by channel (qopt.channels) of the "
                               "input of node '"
                            << getNodeName(op)
                            << "' to find its columns of outliers, got none";
    SmallVector<bool> isRest;
    SmallVector<int64_t> outliers;
    for (size_t k = 0; k < (*statistics)->channels(); ++k) {
      isRest.push_back((*statistics)->absmax(k) < bound());
      if (!isRest.back())
        outliers.push_back(static_cast<int64_t>(k));
    }
    if (outliers.empty()) {
      ++numWhole;
      return success();
    }
    auto &[rest, gathered] = halvesOf[op.getLhs()];
    OpBuilder b(op);
    if (!rest) {
      b.setInsertionPointAfterValue(op.getLhs());
      rest = keepConstant(b, op, isRest);
      gathered = gatherColumns(b, op, outliers);
    }
    b.setInsertionPoint(op);
    // Codes that both halves share keep all rows, so that they have one scale.
    Value restFilter = half == "f32" ? filterRows(b, op, isRest, /*drop=*/false)
                                     : op.getRhs();
    SmallVector<bool> isOutlier;
    for (bool r : isRest)
      isOutlier.push_back(!r);
    replace(b, op, rest, restFilter, gathered,
            filterRows(b, op, isOutlier, /*drop=*/true),
            b.getDenseI64ArrayAttr(outliers));
    numColumns += outliers.size();
    return success();
  }

  Value keepConstant(OpBuilder &b, MatmulOp op, ArrayRef<bool> isRest) {
    auto type = RankedTensorType::get({static_cast<int64_t>(isRest.size())},
                                      b.getI1Type());
    Value mask = ConstantOp::create(b, op.getLoc(),
                                    DenseElementsAttr::get(type, isRest));
    return KeepColumnsOp::create(b, op.getLoc(), op.getLhs().getType(), op.getLhs(),
                                 mask, /*inverted=*/false);
  }

  Value gatherColumns(OpBuilder &b, MatmulOp op, ArrayRef<int64_t> columns) {
    RankedTensorType type = typeOf(op.getLhs());
    auto count = static_cast<int64_t>(columns.size());
    SmallVector<int64_t> shape(type.getShape());
    shape.back() = count;
    Value indices =
        createIntConstant(b, op.getLoc(), b.getI64Type(), {count}, columns);
    return GatherOp::create(b, op.getLoc(), type.clone(shape), op.getLhs(), indices,
                            type.getRank() - 1);
  }

  //===-- Columns found in every run --------------------------------------===//

  void splitDynamic(MatmulOp op) {
    auto &[rest, outliers] = halvesOf[op.getLhs()];
    OpBuilder b(op);
    if (!rest) {
      b.setInsertionPointAfterValue(op.getLhs());
      Type type = op.getLhs().getType();
      auto maskType =
          RankedTensorType::get({typeOf(op.getLhs()).getShape().back()}, b.getI1Type());
      Value mask = FindOutliersOp::create(b, op.getLoc(), maskType, op.getLhs(),
                                          b.getF32FloatAttr(bound()));
      rest = KeepColumnsOp::create(b, op.getLoc(), type, op.getLhs(), mask,
                                   /*inverted=*/true);
      outliers = KeepColumnsOp::create(b, op.getLoc(), type, op.getLhs(), mask,
                                       /*inverted=*/false);
    }
    b.setInsertionPoint(op);
    replace(b, op, rest, op.getRhs(), outliers, op.getRhs(),
            b.getStringAttr("dynamic"));
  }

  //===-- Both ------------------------------------------------------------===//

  void replace(OpBuilder &b, MatmulOp op, Value rest, Value restFilter,
               Value outliers, Value outlierFilter, Attribute columns) {
    auto small = [&](Operation *made) {
      made->setAttr(QOptDialect::kFloatAttr, b.getUnitAttr());
      return made;
    };
    auto restHalf = MatmulOp::create(b, op.getLoc(), op.getType(), rest, restFilter,
                                     op.getBias(), Value(), Value());
    restHalf->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    auto outlierHalf = MatmulOp::create(b, op.getLoc(), op.getType(), outliers,
                                        outlierFilter, Value(), Value(), Value());
    small(outlierHalf)->setAttr(kOutlierHalfAttr, b.getStringAttr(half));
    auto sum = BinaryOp::create(b, op.getLoc(), op.getType(), restHalf, outlierHalf,
                                Value(), Value(), BinaryKind::add);
    small(sum)->setAttr(kOutliersAttr, columns);
    // What was found of the layer's result is true of the sum.
    for (StringRef name : {StringRef(kChannelsAttr), StringRef(QOptDialect::kRangeAttr)})
      if (Attribute found = restHalf->removeAttr(name))
        sum->setAttr(name, found);
    op.replaceAllUsesWith(sum.getResult());
    op.erase();
    ++numSplit;
  }
};

} // namespace
