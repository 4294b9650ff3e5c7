// SPDX-License-Identifier: Apache-2.0
//
// Small floats with any split into exponent and mantissa: the builtin MLIR
// types, OCP FP8/FP6/FP4/E8M0, FNUZ, f16 and bf16, and the all-finite FP8 with
// a real-valued bias of "FP8 Quantization: The Power of the Exponent" (2022).
#ifndef QOPT_NUMERICS_FORMATS_MINIFLOAT_H
#define QOPT_NUMERICS_FORMATS_MINIFLOAT_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

/// What the codes at the top of the range mean.
enum class FloatSpecials : uint32_t {
  None = 0, ///< every code is finite (OCP FP6 and FP4, "xMyE")
  Ieee = 1, ///< top exponent: mantissa 0 is infinity, others are NaN
  Fn = 2,   ///< no infinity; all ones is NaN (OCP E4M3, E8M0)
  Fnuz = 3, ///< no infinity, no -0; the code of -0 is the NaN
};

/// What an exponent field of 0 means.
enum class SubnormalRule : uint32_t {
  Gradual = 0, ///< m * 2^(1 - bias - M): IEEE
  Flush = 1,  ///< all are 0; those with m != 0 (and their -) are never produced
  Absent = 2, ///< an ordinary binade: there is no zero (E8M0)
};

/// Whether too large values become the largest finite one, or infinity or NaN
/// where the format has it.
enum class OverflowRule : uint32_t { Saturate = 0, Special = 1 };

/// Codes are sign | exponent | mantissa from the top, 1..16 bits in all.
/// value = (-1)^s * 2^(e - bias) * (1 + m / 2^M) for normal codes.
struct MinifloatFormat {
  int exponentBits; ///< 1..8
  int mantissaBits; ///< 0..14
  double bias;      ///< finite; may have a fraction
  FloatSpecials specials = FloatSpecials::None;
  bool isSigned = true;
  SubnormalRule subnormals = SubnormalRule::Gradual;
  OverflowRule overflow = OverflowRule::Saturate;

  int bits() const { return exponentBits + mantissaBits + (isSigned ? 1 : 0); }
  bool operator==(const MinifloatFormat &o) const;
};

/// "none", "ieee", "fn", "fnuz"; "gradual", "flush", "absent"; "saturate",
/// "special"; and back.
std::string_view name(FloatSpecials specials);
std::string_view name(SubnormalRule rule);
std::string_view name(OverflowRule rule);
std::optional<FloatSpecials> parseFloatSpecials(std::string_view text);
std::optional<SubnormalRule> parseSubnormalRule(std::string_view text);
std::optional<OverflowRule> parseOverflowRule(std::string_view text);

/// The usual bias: 2^(E-1) - 1 with Ieee and Fn, 2^(E-1) with Fnuz and None
/// (OCP FP6 and FP4 use 2^(E-1) - 1 all the same: say so in the format).
double defaultBias(int exponentBits, FloatSpecials specials);

/// The bias that makes `maxValue` > 0 the largest value of an all-finite format
/// with gradual underflow: 2^E - log2(maxValue) + log2(2 - 2^-M) - 1.
double biasForMax(int exponentBits, int mantissaBits, double maxValue);

/// Empty, or what is wrong: field widths, a width above 16 bits, a bias that is
/// not finite or puts values out of 2^+-512; Ieee without mantissa bits (no
/// code for NaN); Fn without mantissa bits but with a zero; Fnuz unsigned or
/// without zero; Special overflow without special codes.
std::string check(const MinifloatFormat &format);

/// The table of a good format. With a fractional bias the values are rounded to
/// f32 where all of them are normal f32 numbers (so that they are the same with
/// every mathematical library), else to f64. Ties to even (IEEE; between two
/// powers of two that is away from zero); NaN: Ieee the quiet NaN with the top
/// mantissa bit, Fn all ones, sign clear; None the code of +0. -0 and negative
/// underflow give -0 where there is one. Infinite inputs saturate or overflow
/// like any large number (OFP8's and PTX' satfinite; some libraries keep Inf
/// when saturating). Negative inputs of unsigned formats give the smallest
/// value, or, with Special overflow and no zero (E8M0), NaN.
CodeTable tableOf(const MinifloatFormat &format);

/// By MLIR's name: f8E5M2, f8E4M3FN, f8E5M2FNUZ, f8E4M3FNUZ, f8E4M3B11FNUZ,
/// f8E4M3, f8E3M4, f6E3M2FN, f6E2M3FN, f4E2M1FN, f8E8M0FNU, f16, bf16; all
/// saturating. nullopt: no such name.
std::optional<MinifloatFormat> namedMinifloat(std::string_view mlirName);
/// All these names.
const std::vector<std::string_view> &minifloatNames();

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_MINIFLOAT_H
