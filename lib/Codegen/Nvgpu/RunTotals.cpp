// SPDX-License-Identifier: Apache-2.0
// Conversions of integers are slow on GPUs: a quarter of the rate of a sum or less. But
// numbers in [2^23, 2^24) have integers for mantissas. A sum that begins as the bits of
// 1.5 * 2^23 and stays within 2^22 of that is such a number, and the difference, times a
// power of two, is one exact operation.
#include "RunTotals.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kMiddleBits = 0x4b400000; // of kMiddle
constexpr float kMiddle = 12582912.0f;      // 1.5 * 2^23
constexpr int64_t kRoom = int64_t(1) << 22;

RunTotals::RunTotals(NvvmEmit &b, const GpuCodes &codes, int64_t shift)
    : b(b), shift(shift), inMantissa(codes.largest << shift < kRoom),
      first(b.word(inMantissa ? kMiddleBits : 0)) {}

// Both forms are exact but for the one rounding of f32(sum), which has at most 24 bits
// and needs none in the first.
Value RunTotals::toFloat(Value sum) {
  float unit = 1.0f / static_cast<float>(int64_t(1) << shift);
  if (inMantissa)
    return b.fusedFloat(b.asFloat(sum), unit, -kMiddle * unit);
  if (shift > 0)
    sum = b.shiftRightSigned(sum, b.word(shift));
  return b.toFloat(sum);
}

Value RunTotals::add(Value total, Value sum, Value scale) {
  return b.addFloat(total, b.mulFloat(toFloat(sum), scale));
}
