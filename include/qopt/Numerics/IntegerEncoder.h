// SPDX-License-Identifier: Apache-2.0
//
// Encoding into a table format from integers: the last step of integer-only
// arithmetic whose results are codes that are not numbers (flint, powers of
// two, E2M1, ...).
#ifndef QOPT_NUMERICS_INTEGERENCODER_H
#define QOPT_NUMERICS_INTEGERENCODER_H

#include "qopt/Numerics/CodeTable.h"

#include <cstdint>
#include <vector>

namespace qopt::numerics {

/// Decision points in units of an integer n that stands for n * unit: the code of
/// n is codes[number of thresholds <= n].
struct IntegerEncoder {
  std::vector<int64_t> thresholds; ///< ascending, within int32
  std::vector<int64_t> codes;      ///< thresholds.size() + 1

  int64_t encode(int64_t n) const;
  /// Numbers beyond which no code changes: what a saturating step before may
  /// clamp n to.
  int64_t lowest() const { return thresholds.front() - 1; }
  int64_t highest() const { return thresholds.back(); }
};

/// encode(n) == table.encode(f32(n * unit), mode) for every n of 32 bits: one
/// rounding of n * unit to f32, none where |n| <= 2^24 and unit is a power of two.
/// unit is finite and > 0, `mode` is not Stochastic. The encoder has no thresholds
/// where all these n have one code.
IntegerEncoder makeIntegerEncoder(const CodeTable &table, RoundingMode mode,
                                  double unit);

/// What integer arithmetic needs to know of a format whose every code, also one
/// that encode never returns, stands for integer * 2^-exponent.
struct IntegerForm {
  int exponent;
  int bits;         ///< of a signed integer that holds every code's
  int64_t min, max; ///< of the codes' integers
};

/// nullopt: a code that is not finite, or integers of more than 16 bits.
std::optional<IntegerForm> integerFormOf(const CodeTable &table);

/// Fraction bits that an integer encoder's input should have below the form's
/// own unit: f32 and int32 hold all values with them exactly; 1..16.
int encoderFractionBits(const IntegerForm &form);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_INTEGERENCODER_H
