// SPDX-License-Identifier: Apache-2.0
// --qopt-quantize-weights: constant filters become codes, activations stay.
//   matmul(x, w)  ->  matmul(x, codes);  conv(x, w)  ->  conv(x, dq(codes))
#include "qopt/Quantize/Weights/Passes.h"

#include "WeightCodes.h"
#include "qopt/IR/Spelling.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#define DEBUG_TYPE "qopt-quantize-weights"

namespace mlir::qopt {
#define GEN_PASS_DEF_QUANTIZEWEIGHTS
#include "qopt/Quantize/Weights/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

// The constant f32 filter of a linear op in float form, or null.
static DenseElementsAttr getFilter(Operation *op) {
  if (!isa<ConvOp, MatmulOp>(op) ||
      stageOf(op->getResult(0).getType()) != Stage::Float)
    return {};
  auto dense = dyn_cast_or_null<DenseElementsAttr>(getConstant(op->getOperand(1)));
  return dense && dense.getElementType().isF32() ? dense : DenseElementsAttr();
}

namespace {

struct QuantizeWeights final
    : mlir::qopt::impl::QuantizeWeightsBase<QuantizeWeights> {
  using QuantizeWeightsBase::QuantizeWeightsBase;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || !getFilter(op))
        return;
      if (op->hasAttr(QOptDialect::kFloatAttr))
        ++numFloat;
      else
        ops.push_back(op);
    });
    if (failed(parseOptions(ops)))
      return signalPassFailure();
    for (Operation *op : ops)
      if (failed(quantizeFilter(op)))
        return signalPassFailure();
  }

private:
  FormatInterface common;
  GranularitySpec sharing;
  ScaleSpec scales;
  llvm::StringMap<FormatInterface> formatOf;

  InFlightDiagnostic error() { return getOperation()->emitError(); }

  FormatInterface parse(StringRef text) {
    FormatInterface parsed = parseFormat(text, &getContext(), /*narrow=*/!asymmetric,
                                         [&] { return error(); });
    if (parsed && asymmetric && (!parsed.isUniform() || parsed.isSignedCode())) {
      error() << "expected an unsigned integer format for asymmetric weights, "
                 "got '"
              << text << "'";
      return {};
    }
    return parsed;
  }

  LogicalResult parseOptions(ArrayRef<Operation *> ops) {
    common = parse(format);
    auto granularitySpec =
        parseGranularity(granularity, [&] { return error(); });
    if (!common || !granularitySpec)
      return failure();
    sharing = *granularitySpec;
    if (search != "absmax" && search != "mse")
      return error() << "expected search absmax or mse, got '" << search << "'";
    return success(succeeded(parseScales()) && succeeded(parseOverrides(ops)));
  }

  LogicalResult parseScales() {
    if (scaleBlock < 0)
      return error() << "expected scale-block >= 0, got "
                     << scaleBlock.getValue();
    scales.block = scaleBlock;
    scales.subtractMean = scaleOffset;
    if (scaleFormat == "f32") {
      if (scaleBlock > 0 || scaleOffset)
        return error() << "expected a scale-format to quantize scales in, got "
                          "scale-block or scale-offset with f32 scales";
      return success();
    }
    scales.format = parseFormat(scaleFormat, &getContext(), /*narrow=*/true,
                                [&] { return error(); });
    return success(bool(scales.format));
  }

  LogicalResult parseOverrides(ArrayRef<Operation *> ops) {
    llvm::StringSet<> names;
    for (Operation *op : ops)
      names.insert(getNodeName(op));
    for (StringRef entry : overrides) {
      auto [node, text] = entry.rsplit('=');
      if (!names.contains(node))
        return error() << "expected an override for a node of this model with a "
                          "constant filter, got '"
                       << node << "'";
      FormatInterface own = parse(text);
      if (!own)
        return failure();
      formatOf[node] = own;
    }
    return success();
  }

  WeightSpec specOf(Operation *op, int64_t rank) {
    WeightSpec spec;
    auto found = formatOf.find(getNodeName(op));
    spec.format = found == formatOf.end() ? common : found->second;
    bool isConv = isa<ConvOp>(op);
    spec.granularity = sharing.getAttr(&getContext(), isConv ? 0 : rank - 1,
                                       isConv ? rank - 1 : rank - 2);
    spec.searchMse = search == "mse";
    spec.asymmetric = asymmetric;
    spec.scales = scales;
    return spec;
  }

  LogicalResult quantizeFilter(Operation *op) {
    DenseElementsAttr filter = getFilter(op);
    auto type = cast<RankedTensorType>(filter.getType());
    OpBuilder builder(op);
    FailureOr<Value> codes =
        quantizeWeights(builder, op, filter, specOf(op, type.getRank()));
    if (failed(codes))
      return failure();
    Value operand = *codes;
    if (isa<ConvOp>(op))
      operand = DequantizeOp::create(builder, op->getLoc(), type, operand);
    Operation *constant = op->getOperand(1).getDefiningOp();
    op->setOperand(1, operand);
    if (constant->use_empty())
      constant->erase();
    ++numQuantized;
    return success();
  }
};

} // namespace
