// SPDX-License-Identifier: Apache-2.0
// A format's arithmetic with everything looked up once: for loops over the
// elements of a tensor, where FormatInterface would look up its table each time.
#ifndef QOPT_IR_FORMATCODEC_H
#define QOPT_IR_FORMATCODEC_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Quantize and dequantize exactly as FormatInterface does (Numerics'
/// IntFormat.h and TableFormat.h). Valid as long as the format's context.
class FormatCodec {
public:
  explicit FormatCodec(FormatInterface format);

  /// The format's table, or null for a uniform format.
  const ::qopt::numerics::CodeTable *getTable() const { return table; }

  /// The number of a code. Codes of uniform formats are taken as they are.
  double decode(int64_t code) const {
    return table ? table->decode(static_cast<uint32_t>(code))
                 : static_cast<double>(code);
  }
  /// f32(value - zeroPoint), what a scale multiplies; |code|, |zeroPoint| < 2^62.
  float centred(int64_t code, int64_t zeroPoint) const {
    return table ? table->decodeF32(static_cast<uint32_t>(code))
                 : static_cast<float>(code - zeroPoint);
  }
  /// centred(code, zeroPoint) * scale, one f32 multiplication.
  float dequantize(int64_t code, float scale, int64_t zeroPoint) const {
    return centred(code, zeroPoint) * scale;
  }
  /// The code of x, an element at position `index` of its tensor (stochastic
  /// rounding draws counterHash(0, index)).
  int64_t quantize(float x, float scale, int64_t zeroPoint,
                   ::qopt::numerics::RoundingMode mode, uint64_t index) const;
  /// The code of a number that was computed in double: real / scale in double
  /// (0 where the scale is 0), rounded once, saturated; NaN of a uniform format
  /// is the zero point.
  int64_t encodeReal(double real, double scale, int64_t zeroPoint,
                     ::qopt::numerics::RoundingMode mode, uint64_t index) const;

private:
  const ::qopt::numerics::CodeTable *table;
  ::qopt::numerics::IntFormat integer{1, false, false}; ///< without a table
};

} // namespace mlir::qopt

#endif // QOPT_IR_FORMATCODEC_H
