// SPDX-License-Identifier: Apache-2.0
// qopt-pack-gpu-floats: products of codes of small floats become qopt.mma_float_matmul.
// See Passes.td for before and after.
#include "ConstantBytes.h"
#include "GpuRows.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Numerics/Formats/Minifloat.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

namespace mlir::qopt {
#define GEN_PASS_DEF_PACKGPUFLOATS
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- Formats -----------------------------------------------------------===//

// Whether every code of `format` means what it means in `name`.
static bool hasNumbersOf(FormatInterface format, std::string_view name) {
  num::CodeTable table = num::tableOf(*num::namedMinifloat(name));
  if (format.getBits() != static_cast<unsigned>(table.bits()) || format.getNumPlanes() ||
      format.isSignedCode())
    return false;
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code) {
    double a = format.decode(code), b = table.decode(static_cast<uint32_t>(code));
    if (a != b && !(std::isnan(a) && std::isnan(b)))
      return false;
  }
  return true;
}

// The type of matrix instructions that has the format's numbers; null where none has.
static Type findFloatType(FormatInterface format) {
  MLIRContext *context = format.getContext();
  for (Type type : {Type(Float8E4M3FNType::get(context)), Type(Float8E5M2Type::get(context)),
                    Type(Float16Type::get(context)), Type(BFloat16Type::get(context))}) {
    std::string name;
    llvm::raw_string_ostream(name) << type;
    if (hasNumbersOf(format, name))
      return type;
  }
  return {};
}

//===-- Sites -------------------------------------------------------------===//

namespace {
struct FloatSite {
  MatmulOp op;
  AssembleOp input, weights;
  Type inputType, weightType; ///< of the instruction
};
} // namespace

static std::string print(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

// Zero points are those of formats that have none.
static std::string matchSide(AssembleOp assemble, StringRef side, Type &type) {
  QType quantized = getQType(assemble.getType());
  type = findFloatType(quantized.getFormat());
  if (!type)
    return ("expected " + side + " in E4M3 (e4m3fn), E5M2, f16 or bf16, got ").str() +
           print(quantized);
  auto zeros = getConstantAs<int32_t>(assemble.getZeroPoint());
  if (hasRealZeroPoint(assemble.getZeroPoint()) || !zeros ||
      !llvm::all_of(*zeros, [](int32_t zero) { return zero == 0; }))
    return ("expected zero points of 0 of the " + side + ", got others").str();
  return "";
}

// Products of codes with codes; null, without a reason for those of other kinds.
static std::optional<FloatSite> matchSite(MatmulOp op, std::string &reason) {
  auto dequantize = op.getLhs().getDefiningOp<DequantizeOp>();
  FloatSite site{op, {}, op.getRhs().getDefiningOp<AssembleOp>(), {}, {}};
  if (dequantize)
    site.input = dequantize.getInput().getDefiningOp<AssembleOp>();
  if (!site.input || !site.weights)
    return std::nullopt;
  reason = matchSide(site.input, "activations", site.inputType);
  if (reason.empty())
    reason = matchSide(site.weights, "weights", site.weightType);
  if (!reason.empty())
    return std::nullopt;
  QType x = getQType(site.input.getType()), w = getQType(site.weights.getType());
  auto filter = cast<RankedTensorType>(site.weights.getType());
  auto channel = dyn_cast<ChannelGranularityAttr>(w.getGranularity());
  unsigned bits = site.inputType.getIntOrFloatBitWidth();
  if (site.weightType.getIntOrFloatBitWidth() != bits ||
      (bits == 16 && site.inputType != site.weightType))
    reason = "expected two types of 8 bits or two equal ones, got " + print(site.inputType) +
             " and " + print(site.weightType);
  else if (!getConstant(site.weights.getCodes()) || filter.getRank() != 2)
    reason = "expected constant weights of rank 2, got " + print(filter) +
             (getConstant(site.weights.getCodes()) ? "" : " computed at run time");
  else if (!isa<TensorGranularityAttr, TokenGranularityAttr>(x.getGranularity()))
    reason = "expected one scale per row or for all activations, got " + print(x);
  else if (!isa<TensorGranularityAttr>(w.getGranularity()) && !(channel && channel.getAxis() == 1))
    reason = "expected one scale per column or for all weights, got " + print(w);
  return reason.empty() ? std::optional(site) : std::nullopt;
}

//===-- Packing -----------------------------------------------------------===//

namespace {
class FloatPacker {
public:
  FloatPacker(IRRewriter &rewriter, FloatSite site, int64_t block, int64_t align,
              int64_t promote)
      : rewriter(rewriter), site(site), loc(site.op.getLoc()), block(block), align(align),
        promote(promote) {}
  void run();

private:
  template <typename T> Value packWeights();
  int64_t elementBytes() const { return site.inputType.getIntOrFloatBitWidth() / 8; }
  int64_t blockOf(int64_t depth) const {
    return elementBytes() == 1 && depth % align == 0 ? block : 16;
  }

  IRRewriter &rewriter;
  FloatSite site;
  Location loc;
  int64_t block, align, promote;
};
} // namespace

// [K, N] as padded rows of k.
template <typename T> Value FloatPacker::packWeights() {
  auto codes = *getConstantAs<T>(site.weights.getCodes());
  auto type = cast<RankedTensorType>(site.weights.getType());
  int64_t depth = type.getDimSize(0), columns = type.getDimSize(1);
  auto row = static_cast<int64_t>(getMmaRowBytes(depth * sizeof(T)) / sizeof(T));
  std::vector<T> rows(static_cast<size_t>(columns * row), 0);
  for (int64_t k = 0; k < depth; ++k)
    for (int64_t n = 0; n < columns; ++n)
      rows[n * row + k] = codes[k * columns + n];
  auto packed = RankedTensorType::get({columns, row}, rewriter.getIntegerType(8 * sizeof(T)));
  return createConstant(rewriter, loc, packed, rows);
}

void FloatPacker::run() {
  rewriter.setInsertionPoint(site.op);
  auto type = cast<RankedTensorType>(site.op.getType());
  Value input = toRows(rewriter, loc, site.input.getCodes());
  Value weights = elementBytes() == 1 ? packWeights<uint8_t>() : packWeights<uint16_t>();
  Value rows = flatten(rewriter, loc, site.input.getScale());
  Value columns = flatten(rewriter, loc, site.weights.getScale());
  int64_t count = type.getShape().back();
  int64_t depth = cast<RankedTensorType>(input.getType()).getDimSize(1);
  Value init = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<int64_t>{type.getNumElements() / count, count},
      rewriter.getF32Type());
  Value packed = MmaFloatMatmulOp::create(
                     rewriter, loc, init.getType(), input, weights, site.op.getBias(), rows,
                     columns, init, TypeAttr::get(site.inputType),
                     TypeAttr::get(site.weightType),
                     rewriter.getI64IntegerAttr(blockOf(depth)),
                     rewriter.getI64IntegerAttr(promote))
                     .getResult();
  rewriter.replaceOp(site.op, fromRows(rewriter, loc, packed, type));
}

namespace {
struct PackGpuFloats final : mlir::qopt::impl::PackGpuFloatsBase<PackGpuFloats> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(checkOptions()))
      return signalPassFailure();
    SmallVector<MatmulOp> candidates;
    getOperation()->walk([&](MatmulOp op) { candidates.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (MatmulOp op : candidates) {
      std::string reason;
      if (auto site = matchSite(op, reason)) {
        FloatPacker(rewriter, *site, block, align, promote).run();
        ++numPacked;
      } else if (!reason.empty()) {
        op->emitRemark() << "'" << getNodeName(op) << "' stays in f32: " << reason;
        ++numRefused;
      }
    }
  }

private:
  LogicalResult checkOptions() {
    if (block != 16 && block != 32)
      return getOperation()->emitError()
             << "expected block to be 16 or 32, got " << block.getValue();
    if (align < 1)
      return getOperation()->emitError()
             << "expected align to be positive, got " << align.getValue();
    if (promote < 0 || promote % 64 != 0)
      return getOperation()->emitError()
             << "expected promote to be 0 or a positive multiple of 64, got "
             << promote.getValue();
    return success();
  }
};
} // namespace
