// SPDX-License-Identifier: Apache-2.0
// qopt.rescale (Numerics' fixed-point requantization), qopt.table, qopt.encode.
#include "Evaluate.h"
#include "Visit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Multiplier and shift per index of the last dimension (or one for all).
static FailureOr<std::vector<num::FixedPointMultiplier>>
readMultipliers(RescaleOp op, const Operands &in) {
  std::vector<int64_t> multipliers = toInts(in[op.getMultiplier()]);
  std::vector<int64_t> shifts = toInts(in[op.getShift()]);
  std::vector<num::FixedPointMultiplier> result;
  for (size_t i = 0; i < multipliers.size(); ++i) {
    num::FixedPointMultiplier m{static_cast<int32_t>(multipliers[i]),
                                static_cast<int32_t>(shifts[i])};
    if (!num::isValid(m))
      return op.emitOpError()
             << "expected multipliers >= 0 and shifts in [0, 62], got "
             << multipliers[i] << " and " << shifts[i];
    result.push_back(m);
  }
  return result;
}

// Numerics::rescale for any bounds, not only those within int32.
static int64_t rescaleWide(int64_t x, num::FixedPointMultiplier m,
                           num::RequantRounding rounding, int64_t inZp,
                           int64_t outZp, num::IntRange bounds) {
  int64_t scaled = num::multiplyByFixedPoint(num::saturatingSub64(x, inZp), m,
                                             rounding);
  return num::clamp(num::saturatingAdd64(outZp, scaled), bounds);
}

FailureOr<Tensor> mlir::qopt::evaluate(RescaleOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  if (input.getElementType().isUnsignedInteger(64))
    return op.emitOpError() << "expected integers that fit i64, got "
                            << input.getType();
  auto multipliers = readMultipliers(op, in);
  if (failed(multipliers))
    return failure();
  num::RequantRounding rounding = toNumerics(op.getRounding());
  int64_t inZp = static_cast<int64_t>(op.getInZp());
  int64_t outZp = static_cast<int64_t>(op.getOutZp());
  num::IntRange bounds{static_cast<int64_t>(op.getLo()),
                       static_cast<int64_t>(op.getHi())};
  num::IntRange int32 = num::intRange(32, true, false);
  bool narrow = int32.contains(bounds.min) && int32.contains(bounds.max);
  std::vector<int64_t> values = toInts(input);
  size_t channels = multipliers->size();
  for (size_t i = 0; i < values.size(); ++i) {
    num::FixedPointMultiplier m =
        (*multipliers)[channels == 1 ? 0 : i % channels];
    values[i] = narrow ? num::rescale(values[i], inZp, m, rounding, outZp,
                                      bounds.min, bounds.max)
                       : rescaleWide(values[i], m, rounding, inZp, outZp,
                                     bounds);
  }
  return encodeWrapping(op, values);
}

FailureOr<Tensor> mlir::qopt::evaluate(TableOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()], &table = in[op.getTable()];
  std::vector<int64_t> codes = toInts(input), entries = toInts(table);
  int64_t least = getIntegerRange(input.getElementType()).min;
  int64_t channels = table.getShape()[0];
  for (size_t i = 0; i < codes.size(); ++i) {
    int64_t row = channels == 1 ? 0 : static_cast<int64_t>(i) % channels;
    codes[i] = entries[row * 256 + codes[i] - least];
  }
  return encodeWrapping(op, codes);
}

FailureOr<Tensor> mlir::qopt::evaluate(EncodeOp op, const Operands &in) {
  std::vector<int64_t> values = toInts(in[op.getInput()]);
  ArrayRef<int64_t> thresholds = op.getThresholds(), codes = op.getCodes();
  for (int64_t &x : values)
    x = codes[llvm::upper_bound(thresholds, x) - thresholds.begin()];
  return encodeWrapping(op, values);
}
