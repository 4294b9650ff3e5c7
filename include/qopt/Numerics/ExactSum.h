// SPDX-License-Identifier: Apache-2.0
//
// Sums of numbers without an error, rounded when they are asked for: a fixed-point
// number wide enough for every product of two bf16 numbers and every f32 number.
// Source: U. Kulisch, "Computer Arithmetic and Validity" (2008), the long accumulator;
// here with 32-bit digits in 64-bit words, so that carries wait until the end.
#ifndef QOPT_NUMERICS_EXACTSUM_H
#define QOPT_NUMERICS_EXACTSUM_H

#include <array>
#include <cstdint>

namespace qopt::numerics {

class ExactSum {
public:
  /// Adds `x`: 0, not finite, or a multiple of 2^-288 below 2^288 in magnitude
  /// (asserted). At most 2^30 numbers.
  void add(double x);
  /// Adds a * b, whose product must be exact in f64 (numbers of at most 26 bits).
  void addProduct(double a, double b) { add(a * b); }
  /// The sum rounded once to f32, to nearest even; infinite beyond its range. NaN where
  /// NaN or infinities of both signs were added. A sum of 0 is +0.
  float toFloat() const;

private:
  static constexpr int kDigits = 20, kLowest = -288; ///< digit i counts 2^(32 i + kLowest)

  std::array<int64_t, kDigits> digits{};
  double special = 0; ///< sum of what is not finite
};

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_EXACTSUM_H
