// SPDX-License-Identifier: Apache-2.0
// --qopt-integers-to-binary-codes: constant integers of k bits as sums of k signed
// scales (Park et al., LUT-GEMM, 2022), where f32 holds every one of these sums.
//   assemble(c, s, z) : int<u4>  ->  assemble(c, [s/2, s, 2s, 4s], z') : bcq<4>
#include "qopt/Quantize/Weights/Passes.h"

#include "qopt/IR/FormatCodec.h"
#include "qopt/Numerics/Formats/Bcq.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "qopt-integers-to-binary-codes"

namespace mlir::qopt {
#define GEN_PASS_DEF_INTEGERSTOBINARYCODES
#include "qopt/Quantize/Weights/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

// The parts of an assembled constant, and of the same numbers in binary codes.
struct Parts {
  int planes = 0;
  int64_t lowest = 0; ///< code that has no bits
  SmallVector<int64_t> codes, zeroPoints;
  SmallVector<double> scales;
  std::vector<float> planeScales, realZeroPoints;
};

// Whether every code of a slot is the same f32 in both forms.
bool isExact(const Parts &parts, const FormatCodec &codec, size_t slot) {
  size_t slots = parts.scales.size();
  for (int64_t bits = 0; bits < int64_t{1} << parts.planes; ++bits) {
    float wanted = codec.dequantize(bits + parts.lowest,
                                    static_cast<float>(parts.scales[slot]),
                                    parts.zeroPoints[slot]);
    float got = num::decodeBcq(static_cast<uint32_t>(bits),
                               parts.planeScales.data() + slot, slots,
                               parts.planes) -
                parts.realZeroPoints[slot];
    if (wanted != got)
      return false;
  }
  return true;
}

// Scales and zero points of binary codes; the first slot whose numbers they do
// not hold, or nothing.
std::optional<size_t> embed(Parts &parts, FormatInterface format) {
  size_t slots = parts.scales.size();
  parts.planeScales.resize(parts.planes * slots);
  for (size_t slot = 0; slot < slots; ++slot) {
    num::BcqGroup group = num::bcqOfInteger(
        parts.planes, static_cast<float>(parts.scales[slot]),
        parts.zeroPoints[slot] - parts.lowest);
    for (int p = 0; p < parts.planes; ++p)
      parts.planeScales[p * slots + slot] = static_cast<float>(group.alphas[p]);
    parts.realZeroPoints.push_back(static_cast<float>(-group.bias));
  }
  FormatCodec codec(format);
  for (size_t slot = 0; slot < slots; ++slot)
    if (!isExact(parts, codec, slot))
      return slot;
  return std::nullopt;
}

// A constant that only dequantize and weight-only products read.
std::optional<Parts> readParts(AssembleOp op) {
  QType q = getQType(op.getType());
  auto format = dyn_cast<IntAttr>(q.getFormat());
  if (!format || format.getWidth() > 8 || q.getNofM() ||
      hasRealZeroPoint(op.getZeroPoint()))
    return std::nullopt;
  bool isRead = !op->use_empty() &&
                llvm::all_of(op->getUsers(), [](Operation *user) {
                  return isa<DequantizeOp>(user) || isWeightOnly(user);
                });
  auto codes = getConstantInts(op.getCodes());
  auto scales = getConstantFloats(op.getScale());
  auto zeroPoints = getConstantInts(op.getZeroPoint());
  if (!isRead || !codes || !scales || !zeroPoints)
    return std::nullopt;
  Parts parts;
  parts.planes = static_cast<int>(format.getWidth());
  parts.lowest =
      format.getIsSigned() ? -(int64_t{1} << (format.getWidth() - 1)) : 0;
  parts.codes = std::move(*codes);
  parts.scales = std::move(*scales);
  parts.zeroPoints = std::move(*zeroPoints);
  return parts;
}

struct IntegersToBinaryCodes final
    : mlir::qopt::impl::IntegersToBinaryCodesBase<IntegersToBinaryCodes> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<AssembleOp> ops;
    getOperation()->walk([&](AssembleOp op) { ops.push_back(op); });
    for (AssembleOp op : ops) {
      auto parts = readParts(op);
      if (!parts)
        continue;
      if (auto slot = embed(*parts, getQType(op.getType()).getFormat())) {
        op->emitRemark() << "'" << getNodeName(op)
                         << "' keeps its integers: expected scales of which f32 "
                            "holds every multiple, got "
                         << parts->scales[*slot];
        ++numKept;
        continue;
      }
      replace(op, *parts);
      ++numConverted;
    }
  }

private:
  static void replace(AssembleOp op, Parts &parts) {
    OpBuilder b(op);
    Location loc = op.getLoc();
    QType q = getQType(op.getType());
    auto format = BcqAttr::get(op.getContext(), parts.planes);
    RankedTensorType type = op.getType().clone(
        QType::get(op.getContext(), format, q.getGranularity()));
    for (int64_t &code : parts.codes)
      code -= parts.lowest;
    Value whole = AssembleOp::create(
        b, loc, type,
        createIntConstant(b, loc, format.getStorageType(),
                          op.getType().getShape(), parts.codes),
        createFloatConstant(b, loc, getScaleShape(type), parts.planeScales),
        createFloatConstant(
            b, loc,
            cast<RankedTensorType>(op.getZeroPoint().getType()).getShape(),
            parts.realZeroPoints));
    SmallVector<Value> old(op->getOperands());
    op.replaceAllUsesWith(whole);
    op.erase();
    for (Value value : old)
      if (Operation *constant = value.getDefiningOp())
        if (constant->use_empty())
          constant->erase();
  }
};

} // namespace
