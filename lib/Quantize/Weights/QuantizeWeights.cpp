// SPDX-License-Identifier: Apache-2.0
// --qopt-quantize-weights: constant filters become codes, activations stay.
//   matmul(x, w)  ->  matmul(x, codes);  conv(x, w)  ->  conv(x, dq(codes))
#include "qopt/Quantize/Weights/Passes.h"

#include "WeightCodes.h"
#include "qopt/Numerics/Blocks/NofM.h"
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
  std::optional<::qopt::numerics::NofM> sparsityPattern;

  InFlightDiagnostic error() { return getOperation()->emitError(); }

  FormatInterface parse(StringRef text) {
    FormatInterface parsed = parseFormat(text, &getContext(), /*narrow=*/!asymmetric,
                                         [&] { return error(); });
    if (parsed && parsed.getNumPlanes() && asymmetric && !realZeroPoints()) {
      error() << "expected zero-points=float for asymmetric binary codes, got "
                 "zero-points=int";
      return {};
    }
    // Offsets of binary codes do not count in scales.
    if (parsed && realZeroPoints() && scaleFormat != "f32" &&
        !parsed.getNumPlanes()) {
      error() << "expected f32 scales with zero-points=float, got '" << scaleFormat
              << "'";
      return {};
    }
    if (parsed && sparsityPattern && !parsed.hasZero()) {
      error() << "expected a format with a code for 0 with sparsity, got '"
              << text << "'";
      return {};
    }
    if (parsed && asymmetric && !realZeroPoints() &&
        (!parsed.isUniform() || parsed.isSignedCode())) {
      error() << "expected an unsigned integer format for asymmetric weights, "
                 "got '"
              << text << "'";
      return {};
    }
    return parsed;
  }

  bool realZeroPoints() const { return zeroPoints == "float"; }

  LogicalResult parseZeroPoints() {
    if (zeroPoints != "int" && zeroPoints != "float")
      return error() << "expected zero-points int or float, got '" << zeroPoints
                     << "'";
    if (!realZeroPoints())
      return success();
    if (!asymmetric)
      return error() << "expected asymmetric with zero-points=float, got a range "
                        "around 0";
    return success();
  }

  LogicalResult parseSparsity() {
    if (sparsity.empty())
      return success();
    ::qopt::numerics::NofM pattern;
    std::string why;
    if (!parseNofM(sparsity, pattern, why))
      return error() << why;
    if (realZeroPoints())
      return error() << "expected zero-points=int with sparsity, got float: a "
                        "zero has no code then";
    sparsityPattern = pattern;
    return success();
  }

  LogicalResult parseOptions(ArrayRef<Operation *> ops) {
    if (failed(parseZeroPoints()) || failed(parseSparsity()))
      return failure();
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
    if (scales.format && scales.format.getNumPlanes())
      return error() << "expected a format with one scale per slot for scales, "
                        "got '"
                     << scaleFormat << "'";
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
    spec.realZeroPoints = realZeroPoints();
    if (sparsityPattern) // along the summed axis, as groups are
      spec.sparsity = SparsityAttr::get(
          &getContext(), sparsityPattern->kept, sparsityPattern->group,
          static_cast<int64_t>(shape.size()) - (isa<ConvOp>(op) ? 1 : 2));
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
      spec.asymmetric = spec.realZeroPoints = false;
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
