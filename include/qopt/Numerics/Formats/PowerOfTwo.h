// SPDX-License-Identifier: Apache-2.0
//
// Formats of powers of two: PoT, sums of powers of two (APoT, ICLR 2020), and
// logarithmic quantization (Miyashita et al. 2016).
#ifndef QOPT_NUMERICS_FORMATS_POWEROFTWO_H
#define QOPT_NUMERICS_FORMATS_POWEROFTWO_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

// All: sign-magnitude codes, sign on top where signed; magnitude code 0 is 0.
// The signed code 10..0 (-0) decodes to -0 and is never produced.

/// 0 and 2^(c-1) for magnitude codes c = 1 .. 2^n - 1; integers. Nearest value,
/// ties to the larger one (ANT).
struct PotFormat {
  int bits; ///< 2..8 signed, 1..7 unsigned
  bool isSigned;

  bool operator==(const PotFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned;
  }
};
std::string check(const PotFormat &format);
CodeTable tableOf(const PotFormat &format);

/// Sums of n powers of two (or zeros), each chosen by `termBits` bits out of
/// its own set: term i has 0 and 2^(-i - n j), j = 0 .. 2^termBits - 2. Two-bit
/// terms may be followed by one one-bit term where the magnitude has an odd
/// number of bits, as in the authors' code. Codes hold the terms from the top;
/// a field of 0 is 0, a field of j + 1 the j-th power. Values are multiplied so
/// that the smallest power is 1: integers. Equal sums have the lowest code.
/// Nearest value, ties to the larger one.
struct ApotFormat {
  int bits; ///< of the code: 1..8 for the magnitude, 1 for the sign
  bool isSigned;
  int termBits = 2; ///< 1..4; a divisor of the magnitude bits, or 2

  bool operator==(const ApotFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned && termBits == o.termBits;
  }
};
std::string check(const ApotFormat &format);
CodeTable tableOf(const ApotFormat &format);

/// 0 and 2^((c - N) / steps) for magnitude codes c = 1 .. N = 2^n - 1: largest
/// value 1, `steps` values per octave, rounded to f32. The logarithm is
/// rounded, so values meet at their geometric mean, at it the larger magnitude
/// wins; below the smallest value by more than half a step in the logarithm
/// comes 0.
struct LogFormat {
  int bits; ///< 2..8 signed, 1..7 unsigned
  bool isSigned;
  int stepsPerOctave = 1; ///< 1..8

  bool operator==(const LogFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned &&
           stepsPerOctave == o.stepsPerOctave;
  }
};
std::string check(const LogFormat &format);
CodeTable tableOf(const LogFormat &format);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_POWEROFTWO_H
