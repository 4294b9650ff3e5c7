// SPDX-License-Identifier: Apache-2.0
// qopt-pack-weights: conv/matmul (+ rescale, relu or clip) with constant weights
// become packed kernels. See Passes.td for before and after.
#include "CodesSite.h"
#include "ConstantBytes.h"
#include "LinearSite.h"
#include "PlanesSite.h"
#include "SparsePacking.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/SparseOps.h"
#include "qopt/Layout/Passes.h"

#include <algorithm>
#include <cmath>

#define DEBUG_TYPE "qopt-pack-weights"

namespace mlir::qopt {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// What is fused behind the sum; `op` is null when nothing is.
struct Epilogue {
  Operation *op = nullptr;
  std::vector<int32_t> multiplier;
  std::vector<int8_t> shift;
  std::optional<float> clampLo, clampHi;
};

// The packed operands of one kernel op.
struct Operands {
  Value weights, bias, multiplier, shift;
  bool narrow = false;
};

class Packer {
public:
  // `compresses`: whether sparse weights are worth it.
  Packer(IRRewriter &rewriter, LinearSite &site, bool compresses)
      : rewriter(rewriter), site(site), g(site.geometry),
        loc(site.op->getLoc()) {
    if (compresses && !g.isFloat && isa<MatmulOp>(site.op))
      sparse = findPattern(g.channels, g.features,
                           *getConstantAs<int8_t>(site.filter), site.strides);
  }

  // Replaces the site (and what was fused); true when a rescale was fused.
  bool run();
  bool isSparse() const { return sparse.has_value(); }

private:
  Epilogue matchRescale(RescaleOp rescale);
  Epilogue matchClamp(UnaryOp unary);
  Epilogue matchEpilogue();
  Value padInput();
  Operands packIntegers(const Epilogue &epilogue);
  Operands packFloats();
  Value constant(ArrayRef<int64_t> shape, const std::vector<int8_t> &values);
  Value constant(ArrayRef<int64_t> shape, const std::vector<int32_t> &values);
  Value constant(ArrayRef<int64_t> shape, const std::vector<float> &values);
  DenseI64ArrayAttr zeroRows();
  template <typename OpTy>
  Value createKernel(Value input, const Operands &operands,
                     const Epilogue &epilogue, RankedTensorType type);
  Value createSparse(const Operands &operands, const Epilogue &epilogue,
                     RankedTensorType type);
  UnitAttr flag(bool v) { return v ? rewriter.getUnitAttr() : UnitAttr(); }

  IRRewriter &rewriter;
  LinearSite &site;
  KernelGeometry &g;
  std::optional<SparseGeometry> sparse; // where weights are compressed
  Location loc;
};

} // namespace

Value Packer::constant(ArrayRef<int64_t> shape,
                       const std::vector<int8_t> &values) {
  auto type = RankedTensorType::get(shape, rewriter.getI8Type());
  return createConstant(rewriter, loc, type, values);
}
Value Packer::constant(ArrayRef<int64_t> shape,
                       const std::vector<int32_t> &values) {
  auto type = RankedTensorType::get(shape, rewriter.getI32Type());
  return createConstant(rewriter, loc, type, values);
}
Value Packer::constant(ArrayRef<int64_t> shape,
                       const std::vector<float> &values) {
  auto type = RankedTensorType::get(shape, rewriter.getF32Type());
  return createConstant(rewriter, loc, type, values);
}

//===-- Epilogues ---------------------------------------------------------===//

// A rescale that stays outside is correct too, only slower: say why.
Epilogue Packer::matchRescale(RescaleOp rescale) {
  auto multiplier = getConstantAs<int32_t>(rescale.getMultiplier());
  auto shift = getConstantAs<int8_t>(rescale.getShift());
  Type result = getElementTypeOrSelf(rescale.getType());
  std::string reason;
  if (!multiplier || !shift)
    reason = "expected constant multipliers and shifts, got values computed at "
             "run time";
  else if (rescale.getInZp() != 0)
    reason = "expected in_zp = 0, got " +
             std::to_string(static_cast<int64_t>(rescale.getInZp()));
  else if (!result.isIntOrFloat() || result.getIntOrFloatBitWidth() > 32)
    reason = "expected a result of at most 32 bits";
  if (!reason.empty()) {
    rescale.emitRemark() << "rescale of '" << getNodeName(site.op)
                         << "' is not fused into its kernel: " << reason;
    return {};
  }
  Epilogue epilogue;
  epilogue.op = rescale;
  epilogue.multiplier = std::move(*multiplier);
  epilogue.shift = std::move(*shift);
  return epilogue;
}

Epilogue Packer::matchClamp(UnaryOp unary) {
  Epilogue epilogue;
  if (unary.getKind() == UnaryKind::relu) {
    epilogue.clampLo = 0.0f;
  } else if (unary.getKind() == UnaryKind::clip) {
    auto lo = static_cast<float>(unary.getAlpha().convertToDouble());
    auto hi = static_cast<float>(unary.getBeta().convertToDouble());
    if (std::isnan(lo) || std::isnan(hi))
      return epilogue;
    epilogue.clampLo = lo;
    epilogue.clampHi = hi;
  } else {
    return epilogue;
  }
  epilogue.op = unary;
  return epilogue;
}

Epilogue Packer::matchEpilogue() {
  Value result = site.op->getResult(0);
  if (!result.hasOneUse())
    return {};
  Operation *user = *result.user_begin();
  auto rescale = dyn_cast<RescaleOp>(user);
  if (rescale && !g.isFloat && rescale.getInput() == result)
    return matchRescale(rescale);
  auto unary = dyn_cast<UnaryOp>(user);
  return unary && g.isFloat ? matchClamp(unary) : Epilogue{};
}

//===-- Operands ----------------------------------------------------------===//

Value Packer::padInput() {
  if (site.padding.empty())
    return site.input;
  auto type = cast<RankedTensorType>(site.input.getType());
  size_t spatial = g.kernel.size();
  SmallVector<int64_t> low(type.getRank(), 0), high(type.getRank(), 0);
  SmallVector<int64_t> shape(type.getShape());
  for (size_t i = 0; i < spatial; ++i) {
    low[i + 1] = site.padding[i];
    high[i + 1] = site.padding[spatial + i];
    shape[i + 1] += low[i + 1] + high[i + 1];
  }
  return PadOp::create(rewriter, loc, type.clone(shape), site.input, low, high,
                       PadMode::constant, APFloat(site.padValue));
}

Operands Packer::packIntegers(const Epilogue &epilogue) {
  auto filter = *getConstantAs<int8_t>(site.filter);
  std::vector<int32_t> bias(static_cast<size_t>(g.features), 0);
  if (site.bias)
    bias = *getConstantAs<int32_t>(site.bias);
  std::vector<FilterSums> sums = sumFilter(g, filter, site.strides);
  Operands result;
  result.narrow = epilogue.op && isNarrow(bias, sums, epilogue.shift,
                                          site.unsignedInput);
  // Kernels read code + 128 of signed input; wrapping cancels in the sum.
  if (!site.unsignedInput)
    for (size_t f = 0; f < bias.size(); ++f)
      bias[f] = static_cast<int32_t>(static_cast<uint32_t>(bias[f]) -
                                     128u * static_cast<uint32_t>(sums[f].sum));
  result.weights =
      sparse ? constant(sparse->weightShape(),
                        packSparse(*sparse, filter, site.strides))
             : constant(g.weightShape(), packFilter(g, filter, site.strides));
  SmallVector<int64_t> shape = g.channelShape();
  result.bias = constant(shape, packChannels<int32_t>(g, bias, 0));
  if (epilogue.op) {
    result.multiplier =
        constant(shape, packChannels<int32_t>(g, epilogue.multiplier, 0));
    result.shift = constant(shape, packChannels<int8_t>(g, epilogue.shift, 31));
  }
  return result;
}

Operands Packer::packFloats() {
  auto filter = *getConstantAs<float>(site.filter);
  std::vector<float> bias(static_cast<size_t>(g.features), 0.0f);
  if (site.bias)
    bias = *getConstantAs<float>(site.bias);
  Operands result;
  result.weights = constant(g.weightShape(),
                            packFilter(g, filter, site.strides));
  result.bias = constant(g.channelShape(), packChannels<float>(g, bias, 0.0f));
  return result;
}

//===-- The kernel op -----------------------------------------------------===//

// The rows of padding, where kernels read its code as 0; else null.
DenseI64ArrayAttr Packer::zeroRows() {
  if (g.isFloat || site.padding.empty() ||
      site.padValue != (site.unsignedInput ? 0 : -128))
    return {};
  int64_t first = site.padding[0], last = site.padding[g.kernel.size()];
  if (first == 0 && last == 0)
    return {};
  return rewriter.getDenseI64ArrayAttr({first, last});
}

template <typename OpTy>
Value Packer::createKernel(Value input, const Operands &operands,
                           const Epilogue &epilogue, RankedTensorType type) {
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto i64 = [&](ArrayRef<int64_t> v) {
    return rewriter.getDenseI64ArrayAttr(v);
  };
  auto bound = [&](std::optional<float> v) {
    return v ? rewriter.getF32FloatAttr(*v) : FloatAttr();
  };
  auto rescale = dyn_cast_or_null<RescaleOp>(epilogue.op);
  auto create = [&](auto... more) -> Value {
    return OpTy::create(
               rewriter, loc, type, input, operands.weights, operands.bias,
               operands.multiplier, operands.shift, init, i64(g.kernel),
               i64(g.strides), i64(g.dilations),
               rewriter.getI64IntegerAttr(g.groups), flag(site.unsignedInput),
               rescale ? rescale.getOutZpAttr() : IntegerAttr(),
               rescale ? rescale.getLoAttr() : IntegerAttr(),
               rescale ? rescale.getHiAttr() : IntegerAttr(),
               rescale ? rescale.getRoundingAttr() : RequantRoundingAttr(),
               flag(operands.narrow), bound(epilogue.clampLo),
               bound(epilogue.clampHi), more...)
        ->getResult(0);
  };
  if constexpr (std::is_same_v<OpTy, PackedConvOp>)
    return create(zeroRows());
  else
    return create();
}

Value Packer::createSparse(const Operands &operands, const Epilogue &epilogue,
                           RankedTensorType type) {
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto rescale = dyn_cast_or_null<RescaleOp>(epilogue.op);
  return PackedSparseMatmulOp::create(
             rewriter, loc, type, site.input, operands.weights, operands.bias,
             operands.multiplier, operands.shift, init,
             rewriter.getI64IntegerAttr(sparse->kept),
             rewriter.getI64IntegerAttr(sparse->group), flag(site.unsignedInput),
             rescale ? rescale.getOutZpAttr() : IntegerAttr(),
             rescale ? rescale.getLoAttr() : IntegerAttr(),
             rescale ? rescale.getHiAttr() : IntegerAttr(),
             rescale ? rescale.getRoundingAttr() : RequantRoundingAttr(),
             flag(operands.narrow))
      ->getResult(0);
}

bool Packer::run() {
  Epilogue epilogue = matchEpilogue();
  Operation *last = epilogue.op ? epilogue.op : site.op;
  rewriter.setInsertionPoint(last);
  Operands operands = g.isFloat ? packFloats() : packIntegers(epilogue);
  Value input = padInput();
  auto type = cast<RankedTensorType>(last->getResult(0).getType());
  Value packed =
      sparse ? createSparse(operands, epilogue, type)
      : g.isDepthwise
          ? createKernel<PackedDepthwiseOp>(input, operands, epilogue, type)
          : createKernel<PackedConvOp>(input, operands, epilogue, type);
  SmallVector<Value> old{site.filter, site.bias};
  bool rescaled = isa_and_nonnull<RescaleOp>(epilogue.op);
  if (rescaled) {
    old.push_back(cast<RescaleOp>(epilogue.op).getMultiplier());
    old.push_back(cast<RescaleOp>(epilogue.op).getShift());
  }
  rewriter.replaceOp(last, packed);
  if (last != site.op)
    rewriter.eraseOp(site.op);
  eraseConstants(rewriter, old);
  return rescaled;
}

namespace {
struct PackWeights final : mlir::qopt::impl::PackWeightsBase<PackWeights> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> candidates;
    getOperation()->walk([&](Operation *op) {
      if (isa<ConvOp, MatmulOp, MatmulRunsOp>(op))
        candidates.push_back(op);
    });
    bool manyWeights = countFilterBytes(candidates) >= sparseFrom;
    IRRewriter rewriter(&getContext());
    for (Operation *op : candidates) {
      std::string reason;
      bool hasCodes = isWeightOnly(op) || isa<MatmulRunsOp>(op);
      if (hasCodes ? packQuantized(rewriter, op, reason)
                   : pack(rewriter, op, manyWeights, reason)) {
        ++numPacked;
        continue;
      }
      op->emitRemark() << "'" << getNodeName(op)
                       << "' takes the generic path: " << reason;
      ++numRefused;
    }
  }

private:
  // Of the products and convolutions that multiply 8-bit constants.
  static int64_t countFilterBytes(ArrayRef<Operation *> candidates) {
    int64_t bytes = 0;
    for (Operation *op : candidates) {
      auto type = cast<RankedTensorType>(op->getOperand(1).getType());
      if (type.getElementType().isInteger(8) && getConstant(op->getOperand(1)))
        bytes += type.getNumElements();
    }
    return bytes;
  }

  bool pack(IRRewriter &rewriter, Operation *op, bool manyWeights,
            std::string &reason) {
    auto site = matchLinearSite(op, reason);
    if (!site)
      return false;
    ArrayRef<int64_t> input =
        cast<RankedTensorType>(site->input.getType()).getShape();
    int64_t rows = ShapedType::getNumElements(input.drop_back());
    Packer packer(rewriter, *site, manyWeights && rows <= sparseRows);
    numSparse += packer.isSparse();
    numRescaled += packer.run();
    return true;
  }

  static bool packQuantized(IRRewriter &rewriter, Operation *op,
                            std::string &reason) {
    auto runs = dyn_cast<MatmulRunsOp>(op);
    if (runs && hasPlanes(runs)) {
      auto site = matchPlanesSite(runs, reason);
      return site && isOneRowSite(*site, reason) &&
             replace(rewriter, site->weights, runs.getBias(),
                     [&] { packPlanes(rewriter, *site); });
    }
    auto site = matchCodesSite(op, reason);
    return site && replace(rewriter, site->weights, site->givenBias, [&] {
             runs ? packRuns(rewriter, *site) : packCodes(rewriter, *site);
           });
  }

  // True; nobody may read the weights and the bias afterwards.
  static bool replace(IRRewriter &rewriter, AssembleOp weights, Value bias,
                      function_ref<void()> pack) {
    SmallVector<Value> old(weights->getOperands());
    old.push_back(bias);
    pack();
    if (weights->use_empty())
      rewriter.eraseOp(weights);
    eraseConstants(rewriter, old);
    return true;
  }
};
} // namespace
