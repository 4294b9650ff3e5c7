// SPDX-License-Identifier: Apache-2.0
// Matching of convolutions and matrix products; every refusal has its reason.
#include "LinearSite.h"

using namespace mlir;
using namespace mlir::qopt;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static std::string print(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

// Element types that the kernels multiply.
static std::string refuseTypes(const LinearSite &site) {
  Type input = typeOf(site.input).getElementType();
  Type filter = typeOf(site.filter).getElementType();
  Type result = typeOf(site.op->getResult(0)).getElementType();
  if (stageOf(input) == Stage::Quantized ||
      stageOf(filter) == Stage::Quantized)
    return "expected float or integer form, got the quantized form; lower to "
           "integer first";
  if (input.isF32())
    return "";
  if (!input.isInteger(8))
    return "expected an 8-bit input, got " + print(input);
  if (!filter.isSignlessInteger(8))
    return "expected a filter of i8, got " + print(filter);
  if (!result.isSignlessInteger(32))
    return "expected sums of i32, got " + print(result);
  return "";
}

static std::string refuseConstants(const LinearSite &site) {
  if (!getConstant(site.filter))
    return "expected constant weights, got a value computed at run time";
  if (site.bias && !getConstant(site.bias))
    return "expected a constant bias, got a value computed at run time";
  return "";
}

// Kernels have at least one product and one result.
static std::string refuseEmpty(const LinearSite &site) {
  for (Value value : {site.input, site.filter, Value(site.op->getResult(0))})
    if (typeOf(value).getNumElements() == 0)
      return "expected tensors with elements, got " + print(value.getType());
  return "";
}

static std::string matchConv(ConvOp op, LinearSite &site) {
  for (int64_t d : op.getInputDilations())
    if (d != 1)
      return "expected input dilations of 1, got " + std::to_string(d);
  ArrayRef<int64_t> filter = typeOf(op.getFilter()).getShape();
  KernelGeometry &g = site.geometry;
  g.kernel.assign(filter.begin() + 1, filter.end() - 1);
  g.strides.assign(op.getStrides().begin(), op.getStrides().end());
  g.dilations.assign(op.getDilations().begin(), op.getDilations().end());
  g.channels = typeOf(op.getInput()).getShape().back();
  g.features = filter.front();
  g.groups = static_cast<int64_t>(op.getGroups());
  g.isDepthwise = g.groups > 1 && g.groups == g.channels &&
                  g.groups == g.features;
  site.strides = {g.taps() * filter.back(), 1};
  if (llvm::any_of(op.getPadding(), [](int64_t p) { return p != 0; }))
    site.padding.assign(op.getPadding().begin(), op.getPadding().end());
  site.padValue = static_cast<double>(static_cast<int64_t>(op.getPadValue().value_or(0)));
  return "";
}

static std::string matchMatmul(MatmulOp op, LinearSite &site) {
  ArrayRef<int64_t> lhs = typeOf(op.getLhs()).getShape();
  ArrayRef<int64_t> rhs = typeOf(op.getRhs()).getShape();
  for (int64_t d : rhs.drop_back(2))
    if (d != 1)
      return "expected one right side, got a batch of " + std::to_string(d);
  if (rhs.size() > lhs.size())
    return "expected a left side of rank " + std::to_string(rhs.size()) +
           ", got rank " + std::to_string(lhs.size());
  KernelGeometry &g = site.geometry;
  g.kernel.assign(lhs.size() - 2, 1);
  g.strides = g.dilations = g.kernel;
  g.channels = lhs.back();
  g.features = rhs.back();
  site.strides = {1, rhs.back()};
  return "";
}

std::optional<LinearSite> mlir::qopt::matchLinearSite(Operation *op,
                                                      std::string &reason) {
  LinearSite site;
  site.op = op;
  if (auto conv = dyn_cast<ConvOp>(op)) {
    site.input = conv.getInput();
    site.filter = conv.getFilter();
    site.bias = conv.getBias();
    reason = matchConv(conv, site);
  } else {
    auto matmul = cast<MatmulOp>(op);
    site.input = matmul.getLhs();
    site.filter = matmul.getRhs();
    site.bias = matmul.getBias();
    reason = matchMatmul(matmul, site);
  }
  if (reason.empty())
    reason = refuseEmpty(site);
  if (reason.empty())
    reason = refuseTypes(site);
  if (reason.empty())
    reason = refuseConstants(site);
  if (!reason.empty())
    return std::nullopt;
  Type input = typeOf(site.input).getElementType();
  site.geometry.isFloat = input.isF32();
  site.unsignedInput = input.isUnsignedInteger();
  return site;
}
