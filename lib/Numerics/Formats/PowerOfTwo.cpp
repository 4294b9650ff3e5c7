// SPDX-License-Identifier: Apache-2.0
//
// Three ways to spend the codes of a magnitude on powers of two.
#include "qopt/Numerics/Formats/PowerOfTwo.h"

#include "MakeTable.h"

#include <cmath>

namespace qopt::numerics {

namespace {
int magnitudeBits(int bits, bool isSigned) {
  return isSigned ? bits - 1 : bits;
}

/// Which powers of two the fields of an APoT magnitude choose from.
struct ApotTerms {
  int full;      ///< terms of termBits bits
  bool shortOne; ///< one more, of one bit
  int termBits;
};

ApotTerms termsOf(const ApotFormat &f) {
  int bits = magnitudeBits(f.bits, f.isSigned);
  return {bits / f.termBits, bits % f.termBits != 0, f.termBits};
}

/// The exponents' negatives of each term, in the order of the fields. The
/// powers are dealt out in rounds, one to each term; the one-bit term gets its
/// only one in the round in which half of the others' are spent (the second of
/// three two-bit levels has passed).
std::vector<std::vector<int>> powersOf(const ApotTerms &t) {
  int levels = (1 << t.termBits) - 1, next = 0;
  std::vector<std::vector<int>> powers(size_t(t.full) + t.shortOne);
  for (int level = 0; level < levels; ++level) {
    if (t.shortOne && level == levels - 1)
      powers.back().push_back(next++);
    for (int term = 0; term < t.full; ++term)
      powers[size_t(term)].push_back(next++);
  }
  return powers;
}
} // namespace

std::string check(const PotFormat &f) {
  return checkField("bits", f.bits, f.isSigned ? 2 : 1, f.isSigned ? 8 : 7);
}

CodeTable tableOf(const PotFormat &f) {
  return makeTable(signMagnitude(magnitudeBits(f.bits, f.isSigned), f.isSigned,
                                 TieRule::ToUpper, [](uint32_t code) {
                                   return code == 0
                                              ? 0.0
                                              : std::ldexp(1.0, int(code) - 1);
                                 }));
}

std::string check(const ApotFormat &f) {
  if (std::string e =
          checkField("magnitude bits", magnitudeBits(f.bits, f.isSigned), 1, 8);
      !e.empty())
    return e;
  if (std::string e = checkField("bits per term", f.termBits, 1, 4); !e.empty())
    return e;
  int bits = magnitudeBits(f.bits, f.isSigned);
  if (bits % f.termBits != 0 && (f.termBits != 2 || bits == 1))
    return "expected magnitude bits in whole terms of " +
           std::to_string(f.termBits) + " bits, got " + std::to_string(bits);
  return "";
}

CodeTable tableOf(const ApotFormat &f) {
  int bits = magnitudeBits(f.bits, f.isSigned);
  ApotTerms terms = termsOf(f);
  std::vector<std::vector<int>> powers = powersOf(terms);
  int smallest = 0;
  for (const std::vector<int> &term : powers)
    for (int power : term)
      smallest = std::max(smallest, power);
  auto magnitude = [&](uint32_t code) {
    double sum = 0;
    int shift = bits;
    for (size_t term = 0; term < powers.size(); ++term) {
      int width = term < size_t(terms.full) ? terms.termBits : 1;
      shift -= width;
      uint32_t field = (code >> shift) & ((1u << width) - 1);
      if (field > 0)
        sum += std::ldexp(1.0, smallest - powers[term][field - 1]);
    }
    return sum;
  };
  return makeTable(
      signMagnitude(bits, f.isSigned, TieRule::ToUpper, magnitude));
}

std::string check(const LogFormat &f) {
  if (std::string e =
          checkField("bits", f.bits, f.isSigned ? 2 : 1, f.isSigned ? 8 : 7);
      !e.empty())
    return e;
  return checkField("steps per octave", f.stepsPerOctave, 1, 8);
}

CodeTable tableOf(const LogFormat &f) {
  int bits = magnitudeBits(f.bits, f.isSigned);
  int largest = (1 << bits) - 1;
  // Position p of the logarithm's grid, halves allowed.
  auto power = [&](double p) {
    return std::exp2((p - largest) / f.stepsPerOctave);
  };
  CodeTableSpec spec = signMagnitude(
      bits, f.isSigned, TieRule::AwayFromZero, [&](uint32_t code) {
        return code == 0 ? 0.0 : double(float(power(code)));
      });
  for (int c = largest; c >= 1 && f.isSigned; --c)
    spec.boundaries.push_back(-power(c - 0.5));
  for (int c = 1; c <= largest; ++c)
    spec.boundaries.push_back(power(c - 0.5));
  return makeTable(std::move(spec));
}

} // namespace qopt::numerics
