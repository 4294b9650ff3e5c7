// SPDX-License-Identifier: Apache-2.0
// qopt-pack-gpu-weights: integer products with constant weights become
// qopt.mma_matmul. See Passes.td for before and after.
#include "ConstantBytes.h"
#include "Patches.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Layout/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_PACKGPUWEIGHTS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

//===-- What is refused ---------------------------------------------------===//

static std::string refuse(const LinearSite &site) {
  const KernelGeometry &g = site.geometry;
  if (g.isFloat)
    return "expected an 8-bit product, got a float one";
  if (g.groups != 1)
    return "expected one group, got " + std::to_string(g.groups);
  return "";
}

// The rescale behind the sums that the kernel does, too; null, with a remark where
// there is one that it cannot do.
static RescaleOp matchRescale(const LinearSite &site) {
  Value sums = site.op->getResult(0);
  if (!sums.hasOneUse())
    return {};
  auto rescale = dyn_cast<RescaleOp>(*sums.user_begin());
  if (!rescale || rescale.getInput() != sums)
    return {};
  Type result = getElementTypeOrSelf(rescale.getType());
  std::string reason;
  if (!getConstant(rescale.getMultiplier()) || !getConstant(rescale.getShift()))
    reason = "expected constant multipliers and shifts, got values computed at run time";
  else if (rescale.getInZp() != 0)
    reason = "expected in_zp = 0, got " +
             std::to_string(static_cast<int64_t>(rescale.getInZp()));
  else if (result.getIntOrFloatBitWidth() != 8)
    reason = "expected a result of 8 bits, got one of " +
             std::to_string(result.getIntOrFloatBitWidth());
  if (reason.empty())
    return rescale;
  rescale.emitRemark() << "rescale of '" << getNodeName(site.op)
                       << "' is not fused into its kernel: " << reason;
  return {};
}

//===-- Packing -----------------------------------------------------------===//

namespace {
class GpuPacker {
public:
  GpuPacker(IRRewriter &rewriter, const LinearSite &site)
      : rewriter(rewriter), site(site), g(site.geometry), loc(site.op->getLoc()),
        rescale(matchRescale(site)) {}

  /// Replaces the site; whether a rescale went with it.
  bool run();

private:
  /// Whether the input's rows are what is multiplied, as they are.
  bool isPointwise() const {
    return g.taps() == 1 && site.padding.empty() &&
           llvm::all_of(g.strides, [](int64_t s) { return s == 1; });
  }
  /// Bytes of k: of a gathered row as many as are copied at once.
  int64_t depth() const {
    int64_t count = g.taps() * g.channels;
    return isPointwise() ? count : getMmaRowBytes(count);
  }
  Value createRows();
  template <typename T>
  Value constant(ArrayRef<int64_t> shape, Type element, const std::vector<T> &values) {
    return createConstant(rewriter, loc, RankedTensorType::get(shape, element), values);
  }
  Value packWeights();
  Value packBias();
  /// One number per column of a parameter that has one per column or one for all.
  template <typename T> Value packColumns(Value parameter, Type element);
  void eraseUnused(ArrayRef<Value> constants);

  IRRewriter &rewriter;
  const LinearSite &site;
  const KernelGeometry &g;
  Location loc;
  RescaleOp rescale;
};
} // namespace

Value GpuPacker::packWeights() {
  auto filter = *getConstantAs<int8_t>(site.filter);
  int64_t rowBytes = getMmaRowBytes(depth());
  std::vector<int8_t> rows(static_cast<size_t>(g.features * rowBytes), 0);
  for (int64_t n = 0; n < g.features; ++n)
    for (int64_t k = 0; k < g.taps() * g.channels; ++k)
      rows[n * rowBytes + k] = filter[n * site.strides.feature + k * site.strides.k];
  return constant({g.features, rowBytes}, rewriter.getI8Type(), rows);
}

Value GpuPacker::packBias() {
  if (site.bias)
    return packColumns<int32_t>(site.bias, rewriter.getI32Type());
  std::vector<int32_t> zeros(static_cast<size_t>(g.features), 0);
  return constant({g.features}, rewriter.getI32Type(), zeros);
}

template <typename T> Value GpuPacker::packColumns(Value parameter, Type element) {
  auto values = *getConstantAs<T>(parameter);
  if (values.size() == 1)
    values.resize(static_cast<size_t>(g.features), values.front());
  return constant({g.features}, element, values);
}

// Constants without a use would be stored beside their packed copies.
void GpuPacker::eraseUnused(ArrayRef<Value> constants) {
  SetVector<Operation *> ops;
  for (Value value : constants)
    if (Operation *def = value ? value.getDefiningOp() : nullptr)
      ops.insert(def);
  for (Operation *op : ops)
    if (op->use_empty())
      rewriter.eraseOp(op);
}

// All dimensions but the last are rows.
static SmallVector<ReassociationIndices> getRowGroups(RankedTensorType type) {
  SmallVector<ReassociationIndices> groups{{}, {type.getRank() - 1}};
  for (int64_t d = 0; d + 1 < type.getRank(); ++d)
    groups.front().push_back(d);
  return groups;
}

Value GpuPacker::createRows() {
  if (!isPointwise())
    return createPatches(rewriter, site, depth());
  auto type = cast<RankedTensorType>(site.input.getType());
  if (type.getRank() == 2)
    return site.input;
  return tensor::CollapseShapeOp::create(rewriter, loc, site.input, getRowGroups(type));
}

bool GpuPacker::run() {
  Operation *last = rescale ? rescale.getOperation() : site.op;
  rewriter.setInsertionPoint(last);
  auto type = cast<RankedTensorType>(last->getResult(0).getType());
  Value input = createRows();
  int64_t rows = cast<RankedTensorType>(input.getType()).getDimSize(0);
  Value init = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<int64_t>{rows, g.features}, type.getElementType());
  Value multiplier, shift;
  if (rescale) {
    multiplier = packColumns<int32_t>(rescale.getMultiplier(), rewriter.getI32Type());
    shift = packColumns<int8_t>(rescale.getShift(), rewriter.getI8Type());
  }
  Value packed = MmaMatmulOp::create(
                     rewriter, loc, init.getType(), input, packWeights(), packBias(),
                     multiplier, shift, /*row_scales=*/Value(), /*column_scales=*/Value(),
                     init, site.unsignedInput ? rewriter.getUnitAttr() : UnitAttr(),
                     /*narrow=*/UnitAttr(),
                     rescale ? rescale.getOutZpAttr() : IntegerAttr(),
                     rescale ? rescale.getLoAttr() : IntegerAttr(),
                     rescale ? rescale.getHiAttr() : IntegerAttr(),
                     rescale ? rescale.getRoundingAttr() : RequantRoundingAttr())
                     .getResult();
  if (type.getRank() != 2)
    packed = tensor::ExpandShapeOp::create(rewriter, loc, type, packed,
                                           getRowGroups(type));
  SmallVector<Value> old{site.filter, site.bias};
  if (rescale)
    old.append({rescale.getMultiplier(), rescale.getShift()});
  rewriter.replaceOp(last, packed);
  if (last != site.op)
    rewriter.eraseOp(site.op);
  eraseUnused(old);
  return last != site.op;
}

namespace {
struct PackGpuWeights final : mlir::qopt::impl::PackGpuWeightsBase<PackGpuWeights> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> candidates;
    getOperation()->walk([&](Operation *op) {
      if (isa<ConvOp, MatmulOp>(op))
        candidates.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (Operation *op : candidates) {
      std::string reason;
      if (pack(rewriter, op, reason)) {
        ++numPacked;
        continue;
      }
      op->emitRemark() << "'" << getNodeName(op)
                       << "' takes the generic path: " << reason;
      ++numRefused;
    }
  }

private:
  bool pack(IRRewriter &rewriter, Operation *op, std::string &reason) {
    auto site = matchLinearSite(op, reason);
    if (site)
      reason = refuse(*site);
    if (!reason.empty())
      return false;
    numRescaled += GpuPacker(rewriter, *site).run();
    return true;
  }
};
} // namespace
