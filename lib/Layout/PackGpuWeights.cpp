// SPDX-License-Identifier: Apache-2.0
// qopt-pack-gpu-weights: integer products with constant weights become
// qopt.mma_matmul, or qopt.mma_sparse_matmul. See Passes.td for before and after.
#include "ConstantBytes.h"
#include "GpuEpilogue.h"
#include "GpuRows.h"
#include "PackGpuCodes.h"
#include "Patches.h"
#include "SparseFragments.h"
#include "qopt/IR/DepthwiseOps.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_PACKGPUWEIGHTS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static PixelGeometry pixelsOf(const LinearSite &site) {
  const KernelGeometry &g = site.geometry;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(site.input.getType()).getShape();
  SmallVector<int64_t> padding(site.padding);
  padding.resize(2 * g.kernel.size(), 0);
  PixelGeometry found;
  found.batch = shape.front();
  found.channels = g.channels;
  found.sizes = SmallVector<int64_t>(shape.drop_front().drop_back());
  found.kernel = g.kernel;
  found.strides = g.strides;
  found.dilations = g.dilations;
  found.low = SmallVector<int64_t>(ArrayRef(padding).take_front(g.kernel.size()));
  found.high = SmallVector<int64_t>(ArrayRef(padding).drop_front(g.kernel.size()));
  found.padValue = static_cast<int64_t>(site.padValue);
  return found;
}

//===-- What is refused ---------------------------------------------------===//

static std::string refuse(const LinearSite &site) {
  const KernelGeometry &g = site.geometry;
  if (g.isFloat)
    return "expected an 8-bit product, got a float one";
  if (g.isDepthwise)
    return refuseDepthwise(pixelsOf(site));
  if (g.groups != 1)
    return "expected one group, got " + std::to_string(g.groups);
  return "";
}

//===-- Packing -----------------------------------------------------------===//

namespace {
class GpuPacker {
public:
  GpuPacker(IRRewriter &rewriter, const LinearSite &site)
      : rewriter(rewriter), site(site), g(site.geometry), loc(site.op->getLoc()),
        epilogue(matchGpuEpilogue(site)), pixels(matchPixels()) {}

  /// Replaces the site; whether its epilogue went with it.
  bool run();
  /// Whether run() found 2:4 weights.
  bool isSparse() const { return sparse.has_value(); }

private:
  /// Whether the input's rows are what is multiplied, as they are.
  bool isPointwise() const {
    return g.taps() == 1 && site.padding.empty() &&
           llvm::all_of(g.strides, [](int64_t s) { return s == 1; });
  }
  int64_t rows() const {
    return cast<RankedTensorType>(site.op->getResult(0).getType()).getNumElements() /
           g.features;
  }
  /// Bytes of k: of a gathered row as many as are copied at once.
  int64_t depth() const {
    int64_t count = g.taps() * g.channels;
    return isPointwise() || pixels ? count : getMmaRowBytes(count);
  }
  std::optional<PixelGeometry> matchPixels() const;
  Value createInput();
  void packRescale();
  void packScales();
  bool provesNarrow();
  template <typename OpTy> void setPixels(OpTy op);
  template <typename OpTy> void setRescale(OpTy op);
  Value createProduct(Value input, Value init);
  Value createDepthwise(Value init);
  template <typename T>
  Value constant(ArrayRef<int64_t> shape, Type element, const std::vector<T> &values) {
    return createConstant(rewriter, loc, RankedTensorType::get(shape, element), values);
  }
  /// The weights as padded rows of k.
  std::vector<int8_t> packRows();
  Value packBias();
  std::vector<int32_t> getBias();
  /// One number per column of a parameter that has one per column or one for all.
  template <typename T> Value packColumns(Value parameter, Type element);

  IRRewriter &rewriter;
  const LinearSite &site;
  const KernelGeometry &g;
  Location loc;
  GpuEpilogue epilogue;
  std::optional<PixelGeometry> pixels; ///< that the kernel finds itself
  std::optional<SparseFragments> sparse;
  Value bias, multiplier, shift, rowScales, columnScales;
};
} // namespace

std::vector<int8_t> GpuPacker::packRows() {
  auto filter = *getConstantAs<int8_t>(site.filter);
  int64_t rowBytes = getMmaRowBytes(depth());
  std::vector<int8_t> rows(static_cast<size_t>(g.features * rowBytes), 0);
  for (int64_t n = 0; n < g.features; ++n)
    for (int64_t k = 0; k < g.taps() * g.channels; ++k)
      rows[n * rowBytes + k] = filter[n * site.strides.feature + k * site.strides.k];
  return rows;
}

std::vector<int32_t> GpuPacker::getBias() {
  if (site.bias)
    return *getConstantAs<int32_t>(site.bias);
  return std::vector<int32_t>(static_cast<size_t>(g.features), 0);
}

Value GpuPacker::packBias() {
  return constant({g.features}, rewriter.getI32Type(), getBias());
}

template <typename T> Value GpuPacker::packColumns(Value parameter, Type element) {
  auto values = *getConstantAs<T>(parameter);
  if (values.size() == 1)
    values.resize(static_cast<size_t>(g.features), values.front());
  return constant({g.features}, element, values);
}

// Few rows are not multiplied by tiles.
std::optional<PixelGeometry> GpuPacker::matchPixels() const {
  if (g.isDepthwise)
    return pixelsOf(site);
  if (isPointwise() || rows() <= ::qopt::target::kVectorRows)
    return std::nullopt;
  PixelGeometry found = pixelsOf(site);
  return refusePixels(found).empty() ? std::optional(found) : std::nullopt;
}

Value GpuPacker::createInput() {
  if (pixels)
    return site.input;
  if (!isPointwise())
    return createPatches(rewriter, site, depth());
  return toRows(rewriter, loc, site.input);
}

//===-- Epilogues ---------------------------------------------------------===//

void GpuPacker::packRescale() {
  bias = packBias();
  if (!epilogue.rescale)
    return;
  multiplier = packColumns<int32_t>(epilogue.rescale.getMultiplier(), rewriter.getI32Type());
  shift = packColumns<int8_t>(epilogue.rescale.getShift(), rewriter.getI8Type());
}

void GpuPacker::packScales() {
  rowScales = flatten(rewriter, loc, epilogue.dequantize.getRows());
  columnScales = flatten(rewriter, loc, epilogue.dequantize.getColumns());
  bias = epilogue.dequantize.getBias();
}

bool GpuPacker::provesNarrow() {
  return epilogue.rescale &&
         isNarrow(getBias(), sumFilter(g, *getConstantAs<int8_t>(site.filter), site.strides),
                  *getConstantAs<int8_t>(epilogue.rescale.getShift()), site.unsignedInput);
}

template <typename OpTy> void GpuPacker::setPixels(OpTy op) {
  SmallVector<int64_t> padding(pixels->low);
  padding.append(pixels->high);
  op.setKernel(pixels->kernel);
  op.setStrides(pixels->strides);
  op.setDilations(pixels->dilations);
  op.setPadding(padding);
  if (pixels->padValue != 0)
    op.setPadValue(pixels->padValue);
}

template <typename OpTy> void GpuPacker::setRescale(OpTy op) {
  op.setUnsignedInput(site.unsignedInput);
  if (!epilogue.rescale)
    return;
  op.setNarrow(provesNarrow());
  op.setOutZpAttr(epilogue.rescale.getOutZpAttr());
  op.setLoAttr(epilogue.rescale.getLoAttr());
  op.setHiAttr(epilogue.rescale.getHiAttr());
  op.setRoundingAttr(epilogue.rescale.getRoundingAttr());
}

// 2:4 weights are those of sparse instructions, which every chip with kernels has; their
// kernel does not find pixels.
Value GpuPacker::createProduct(Value input, Value init) {
  std::vector<int8_t> rows = packRows();
  int64_t rowBytes = getMmaRowBytes(depth());
  if (!pixels)
    sparse = packSparseFragments(rows, g.features, depth(), rowBytes);
  RescaleOp rescale = epilogue.rescale;
  auto withEpilogue = [&](auto create) {
    return create(bias, multiplier, shift, rowScales, columnScales, init,
                  site.unsignedInput ? rewriter.getUnitAttr() : UnitAttr(),
                  provesNarrow() ? rewriter.getUnitAttr() : UnitAttr(),
                  rescale ? rescale.getOutZpAttr() : IntegerAttr(),
                  rescale ? rescale.getLoAttr() : IntegerAttr(),
                  rescale ? rescale.getHiAttr() : IntegerAttr(),
                  rescale ? rescale.getRoundingAttr() : RequantRoundingAttr());
  };
  if (sparse) {
    auto words = [&](const std::vector<uint32_t> &values) {
      return constant({static_cast<int64_t>(values.size())}, rewriter.getI32Type(), values);
    };
    Value values = words(sparse->values), metadata = words(sparse->metadata);
    return withEpilogue([&](auto... rest) {
      return MmaSparseMatmulOp::create(rewriter, loc, init.getType(), input, values,
                                       metadata, rest...);
    }).getResult();
  }
  Value weights = constant({g.features, rowBytes}, rewriter.getI8Type(), rows);
  auto made = withEpilogue([&](auto... rest) {
    return MmaMatmulOp::create(rewriter, loc, init.getType(), input, weights, rest...,
                               /*kernel=*/DenseI64ArrayAttr(),
                               /*strides=*/DenseI64ArrayAttr(),
                               /*dilations=*/DenseI64ArrayAttr(),
                               /*padding=*/DenseI64ArrayAttr(), /*pad_value=*/IntegerAttr());
  });
  if (pixels)
    setPixels(made);
  return made.getResult();
}

// The filter of channel c becomes column c.
Value GpuPacker::createDepthwise(Value init) {
  auto filter = *getConstantAs<int8_t>(site.filter);
  std::vector<int8_t> taps;
  for (int64_t t = 0; t < g.taps(); ++t)
    for (int64_t c = 0; c < g.channels; ++c)
      taps.push_back(filter[c * site.strides.feature + t * site.strides.k]);
  Value weights = constant({g.taps(), g.channels}, rewriter.getI8Type(), taps);
  auto none = rewriter.getDenseI64ArrayAttr({});
  auto made = DotDepthwiseOp::create(
      rewriter, loc, init.getType(), site.input, weights, bias, multiplier, shift, init,
      /*unsigned_input=*/UnitAttr(), /*narrow=*/UnitAttr(), /*out_zp=*/IntegerAttr(),
      /*lo=*/IntegerAttr(), /*hi=*/IntegerAttr(), /*rounding=*/RequantRoundingAttr(), none,
      none, none, none, /*pad_value=*/IntegerAttr());
  setRescale(made);
  setPixels(made);
  return made.getResult();
}

bool GpuPacker::run() {
  Operation *last = epilogue.getOp() ? epilogue.getOp() : site.op;
  rewriter.setInsertionPoint(last);
  auto type = cast<RankedTensorType>(last->getResult(0).getType());
  Value input = createInput();
  Value init = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<int64_t>{rows(), g.features}, type.getElementType());
  epilogue.dequantize ? packScales() : packRescale();
  Value made = g.isDepthwise ? createDepthwise(init) : createProduct(input, init);
  Value packed = fromRows(rewriter, loc, made, type);
  SmallVector<Value> old{site.filter, site.bias};
  if (RescaleOp rescale = epilogue.rescale)
    old.append({rescale.getMultiplier(), rescale.getShift()});
  rewriter.replaceOp(last, packed);
  if (last != site.op)
    rewriter.eraseOp(site.op);
  eraseConstants(rewriter, old);
  return last != site.op;
}

namespace {
struct PackGpuWeights final : mlir::qopt::impl::PackGpuWeightsBase<PackGpuWeights> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> candidates;
    getOperation()->walk([&](Operation *op) {
      if (isa<ConvOp, MatmulOp, MatmulRunsOp>(op))
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
    if (isa<MatmulRunsOp>(op)) {
      auto site = matchCodesSite(op, reason);
      return site && packCodes(rewriter, *site, reason);
    }
    auto site = matchLinearSite(op, reason);
    if (site)
      reason = refuse(*site);
    if (!reason.empty())
      return false;
    GpuPacker packer(rewriter, *site);
    numTaken += packer.run();
    numSparse += packer.isSparse();
    return true;
  }

  static bool packCodes(IRRewriter &rewriter, const CodesSite &site, std::string &reason) {
    AssembleOp weights = site.weights;
    SmallVector<Value> old(weights->getOperands());
    old.push_back(site.givenBias);
    reason = packGpuCodes(rewriter, site);
    if (reason.empty() && weights->use_empty()) {
      rewriter.eraseOp(weights);
      eraseConstants(rewriter, old);
    }
    return reason.empty();
  }
};
} // namespace
