// SPDX-License-Identifier: Apache-2.0
// --qopt-fold-dequantized-constants: dequantize(assemble(constants)) in a
// float model becomes a float constant.
#include "qopt/Quantize/Prepare/Passes.h"

#include "qopt/IR/FormatCodec.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "qopt-fold-dequantized-constants"

namespace mlir::qopt {
#define GEN_PASS_DEF_FOLDDEQUANTIZEDCONSTANTS
#include "qopt/Quantize/Prepare/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// Index into the scales for every element, by granularity.
class ScaleIndex {
public:
  ScaleIndex(Attribute granularity, ArrayRef<int64_t> shape)
      : shape(shape), map(getScaleMap(granularity, shape)),
        scaleShape(getScaleShape(granularity, shape)) {}

  int64_t operator()(int64_t element) const {
    if (scaleShape.empty())
      return 0;
    SmallVector<int64_t> index(shape.size());
    for (size_t d = shape.size(); d-- > 0;) {
      index[d] = element % shape[d];
      element /= shape[d];
    }
    int64_t flat = 0;
    for (auto [i, d] : llvm::zip_equal(map.compose(index), scaleShape))
      flat = flat * d + i;
    return flat;
  }

private:
  ArrayRef<int64_t> shape;
  AffineMap map;
  SmallVector<int64_t> scaleShape;
};

DenseElementsAttr foldToFloat(DequantizeOp op) {
  auto assemble = op.getInput().getDefiningOp<AssembleOp>();
  if (!assemble)
    return {};
  auto codes = getConstantInts(assemble.getCodes());
  auto scales = getConstantFloats(assemble.getScale());
  auto zeroPoints = getConstantInts(assemble.getZeroPoint());
  if (!codes || !scales || !zeroPoints)
    return {};
  auto type = cast<RankedTensorType>(op.getType());
  QType q = getQType(op.getInput());
  ScaleIndex indexOf(q.getGranularity(), type.getShape());
  FormatCodec codec(q.getFormat());
  std::vector<float> values;
  values.reserve(codes->size());
  for (auto [i, code] : llvm::enumerate(*codes)) {
    int64_t s = indexOf(static_cast<int64_t>(i));
    values.push_back(codec.dequantize(
        code, static_cast<float>((*scales)[s]), (*zeroPoints)[s]));
  }
  return DenseElementsAttr::get(type, ArrayRef<float>(values));
}

struct FoldDequantizedConstants final
    : mlir::qopt::impl::FoldDequantizedConstantsBase<FoldDequantizedConstants> {
  using FoldDequantizedConstantsBase::FoldDequantizedConstantsBase;

  void runOnOperation() override {
    bool quantizes = getOperation()
                         ->walk([](QuantizeOp) { return WalkResult::interrupt(); })
                         .wasInterrupted();
    if (quantizes)
      return;
    SmallVector<DequantizeOp> ops;
    getOperation()->walk([&](DequantizeOp op) { ops.push_back(op); });
    for (DequantizeOp op : ops) {
      DenseElementsAttr folded = foldToFloat(op);
      if (!folded)
        continue;
      OpBuilder builder(op);
      op.replaceAllUsesWith(
          ConstantOp::create(builder, op.getLoc(), folded).getResult());
      auto assemble = op.getInput().getDefiningOp<AssembleOp>();
      op.erase();
      if (assemble->use_empty())
        assemble.erase();
      ++numFolded;
    }
  }
};

} // namespace
