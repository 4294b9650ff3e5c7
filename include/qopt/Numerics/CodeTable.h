// SPDX-License-Identifier: Apache-2.0
//
// A finite number format as data: what each code decodes to, and which code a
// real number gets. Every format of at most 16 bits is one of these tables, so
// that the interpreter, the constant folder, the packers and the code
// generators need one algorithm and not one per format.
#ifndef QOPT_NUMERICS_CODETABLE_H
#define QOPT_NUMERICS_CODETABLE_H

#include "qopt/Numerics/Rounding.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qopt::numerics {

/// Where a number halfway between two neighbouring values goes under
/// RoundingMode::NearestEven; each format's publication fixes one.
enum class TieRule : uint32_t {
  /// To the neighbour that is an even multiple of the two neighbours' distance:
  /// IEEE's rule for floats (also those without mantissa bits, where it means
  /// away from zero between two powers of two) and for integers. Neighbours
  /// that are no multiples of their distance (codebooks): to the one whose rank
  /// has an even distance from the rank of the value nearest to 0.
  ToEven = 0,
  ToLower = 1,      ///< toward -infinity (bitsandbytes: x > midpoint goes up)
  ToUpper = 2,      ///< toward +infinity (ANT: ascending scan with <=)
  TowardZero = 3,   ///< to the smaller magnitude; equal magnitudes: upper
  AwayFromZero = 4, ///< to the larger magnitude; equal magnitudes: upper
};

/// "to_even", "to_lower", "to_upper", "toward_zero", "away_from_zero".
std::string_view name(TieRule rule);
std::optional<TieRule> parseTieRule(std::string_view text);

/// What a CodeTable is made from.
struct CodeTableSpec {
  /// Width of a code, 1..16.
  int bits = 0;
  /// The 2^bits decoded values in code order. NaN and infinities are values of
  /// special codes; equal values (and -0) may repeat.
  std::vector<double> values = {};
  TieRule ties = TieRule::ToEven;
  /// Codes that encode never returns: unused ones, or identifiers (OliVe). They
  /// still decode to values[code].
  std::vector<uint32_t> reserved = {};
  /// -0 and negative numbers that round to zero get the code whose value is
  /// -0.0 (minifloats). Otherwise zero is always the code of +0.0.
  bool signedZero = false;

  /// A second code of zero, for numbers > 0 that round to zero (bitsandbytes'
  /// FP4). Its value must be 0.
  std::optional<uint32_t> positiveZeroCode = {};

  /// One step beyond an end of the values: the value that would come next, and
  /// the code that stands for all that rounds to it (an infinity or a NaN).
  struct Overflow {
    double value;
    uint32_t code;
    double tieReference = 0; ///< `value` in tieReference's grid, where given
  };
  /// Absent: that end saturates, infinities included.
  std::optional<Overflow> above = {}, below = {};

  /// The code of NaN. Absent: the first code whose value is NaN and that is not
  /// reserved, and if there is none the code of 0.
  std::optional<uint32_t> nanCode = {};
  /// Values, in code order, that decide TieRule::ToEven in place of `values`:
  /// for tables that are this exact grid times an irrational factor.
  std::vector<double> tieReference = {};
  /// Decision points in place of the midpoints, one per gap between the sorted
  /// distinct finite values (LogQuant rounds logarithms). At the point itself
  /// the tie rule decides.
  std::vector<double> boundaries = {};
};

/// An immutable format. Codes are bit patterns 0 .. 2^bits-1.
class CodeTable {
public:
  /// Empty if the table is good, else one sentence: what was wanted, what was
  /// got. Wanted: bits in 1..16, 2^bits values, at least one finite value that
  /// is not reserved, code numbers below 2^bits, overflow values beyond the
  /// ends, boundaries within their gaps.
  static std::string check(const CodeTableSpec &spec);

  /// nullopt with the text of check() in `error` where that is not empty.
  static std::optional<CodeTable> create(CodeTableSpec spec,
                                         std::string &error);

  /// The same codes and decisions for all values scaled to a largest magnitude
  /// of `target`, as f32(f32(value / maxMagnitude()) * target): the k-bit study
  /// has 1, ANT
  /// 10. nullopt: target not finite and positive, only zeros, or values
  /// that f32 no longer tells apart. TieRule::ToEven is decided on this table's
  /// values.
  std::optional<CodeTable> normalized(double target) const;

  int bits() const { return width; }
  uint32_t numCodes() const { return 1u << width; }
  TieRule tieRule() const { return ties; }

  /// The value of a code; the high bits of `code` are ignored.
  double decode(uint32_t code) const { return values[code & (numCodes() - 1)]; }
  /// decode rounded once to f32 (nearest even); exact for all formats here but
  /// binary coding and fractional biases beyond the range of f32.
  float decodeF32(uint32_t code) const { return float(decode(code)); }

  /// The code of x. NearestEven is the format's published rule: nearest value,
  /// ties by tieRule(). NearestUp and NearestAway: ties toward +infinity, away
  /// from zero. TowardZero, Floor: the neighbour on that side; where a gap
  /// straddles zero (no zero in the format) TowardZero is NearestAway.
  /// Stochastic: away from zero with probability (distance from the neighbour
  /// nearer to zero) / gap, drawn from counterHash(seed, index).
  /// Beyond the ends: saturates, or the overflow code where the format has one
  /// and the mode rounds that way (TowardZero and Floor keep the largest finite
  /// value for finite x). NaN: nanCode(). For decode(code) finite,
  /// encode(decode(code)) == canonical(code) in every mode.
  int64_t encode(double x, RoundingMode mode, uint64_t seed = 0,
                 uint64_t index = 0) const;

  /// decode(encode(x, mode)).
  double roundTrip(double x, RoundingMode mode, uint64_t seed = 0,
                   uint64_t index = 0) const {
    return decode(uint32_t(encode(x, mode, seed, index)));
  }

  /// For a code of a finite value: the code that encode gives for this value:
  /// the lowest one not reserved, for zeros as signedZero says. For a reserved
  /// code the code of its value rounded. Other codes: themselves.
  uint32_t canonical(uint32_t code) const;

  uint32_t nanCode() const { return nan; }
  uint32_t zeroCode() const { return zero; } ///< encode(+0.0)
  bool hasSignedZero() const { return zeroNegative.has_value(); }
  bool isReserved(uint32_t code) const;
  /// Whether the nearest value wins (not so where CodeTableSpec::boundaries say
  /// otherwise).
  bool decidesAtMidpoints() const { return boundaries.empty(); }
  /// Whether an end saturates (else it has an overflow code).
  bool saturatesAbove() const { return !above; }
  bool saturatesBelow() const { return !below; }

  /// encode for all f32 as counting: for x not NaN
  ///   encode(x, mode) == codeOfRank[number of j with thresholds[j] <= x],
  /// exactly, whatever the ties and even where a decision point is no f32:
  /// thresholds[j] is the smallest f32 on the upper side. The order is that of
  /// orderKey, where -0 < +0; it differs from IEEE's <= only at x = -0 against
  /// a threshold +0, so code that compares with IEEE's <= must treat x = -0
  /// apart where negativeZeroCode is set.
  struct Thresholds {
    /// Ascending, at most 2^16 + 1; equal ones occur where neighbouring values
    /// lie closer than f32 resolves. Infinity is possible (special overflow).
    std::vector<float> thresholds;
    std::vector<uint16_t> codeOfRank; ///< thresholds.size() + 1 codes
    uint16_t nanCode;
    std::optional<uint16_t>
        negativeZeroCode; ///< encode(-0), where IEEE's <= errs
  };
  /// `mode` is not Stochastic (asserted; an empty answer in release).
  Thresholds encodeThresholds(RoundingMode mode) const;

  /// What a number is rounded to, for code that rounds by itself (stochastically,
  /// say): the distinct finite values, with the overflow value of an end that has
  /// one beyond it, ascending.
  struct Ladder {
    std::vector<double> values;
    std::vector<uint16_t> codes; ///< of the values; of +0 for 0
    /// Where the value is 0: the code for x with a sign bit, and for x > 0.
    uint16_t negativeZeroCode, positiveZeroCode;
    uint16_t nanCode;
  };
  Ladder roundingLadder() const;

  /// A monotone map of all f32 but NaN to int32: -0 is -1 and +0 is 0.
  static int32_t orderKey(float x);
  /// Its inverse.
  static float fromOrderKey(int32_t key);

  /// The distinct finite values that encode can return, ascending.
  const std::vector<double> &sortedValues() const { return sorted; }
  /// Their canonical codes.
  const std::vector<uint32_t> &sortedCodes() const { return sortedToCode; }
  double maxFinite() const { return sorted.back(); }
  double minFinite() const { return sorted.front(); }
  /// max(|minFinite|, |maxFinite|).
  double maxMagnitude() const;
  bool isSigned() const { return minFinite() < 0; }
  bool hasZero() const { return decode(zero) == 0; }

  /// Every value that encode can return is an integer.
  bool isIntegerValued() const;
  /// The smallest e such that value * 2^e is an integer for every value that
  /// encode can return (E2M1: 1; E2M3: 3; multiples of 4: -2); nullopt where
  /// these integers would need more than 63 bits and a sign. Codebooks of
  /// arbitrary f32 have an e, too: ask integerBits() whether it is of use.
  std::optional<int> integerExponent() const { return exponent; }
  /// Bits of a signed two's complement integer that holds every
  /// value * 2^integerExponent(); 0 without an exponent. E2M1: 5 (+-12).
  int integerBits() const;
  /// decode(code) * 2^integerExponent(). An exponent and a code whose value is
  /// finite are required; reserved values are exact only where they fit.
  int64_t decodeInteger(uint32_t code) const;

private:
  CodeTable() = default;
  void findIntegerExponent();
  size_t lowerNeighbour(double x) const;
  bool goesUp(double x, size_t lower, RoundingMode mode, uint64_t seed,
              uint64_t index) const;
  size_t rankOf(double x, RoundingMode mode, uint64_t seed,
                uint64_t index) const;
  uint32_t codeOf(size_t rank, double x) const;

  int width = 0;
  TieRule ties = TieRule::ToEven;
  std::vector<double> values;
  std::vector<bool> reservedCodes;
  std::vector<double> sorted;
  std::vector<uint32_t> sortedToCode;
  // Ranks: `sorted` with the overflow values, where present, at its ends.
  std::vector<double> ladder;
  std::vector<uint32_t> ladderCode;
  std::vector<bool> tieUp;        // per gap of the ladder
  std::vector<double> boundaries; // per gap of the ladder, or empty
  std::optional<CodeTableSpec::Overflow> above, below;
  std::optional<uint32_t> zeroNegative, zeroPositive;
  uint32_t nan = 0, zero = 0;
  std::optional<int> exponent;
};

/// Shannon entropy of the codes' distribution, in bits per code: what an ideal
/// entropy coder would need. 0 for no codes or one distinct code.
double entropyBits(const uint16_t *codes, size_t n);

/// For codebooks that come from outside, in code order: empty if there are 2..
/// 2^16 values, all finite, strictly ascending, and (with needZero) one is 0;
/// else one sentence with the first offence.
std::string checkCodebook(const std::vector<double> &values, bool needZero);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_CODETABLE_H
