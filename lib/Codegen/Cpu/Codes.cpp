// SPDX-License-Identifier: Apache-2.0
// Emission of decoding and encoding; see the header.
#include "Codes.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
using ::qopt::numerics::CodeTable;

Value codegen::buildScaled(OpBuilder &b, Location loc, Value x, Value scale,
                           Value scaleSource) {
  Value ratio = arith::DivFOp::create(b, loc, x, scale);
  if (getConstant(scaleSource))
    return ratio;
  Value zero = floatConst(b, loc, 0);
  Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ,
                                       scale, zero);
  return arith::SelectOp::create(b, loc, isZero, zero, ratio);
}

bool codegen::hasCodeZeroPoints(Value zeroPoint, FormatInterface format) {
  auto values = getConstantInts(zeroPoint);
  return values && llvm::all_of(*values, [&](int64_t z) {
           return z >= format.getMinCode() && z <= format.getMaxCode();
         });
}

Value codegen::lookUp(OpBuilder &b, Location loc, Value table, Value at) {
  Value index = arith::IndexCastUIOp::create(b, loc, b.getIndexType(), at);
  return tensor::ExtractOp::create(b, loc, table, index);
}

static Value isReached(OpBuilder &b, Location loc, Value x, Value threshold) {
  if (isa<FloatType>(x.getType()))
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE, x, threshold);
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, x, threshold);
}

Value codegen::searchRank(OpBuilder &b, Location loc, Value table,
                          unsigned steps, Value x) {
  Value rank = intConst(b, loc, 0, 32);
  for (unsigned step = steps; step-- > 0;) {
    // Of the next 2^step thresholds, is the last one not above x? (Integers that
    // order like floats would need no case for -0, but LLVM 22 miscompiles
    // vectors of their sign tests for AVX-512.)
    Value probe = arith::AddIOp::create(
        b, loc, rank, intConst(b, loc, (int64_t{1} << step) - 1, 32));
    Value reached = isReached(b, loc, x, lookUp(b, loc, table, probe));
    Value further = arith::AddIOp::create(
        b, loc, rank, intConst(b, loc, int64_t{1} << step, 32));
    rank = arith::SelectOp::create(b, loc, reached, further, rank);
  }
  return rank;
}

Value codegen::buildLinearIndex(OpBuilder &b, Location loc,
                                ArrayRef<int64_t> shape) {
  Value result = intConst(b, loc, 0, 64);
  for (auto [d, size] : llvm::enumerate(shape)) {
    Value i = arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                         linalg::IndexOp::create(b, loc, d));
    result = arith::MulIOp::create(b, loc, result, intConst(b, loc, size, 64));
    result = arith::AddIOp::create(b, loc, result, i);
  }
  return result;
}

//===-- Decoder -----------------------------------------------------------===//

Decoder::Decoder(OpBuilder &b, Location loc, QType type, Value zeroPoint)
    : type(type) {
  FormatInterface format = type.getFormat();
  const CodeTable *codes = format.getTable();
  if (!codes) {
    bool narrow = format.getBits() <= 16 &&
                  (hasRealZeroPoint(zeroPoint) ||
                   hasCodeZeroPoints(zeroPoint, format));
    width = narrow ? 32 : 64;
    return;
  }
  bits = format.getBits();
  std::vector<float> values(codes->numCodes());
  for (uint32_t code = 0; code < codes->numCodes(); ++code)
    values[code] = codes->decodeF32(code);
  table = createTable(b, loc, b.getF32Type(), values);
}

Value Decoder::centred(OpBuilder &b, Location loc, Value code,
                       Value zeroPoint) const {
  if (isa<FloatType>(zeroPoint.getType()))
    return arith::SubFOp::create(b, loc, value(b, loc, code), zeroPoint);
  if (!table) {
    Value wide = resizeInt(b, loc, code, type, width);
    Value zp = resizeInt(b, loc, zeroPoint, b.getI32Type(), width);
    Value steps = arith::SubIOp::create(b, loc, wide, zp);
    return arith::SIToFPOp::create(b, loc, b.getF32Type(), steps);
  }
  return value(b, loc, code);
}

Value Decoder::value(OpBuilder &b, Location loc, Value code) const {
  if (!table)
    return arith::SIToFPOp::create(b, loc, b.getF32Type(),
                                   resizeInt(b, loc, code, type, width));
  Value at = resizeInt(b, loc, code, type, 32);
  // A stored byte may hold more bits than a code has.
  if (bits != code.getType().getIntOrFloatBitWidth())
    at = arith::AndIOp::create(b, loc, at,
                               intConst(b, loc, (int64_t{1} << bits) - 1, 32));
  return lookUp(b, loc, table, at);
}

//===-- TableEncoder ------------------------------------------------------===//

TableEncoder::TableEncoder(OpBuilder &b, Location loc, const CodeTable &table,
                           Rounding rounding, Type storage)
    : storage(storage) {
  CodeTable::Thresholds found = table.encodeThresholds(toNumerics(rounding));
  nanCode = found.nanCode;
  if (found.negativeZeroCode)
    negativeZeroCode = *found.negativeZeroCode;
  steps = llvm::Log2_64_Ceil(found.thresholds.size() + 1);
  // No number reaches a NaN.
  found.thresholds.resize((size_t{1} << steps) - 1,
                          std::numeric_limits<float>::quiet_NaN());
  if (steps)
    thresholds = createTable(b, loc, b.getF32Type(), found.thresholds);
  found.codeOfRank.resize(size_t{1} << steps, found.codeOfRank.back());
  if (storage.getIntOrFloatBitWidth() == 16) {
    codes = createTable(b, loc, storage, found.codeOfRank);
    return;
  }
  std::vector<uint8_t> bytes(found.codeOfRank.begin(), found.codeOfRank.end());
  codes = createTable(b, loc, storage, bytes);
}

Value TableEncoder::encode(OpBuilder &b, Location loc, Value x) const {
  Value rank = searchRank(b, loc, thresholds, steps, x);
  Value code = lookUp(b, loc, codes, rank);
  Value isNan =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
  unsigned width = storage.getIntOrFloatBitWidth();
  Value nan = intConst(b, loc, nanCode, width);
  code = arith::SelectOp::create(b, loc, isNan, nan, code);
  if (!negativeZeroCode)
    return code;
  Value bits = arith::BitcastOp::create(b, loc, b.getI32Type(), x);
  Value isNegativeZero =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, bits,
                            intConst(b, loc, int64_t{1} << 31, 32));
  return arith::SelectOp::create(b, loc, isNegativeZero,
                                 intConst(b, loc, *negativeZeroCode, width),
                                 code);
}

//===-- Parameters --------------------------------------------------------===//

// Whether a transpose leaves the granularity's axis in place, so that the scales
// behind it are those before, permuted or not.
static bool movesScales(TransposeOp op, Attribute granularity) {
  ArrayRef<int64_t> perm = op.getPerm();
  auto stays = [&](int64_t axis) { return perm[axis] == axis; };
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
    return stays(channel.getAxis());
  if (auto group = dyn_cast<GroupGranularityAttr>(granularity))
    return stays(group.getAxis());
  return isa<TokenGranularityAttr>(granularity) &&
         stays(static_cast<int64_t>(perm.size()) - 1);
}

// The op that sets the parameters of a value, and the transposes passed on the
// way to it, outermost first.
static Operation *findSource(Value value, SmallVector<TransposeOp> &passed,
                             std::string &whyNot) {
  while (Operation *op = value.getDefiningOp()) {
    if (isa<QuantizeOp, AssembleOp, RequantizeOp>(op))
      return op;
    Attribute granularity = getQType(value).getGranularity();
    auto transpose = dyn_cast<TransposeOp>(op);
    bool keeps = isa<TensorGranularityAttr>(granularity) ||
                 (isa<ReshapeOp>(op) &&
                  isa<ChannelGranularityAttr, BlockGranularityAttr>(granularity));
    if (transpose && movesScales(transpose, granularity)) {
      passed.push_back(transpose);
    } else if (!keeps || op->getNumOperands() == 0) {
      llvm::raw_string_ostream(whyNot)
          << "expected scales of granularity " << granularity
          << " to be set by an op or to move with a transpose of other axes, "
             "got them behind "
          << op->getName();
      return nullptr;
    }
    value = op->getOperand(0);
  }
  whyNot = "expected scales set by an op, got a function's argument";
  return nullptr;
}

// The scales behind a transpose: those of groups have all dimensions, those of
// tokens all but the last, and move with them; one per channel stay.
static Value moveParams(ConversionPatternRewriter &rewriter, TransposeOp op,
                        Value params) {
  Attribute granularity = getQType(op.getInput()).getGranularity();
  if (isa<ChannelGranularityAttr>(granularity))
    return params;
  int64_t rank = cast<RankedTensorType>(params.getType()).getRank();
  return createTranspose(rewriter, op.getLoc(), params,
                         op.getPerm().take_front(rank));
}

QuantParams codegen::getStoredParams(ConversionPatternRewriter &rewriter,
                                     Value value, std::string &whyNot) {
  SmallVector<TransposeOp> passed;
  Operation *source = findSource(value, passed, whyNot);
  if (!source)
    return {};
  QuantParams params = getQuantParams(source->getResult(0));
  Value scale = rewriter.getRemappedValue(params.scale);
  Value zeroPoint = rewriter.getRemappedValue(params.zeroPoint);
  for (TransposeOp op : llvm::reverse(passed)) {
    scale = moveParams(rewriter, op, scale);
    zeroPoint = moveParams(rewriter, op, zeroPoint);
  }
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> wanted =
      getScaleShape(getQType(type).getGranularity(), type.getShape());
  if (cast<RankedTensorType>(scale.getType()).getShape() ==
      ArrayRef<int64_t>(wanted))
    return {scale, zeroPoint};
  llvm::raw_string_ostream(whyNot)
      << "expected scales of the layout of " << type << ", got "
      << scale.getType() << " from " << source->getName();
  return {};
}
