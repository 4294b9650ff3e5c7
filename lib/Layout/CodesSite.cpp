// SPDX-License-Identifier: Apache-2.0
// Matching of products with quantized constant weights; every refusal has its reason. Formats
// are asked what they are, never who they are.
#include "CodesSite.h"

#include "ConstantBytes.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/RunsOps.h"

#include "llvm/ADT/bit.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

// Fields wider than a byte would need more than one register of table, and such
// weights gain little over f32.
static constexpr unsigned kMaxBits = 8;

template <typename T> static std::string print(T what) {
  std::string text;
  llvm::raw_string_ostream(text) << what;
  return text;
}

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

// Consecutive k that share a scale, where that is the same in every column.
static std::string matchRun(Attribute granularity, int64_t depth, int64_t &run) {
  run = depth;
  if (isa<TensorGranularityAttr>(granularity))
    return "";
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
    if (channel.getAxis() == 1)
      return "";
  if (auto group = dyn_cast<GroupGranularityAttr>(granularity))
    if (group.getAxis() == 0) {
      run = std::min(depth, group.getSize());
      return "";
    }
  return "expected one scale per tensor, per column (#qopt.channel<1>) or per "
         "group along k (#qopt.group<0, n>), got " +
         print(granularity);
}

static std::string matchShapes(CodesSite &site) {
  ArrayRef<int64_t> rhs = shapeOf(site.rhs);
  if (rhs.size() != 2)
    return "expected a right side of rank 2, got rank " +
           std::to_string(rhs.size());
  for (Value value : {site.lhs, site.rhs})
    if (llvm::is_contained(shapeOf(value), 0))
      return "expected tensors with elements, got " + print(value.getType());
  QType type = getQType(site.rhs);
  unsigned bits = type.getFormat().getBits();
  if (bits > kMaxBits)
    return "expected a format of at most " + std::to_string(kMaxBits) +
           " bits, got " + print(type.getFormat());
  if (type.getFormat().getNumPlanes())
    return "expected a format with one scale per slot, got " +
           print(type.getFormat());
  site.geometry = {rhs[0], rhs[1], bits, 0};
  return matchRun(type.getGranularity(), rhs[0], site.geometry.run);
}

// The number of the scale of run r in column n: scale tensors are [], [N] or
// [R, N], so it is the last one repeated.
static int64_t slotOf(const CodesGeometry &g, size_t slots, int64_t r,
                      int64_t n) {
  return slots == 1 ? 0 : slots == size_t(g.columns) ? n : r * g.columns + n;
}

namespace {
// Scales by slot: their numbers, and their codes where they have some.
struct SlotScales {
  std::vector<float> numbers;
  std::vector<uint8_t> codes;
  std::vector<float> decoded; // per code, without the second level
  float second = 1;
};
} // namespace

// Constant codes of at most 8 bits under one constant scale (MX, NVFP4).
static std::optional<SlotScales> readScaleCodes(Value scale) {
  auto dequantize = scale.getDefiningOp<DequantizeOp>();
  auto assemble =
      dequantize ? dequantize.getInput().getDefiningOp<AssembleOp>() : nullptr;
  if (!assemble)
    return std::nullopt;
  QType type = getQType(assemble.getType());
  FormatInterface format = type.getFormat();
  auto codes = getConstantAs<uint8_t>(assemble.getCodes());
  auto second = getConstantAs<float>(assemble.getScale());
  if (!isa<TensorGranularityAttr>(type.getGranularity()) || !codes || !second ||
      format.isUniform() || format.getNumPlanes() ||
      hasRealZeroPoint(assemble.getZeroPoint()))
    return std::nullopt;
  FormatCodec codec(format);
  SlotScales result;
  result.codes = std::move(*codes);
  result.second = second->front();
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code)
    result.decoded.push_back(codec.centred(code, 0));
  for (uint8_t code : result.codes)
    result.numbers.push_back(codec.dequantize(code, result.second, 0));
  return result;
}

static std::optional<SlotScales> readScales(Value scale) {
  if (auto numbers = getConstantAs<float>(scale))
    return SlotScales{std::move(*numbers), {}, {}};
  return readScaleCodes(scale);
}

// A float format's codes are the upper bits of f32 numbers that are too small by
// a power of two: shift and factor, where all codes that occur agree on them.
static std::optional<ByteScales> matchFloatCodes(const SlotScales &scales) {
  for (int64_t shift = 23; shift >= 16; --shift) {
    auto base = [&](uint8_t code) {
      return llvm::bit_cast<float>(uint32_t(code) << shift);
    };
    uint8_t largest = *llvm::max_element(scales.codes);
    double ratio = double(scales.decoded[largest]) / base(largest);
    auto factor = static_cast<float>(ratio * scales.second);
    bool fits = llvm::all_of_zip(
        scales.codes, scales.numbers, [&](uint8_t code, float number) {
          return base(code) * factor == number && std::isnormal(number);
        });
    if (fits)
      return ByteScales{{}, shift,
                        factor == 1 ? std::nullopt : std::optional(factor)};
  }
  return std::nullopt;
}

// Constant parameters were checked by the verifier of qopt.assemble.
static std::string readParams(CodesSite &site) {
  auto scales = readScales(site.weights.getScale());
  if (!scales)
    return "expected constant scales, or constant codes under one scale, got "
           "values computed at run time";
  if (hasRealZeroPoint(site.weights.getZeroPoint()))
    return "expected i32 zero points, got f32";
  if (!scales->codes.empty())
    site.byteScales = matchFloatCodes(*scales);
  auto zeros = getConstantAs<int32_t>(site.weights.getZeroPoint());
  if (!zeros)
    return "expected constant zero points, got values computed at run time";
  const CodesGeometry &g = site.geometry;
  FormatInterface format = getQType(site.rhs).getFormat();
  int64_t lowest = format.isSignedCode() ? -(int64_t(1) << (g.bits - 1)) : 0;
  for (int64_t r = 0; r < g.runs(); ++r)
    for (int64_t n = 0; n < g.columns; ++n) {
      int64_t slot = slotOf(g, scales->numbers.size(), r, n);
      site.scales.push_back(scales->numbers[slot]);
      if (site.byteScales)
        site.byteScales->bytes.push_back(scales->codes[slot]);
      if (format.isUniform())
        site.zeroPoints.push_back(
            static_cast<uint8_t>((*zeros)[slot] - lowest));
    }
  return "";
}

static std::string readCodes(CodesSite &site) {
  auto codes = getConstantAs<uint8_t>(site.weights.getCodes());
  if (!codes)
    return "expected constant weights, got a value computed at run time";
  const CodesGeometry &g = site.geometry;
  FormatInterface format = getQType(site.rhs).getFormat();
  uint8_t lowest = format.isSignedCode() ? uint8_t(-(1 << (g.bits - 1))) : 0;
  site.fields = std::move(*codes);
  for (uint8_t &field : site.fields)
    field = uint8_t(field - lowest);
  if (format.isUniform())
    return "";
  FormatCodec codec(format);
  site.table.assign(size_t(1) << g.bits, 0.0f);
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code)
    site.table[code - format.getMinCode()] = codec.centred(code, 0);
  return "";
}

static std::string readBias(CodesSite &site) {
  site.bias.assign(site.geometry.columns, 0.0f);
  if (!site.givenBias)
    return "";
  auto bias = getConstantAs<float>(site.givenBias);
  if (!bias)
    return "expected a constant bias, got a value computed at run time";
  site.bias = std::move(*bias);
  return "";
}

static void readOperands(CodesSite &site) {
  auto read = [&](auto op) {
    site.lhs = op.getLhs();
    site.rhs = op.getRhs();
    site.givenBias = op.getBias();
  };
  if (auto runs = dyn_cast<MatmulRunsOp>(site.op))
    read(runs);
  else
    read(cast<MatmulOp>(site.op));
}

std::optional<CodesSite> mlir::qopt::matchCodesSite(Operation *op,
                                                    std::string &reason) {
  CodesSite site;
  site.op = op;
  readOperands(site);
  site.weights = site.rhs.getDefiningOp<AssembleOp>();
  if (!site.weights) {
    Operation *source = site.rhs.getDefiningOp();
    reason = "expected codes assembled with their scales, got " +
             (source ? source->getName().getStringRef().str()
                     : std::string("a function argument"));
    return std::nullopt;
  }
  reason = matchShapes(site);
  for (auto read : {readParams, readCodes, readBias})
    if (reason.empty())
      reason = read(site);
  if (!reason.empty())
    return std::nullopt;
  return site;
}
