// SPDX-License-Identifier: Apache-2.0
// --qopt-quantize-weights: constant filters become codes, activations stay.
//   matmul(x, w)  ->  matmul(x, codes);  conv(x, w)  ->  conv(x, dq(codes))
#include "qopt/Quantize/Weights/Passes.h"

#include "WeightCodes.h"
#include "qopt/IR/FilterChoice.h"

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

namespace {

struct QuantizeWeights final
    : mlir::qopt::impl::QuantizeWeightsBase<QuantizeWeights> {
  using QuantizeWeightsBase::QuantizeWeightsBase;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || !getFloatFilter(op))
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

  // The format of one node wins over what was chosen for the filter, and that
  // over the option for all.
  FailureOr<WeightSpec> specOf(Operation *op, ArrayRef<int64_t> shape) {
    WeightSpec spec;
    spec.format = common;
    spec.granularity = getFilterGranularity(op, sharing);
    spec.searchMse = search == "mse";
    spec.asymmetric = asymmetric;
    spec.scales = scales;
    auto choice = getFilterChoice(op, shape);
    if (failed(choice))
      return failure();
    auto found = formatOf.find(getNodeName(op));
    if (found != formatOf.end()) {
      spec.format = found->second;
    } else if (*choice) {
      spec.format = (*choice)->type.getFormat();
      spec.granularity = (*choice)->type.getGranularity();
      spec.given = (*choice)->scales;
      // A chosen format has no zero points.
      spec.asymmetric = false;
    }
    return spec;
  }

  LogicalResult quantizeFilter(Operation *op) {
    DenseElementsAttr filter = getFloatFilter(op);
    auto type = cast<RankedTensorType>(filter.getType());
    auto spec = specOf(op, type.getShape());
    if (failed(spec))
      return failure();
    OpBuilder builder(op);
    FailureOr<Value> codes = quantizeWeights(builder, op, filter, *spec);
    if (failed(codes))
      return failure();
    dropFilterChoice(op);
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
