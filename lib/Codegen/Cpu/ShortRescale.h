// SPDX-License-Identifier: Apache-2.0
// Rescales in 32-bit lanes, where constants prove that to be exact: twice the lanes of
// the general form, and no product of 64 bits.
#ifndef QOPT_LIB_CODEGEN_CPU_SHORTRESCALE_H
#define QOPT_LIB_CODEGEN_CPU_SHORTRESCALE_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt::codegen {

/// (x - in_zp) * m / 2^s rounded half up (RequantRounding::single), as i32.
///
/// Bytes, with one constant m = h * 2^16 + l and s: |x - in_zp| < 2^9, so that both
/// partial products fit. With floor((a * 2^16 + b) / 2^s) = floor((a + floor(b / 2^16))
/// / 2^(s - 16)) for s >= 16, and a * 2^(16 - s) + floor(b / 2^s) below.
///
/// Sums of 32 bits without in_zp, with constant s in [33, 62]: the rounding term is a
/// multiple of 2^32, hence only the product's high half counts.
class ShortRescale {
public:
  explicit ShortRescale(RescaleOp op);

  /// Whether the op is of one of the two kinds.
  bool applies() const { return isByte || isHighHalf; }

  /// `args`: x as stored, m (i32), s (i8). The result is unclamped, without out_zp, and
  /// at least 2^16 below the limits of i32.
  Value build(OpBuilder &b, Location loc, ValueRange args) const;

private:
  bool provesByte() const;
  bool provesHighHalf() const;
  Value buildByte(OpBuilder &b, Location loc, Value x) const;
  Value buildHighHalf(OpBuilder &b, Location loc, ValueRange args) const;

  mutable RescaleOp op;
  Type element;
  SmallVector<int64_t> multipliers, shifts; ///< empty where not constant
  bool isByte, isHighHalf;
};

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_SHORTRESCALE_H
