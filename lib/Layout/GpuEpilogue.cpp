// SPDX-License-Identifier: Apache-2.0
#include "GpuEpilogue.h"

using namespace mlir;
using namespace mlir::qopt;

static std::string shapeText(Value value) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(cast<RankedTensorType>(value.getType()).getShape(), os);
  return text + "]";
}

// Empty where the kernel can do it.
static std::string refuse(RescaleOp rescale) {
  Type result = getElementTypeOrSelf(rescale.getType());
  if (!getConstant(rescale.getMultiplier()) || !getConstant(rescale.getShift()))
    return "expected constant multipliers and shifts, got values computed at run time";
  if (rescale.getInZp() != 0)
    return "expected in_zp = 0, got " +
           std::to_string(static_cast<int64_t>(rescale.getInZp()));
  if (result.getIntOrFloatBitWidth() != 8)
    return "expected a result of 8 bits, got one of " +
           std::to_string(result.getIntOrFloatBitWidth());
  return "";
}

// A scale for each row, or one; a scale for each column, or one.
static std::string refuse(DequantizeSumsOp op, const LinearSite &site) {
  int64_t columns = site.geometry.features;
  int64_t rows = cast<RankedTensorType>(op.getType()).getNumElements() / columns;
  auto count = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getNumElements();
  };
  if (site.geometry.isDepthwise)
    return "expected sums of all channels, got a depthwise convolution's";
  if (site.bias)
    return "expected sums without a bias of their own, got one";
  if (count(op.getRows()) != rows && count(op.getRows()) != 1)
    return "expected scales of all " + std::to_string(rows) + " rows or one, got " +
           shapeText(op.getRows());
  auto scales = cast<RankedTensorType>(op.getColumns().getType());
  bool ofColumns = scales.getNumElements() == columns && scales.getRank() > 0 &&
                   scales.getShape().back() == columns;
  if (!ofColumns && scales.getNumElements() != 1)
    return "expected scales of all " + std::to_string(columns) + " columns or one, got " +
           shapeText(op.getColumns());
  return "";
}

GpuEpilogue mlir::qopt::matchGpuEpilogue(const LinearSite &site) {
  GpuEpilogue epilogue;
  Value sums = site.op->getResult(0);
  if (!sums.hasOneUse())
    return epilogue;
  Operation *user = *sums.user_begin();
  std::string reason;
  if (auto rescale = dyn_cast<RescaleOp>(user)) {
    reason = refuse(rescale);
    epilogue.rescale = rescale;
  } else if (auto dequantize = dyn_cast<DequantizeSumsOp>(user)) {
    reason = refuse(dequantize, site);
    epilogue.dequantize = dequantize;
  }
  if (reason.empty())
    return epilogue;
  user->emitRemark() << (epilogue.rescale ? "rescale" : "dequantize_sums") << " of '"
                     << getNodeName(site.op) << "' is not fused into its kernel: " << reason;
  return {};
}
