// SPDX-License-Identifier: Apache-2.0
// Integer arithmetic that converts between small floats' codes and the bits of
// f32 and f64, for passes that emit it. What it computes is
// `qopt/Numerics/Formats/Minifloat.h`, bit for bit.
#ifndef QOPT_INTEROP_MINIFLOATCASTS_H
#define QOPT_INTEROP_MINIFLOATCASTS_H

#include "qopt/Numerics/Formats/Minifloat.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

#include <optional>

namespace mlir::qopt {

/// The format of a builtin float type of at most 16 bits; nullopt for others.
std::optional<::qopt::numerics::MinifloatFormat> getMinifloatFormat(Type type);

/// Codes to numbers. `codes`: iN, N the format's width, or a vector or static
/// tensor of them. Result: the bits of the f32 (`wide` = 32) or f64 (64) with
/// the same value, as an integer of that width. NaNs become quiet; their sign
/// is kept where the format has signed NaNs. The format has at most 8 exponent
/// bits and an integer bias.
Value emitMinifloatDecode(OpBuilder &builder, Location loc, Value codes,
                          const ::qopt::numerics::MinifloatFormat &format,
                          unsigned wide);

/// Numbers to codes: the inverse, rounding once. `bits`: i32 or i64, the bits
/// of f32 or f64, any shape as above. Saturation and specials as in
/// `format.overflow` and `format.specials`. Result: iN. The format has gradual
/// underflow or is E8M0, and is not bf16 (whose exponents are all of f32's).
Value emitMinifloatEncode(OpBuilder &builder, Location loc, Value bits,
                          const ::qopt::numerics::MinifloatFormat &format,
                          arith::RoundingMode rounding);

} // namespace mlir::qopt

#endif // QOPT_INTEROP_MINIFLOATCASTS_H
