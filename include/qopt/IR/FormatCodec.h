// SPDX-License-Identifier: Apache-2.0
// A format's arithmetic with everything looked up once: for loops over the
// elements of a tensor, where FormatInterface would look up its table each time.
#ifndef QOPT_IR_FORMATCODEC_H
#define QOPT_IR_FORMATCODEC_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/ZeroPoint.h"

namespace mlir::qopt {

/// Quantize and dequantize exactly as FormatInterface does (Numerics'
/// IntFormat.h, TableFormat.h and ZeroPoint.h). Formats with one scale per slot
/// only (asserted): others are Numerics' Bcq.h. Valid as long as the format's
/// context.
class FormatCodec {
public:
  explicit FormatCodec(FormatInterface format);

  /// Scale and real zero point that cover [lo, hi] (Numerics' ZeroPoint.h).
  std::optional<::qopt::numerics::RealZeroParams>
  chooseRealZero(double lo, double hi) const {
    return table ? ::qopt::numerics::chooseRealZero(lo, hi, *table)
                 : ::qopt::numerics::chooseRealZero(lo, hi, integer);
  }
  /// The code of 0 under an integer zero point: what sparsity leaves out.
  int64_t zeroCode(int64_t zeroPoint) const {
    return table ? static_cast<int64_t>(table->zeroCode()) : zeroPoint;
  }

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
  /// The same under a zero point of either kind; a real one is subtracted from
  /// f32(value) in f32.
  float centred(int64_t code, const ::qopt::numerics::ZeroPoint &zero) const {
    return zero.isReal
               ? ::qopt::numerics::centredRealZero(decode(code), zero.real)
               : centred(code, zero.integer);
  }
  float dequantize(int64_t code, float scale,
                   const ::qopt::numerics::ZeroPoint &zero) const {
    return centred(code, zero) * scale;
  }
  int64_t quantize(float x, float scale,
                   const ::qopt::numerics::ZeroPoint &zero,
                   ::qopt::numerics::RoundingMode mode, uint64_t index) const;
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
  /// The same; a real zero point is added in double before rounding (NaN of a
  /// uniform format: 0).
  int64_t encodeReal(double real, double scale,
                     const ::qopt::numerics::ZeroPoint &zero,
                     ::qopt::numerics::RoundingMode mode, uint64_t index) const;

private:
  const ::qopt::numerics::CodeTable *table;
  ::qopt::numerics::IntFormat integer{1, false, false}; ///< without a table
};

/// What qopt.dequantize makes of constant codes, in any format: row-major numbers;
/// nullopt where codes, scales or zero points are not constant.
std::optional<std::vector<float>> dequantizeConstant(AssembleOp op);

} // namespace mlir::qopt

#endif // QOPT_IR_FORMATCODEC_H
