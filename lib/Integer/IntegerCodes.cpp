// SPDX-License-Identifier: Apache-2.0
// Codes of table formats (flint, powers of two, E2M1, E2M3, ternary, ...) as the
// integers they stand for, and integers as codes again.
//   value = integer * 2^-e, so  value * scale = integer * (scale * 2^-e)
#include "Lowering.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// The signed integer format of `bits` bits, in units of 2^-exponent.
static void setFormat(OpBuilder &builder, Coded &coded, int bits,
                      int exponent) {
  coded.format = IntAttr::get(builder.getContext(), std::max(bits, 1),
                              /*isSigned=*/true, /*narrow=*/false);
  for (double &scale : coded.scales)
    scale = std::ldexp(scale, -exponent);
}

// The integers of all codes, or nothing where one stands for NaN or infinity.
static std::optional<SmallVector<int64_t>>
readIntegers(const num::CodeTable &table, ArrayRef<int64_t> codes) {
  SmallVector<int64_t> integers;
  integers.reserve(codes.size());
  for (int64_t code : codes) {
    if (!std::isfinite(table.decode(static_cast<uint32_t>(code))))
      return std::nullopt;
    integers.push_back(table.decodeInteger(static_cast<uint32_t>(code)));
  }
  return integers;
}

// Null codes where one of them is no integer.
static Coded constantIntegers(OpBuilder &builder, Coded coded,
                              const num::CodeTable &table,
                              ArrayRef<int64_t> codes) {
  Location loc = coded.codes.getLoc();
  auto shape = cast<RankedTensorType>(coded.codes.getType()).getShape();
  coded.codes = nullptr;
  auto exponent = table.integerExponent();
  if (!exponent || table.integerBits() > 16)
    return coded;
  auto integers = readIntegers(table, codes);
  if (!integers)
    return coded;
  setFormat(builder, coded, table.integerBits(), *exponent);
  coded.codes = createIntConstant(
      builder, loc, coded.format.getStorageType(), shape, *integers);
  return coded;
}

// The 256 integers of a stored code; bits beyond the code's own say nothing.
static Value decodeByTable(OpBuilder &builder, Location loc, Value codes,
                           const num::CodeTable &table, Type element,
                           int fractionBits) {
  SmallVector<int64_t> entries;
  for (uint32_t code = 0; code < 256; ++code)
    entries.push_back(table.decodeInteger(code) * (int64_t{1} << fractionBits));
  Value constant = createIntConstant(builder, loc, element, {1, 256}, entries);
  auto shape = cast<RankedTensorType>(codes.getType()).getShape();
  return TableOp::create(builder, loc, RankedTensorType::get(shape, element),
                         codes, constant);
}

Coded mlir::qopt::toIntegers(OpBuilder &builder, const Coded &coded,
                             int fractionBits) {
  const num::CodeTable *table = coded.format.getTable();
  if (coded.format.isUniform())
    return coded;
  auto codes = getConstantInts(coded.codes);
  if (table && codes && fractionBits == 0)
    return constantIntegers(builder, coded, *table, *codes);
  Coded result = coded;
  auto form = getIntegerForm(coded.format);
  if (!form) {
    result.codes = nullptr;
    return result;
  }
  setFormat(builder, result, form->bits + fractionBits,
             form->exponent + fractionBits);
  result.range = {form->min * (int64_t{1} << fractionBits),
                  form->max * (int64_t{1} << fractionBits)};
  result.codes =
      decodeByTable(builder, coded.codes.getLoc(), coded.codes, *table,
                    result.format.getStorageType(), fractionBits);
  return result;
}

Value mlir::qopt::createEncode(OpBuilder &builder, Location loc,
                               Value integers, FormatInterface format,
                               const num::IntegerEncoder &encoder) {
  Type element = format.getStorageType();
  auto shape = cast<RankedTensorType>(integers.getType()).getShape();
  if (encoder.thresholds.empty()) // whatever comes has one code
    return createIntConstant(builder, loc, element, shape, encoder.codes);
  return EncodeOp::create(builder, loc, RankedTensorType::get(shape, element),
                          integers, encoder.thresholds, encoder.codes);
}

// Decision points that the element type does not reach decide nothing.
static num::IntegerEncoder cutTo(const num::IntegerEncoder &encoder,
                                 num::IntRange range) {
  num::IntegerEncoder kept;
  kept.codes.push_back(encoder.codes.front());
  for (auto [threshold, code] :
       llvm::zip(encoder.thresholds, llvm::drop_begin(encoder.codes))) {
    if (threshold > range.max)
      break;
    if (threshold <= range.min) {
      kept.codes.back() = code;
      continue;
    }
    kept.thresholds.push_back(threshold);
    kept.codes.push_back(code);
  }
  return kept;
}

Value Lowering::encodeSteps(Location loc, Value integers, const Coded &table,
                            double unit) {
  num::IntegerEncoder encoder = num::makeIntegerEncoder(
      *table.format.getTable(), num::RoundingMode::NearestEven, unit);
  return createEncode(builder, loc, integers, table.format,
                      cutTo(encoder, getIntegerRange(integers.getType())));
}

Value Lowering::encodeOwn(Location loc, Value integers, const Coded &table,
                          int fractionBits) {
  int exponent = getIntegerForm(table.format)->exponent + fractionBits;
  return encodeSteps(loc, integers, table, std::ldexp(1.0, -exponent));
}

FailureOr<Value> Lowering::finishTable(Operation *op, const Unrounded &from,
                                       const Coded &result) {
  auto form = getIntegerForm(result.format);
  int bits = form->exponent + num::encoderFractionBits(*form);
  num::IntegerEncoder encoder =
      num::makeIntegerEncoder(*result.format.getTable(),
                              num::RoundingMode::NearestEven,
                              std::ldexp(1.0, -bits));
  if (encoder.thresholds.empty())
    return createEncode(builder, op->getLoc(), from.integers, result.format,
                        encoder);
  RescaleSpec spec;
  for (double s : from.scales)
    spec.factors.push_back(std::ldexp(s / result.scale(), bits));
  spec.inZp = from.inZp;
  spec.lo = encoder.lowest();
  spec.hi = encoder.highest();
  spec.elementType = builder.getI32Type();
  auto steps = rescale(op, from.integers, spec);
  if (failed(steps))
    return failure();
  return createEncode(builder, op->getLoc(), *steps, result.format, encoder);
}
