// SPDX-License-Identifier: Apache-2.0
// Dispatch between uniform and table formats, once per tensor.
#include "qopt/IR/FormatCodec.h"

#include "qopt/Numerics/Saturate.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

FormatCodec::FormatCodec(FormatInterface format) : table(format.getTable()) {
  if (table)
    return;
  int bits = static_cast<int>(format.getBits());
  bool isSigned = format.isSignedCode();
  bool narrow = format.getMinCode() != num::intRange(bits, isSigned, false).min;
  integer = {bits, isSigned, narrow};
}

int64_t FormatCodec::quantize(float x, float scale, int64_t zeroPoint,
                              num::RoundingMode mode, uint64_t index) const {
  if (table)
    return num::quantize(x, scale, *table, mode, /*seed=*/0, index);
  return num::quantize(x, scale, zeroPoint, integer, mode, /*seed=*/0, index);
}

int64_t FormatCodec::encodeReal(double real, double scale, int64_t zeroPoint,
                                num::RoundingMode mode, uint64_t index) const {
  double steps = scale == 0 ? 0 : real / scale;
  if (table)
    return table->encode(steps, mode, /*seed=*/0, index);
  // Far beyond every code, and far from overflow when the zero point is added.
  constexpr int64_t kFar = int64_t{1} << 52;
  int64_t rounded = num::saturateFromDouble(
      num::roundTo(steps, mode, /*seed=*/0, index), {-kFar, kFar});
  return num::clamp(rounded + zeroPoint, integer.range());
}
