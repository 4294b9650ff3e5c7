// SPDX-License-Identifier: Apache-2.0
//
// Floating point as PTX wants it: one rounding per instruction in a mode that
// the instruction names, whatever the host's environment. Every operation is
// first made exact or rounded to odd in f64, which leaves a second rounding to
// f32, f16 or bf16 correct (Boldo and Melquiond 2008: to odd with two bits more
// than the target). What codes of small floats mean is Numerics' Minifloat.
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATMATH_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATMATH_H

#include "../Parser/Types.h"

#include <cstdint>
#include <vector>

namespace qopt::ptx {

/// .rn, .rz, .rm (down), .rp (up), .rna (ties away from zero).
enum class Rounding : uint8_t { Nearest, Zero, Down, Up, NearestAway };

/// Canonical NaN of f32 arithmetic (PTX ISA, "Floating Point Instructions").
constexpr uint32_t nanF32 = 0x7fffffff;

/// x + y rounded to odd.
double addToOdd(double x, double y);
/// `x` in one rounding. NaN: canonical.
float roundToF32(double x, Rounding rounding);
/// The bits of `x` as `type` (F16, BF16, E4M3, E5M2, F32) in one rounding.
/// Infinite results where the format has them; `saturates`: the largest finite
/// value instead. NaN: 0x7fff (f16, bf16), 0x7f (8 bits), nanF32.
uint32_t encodeFloat(Type type, double x, Rounding rounding, bool saturates);
/// The value of the bits of a type (F16, BF16, E4M3, E5M2, F32).
double decodeFloat(Type type, uint32_t bits);

/// A sum that is exact until it is asked for (Shewchuk 1997).
class ExactSum {
public:
  void add(double x);
  /// The sum rounded to odd; sums with infinities and NaN as IEEE has them.
  double toOdd() const;

private:
  std::vector<double> parts;
  double special = 0;
  bool isSpecial = false;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FLOATMATH_H
