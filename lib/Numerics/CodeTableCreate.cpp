// SPDX-License-Identifier: Apache-2.0
//
// From a specification to a table: the checks, the order of the values, and
// where each tie goes.
#include "qopt/Numerics/CodeTable.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace qopt::numerics {

namespace {
/// Far beyond any format, and small enough that no sum overflows.
constexpr double kLargest = 0x1p512, kSmallest = 0x1p-512;

std::string text(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof(buffer), "%.9g", x);
  return buffer;
}

bool outOfBounds(double x) {
  double magnitude = std::fabs(x);
  return magnitude > kLargest || (magnitude > 0 && magnitude < kSmallest);
}

std::string checkCode(const char *what, uint32_t code, size_t n) {
  if (code < n)
    return "";
  return std::string("expected the ") + what + " code to be below " +
         std::to_string(n) + ", got " + std::to_string(code);
}

std::string checkValues(const CodeTableSpec &spec) {
  if (spec.bits < 1 || spec.bits > 16)
    return "expected 1 to 16 bits, got " + std::to_string(spec.bits);
  size_t n = size_t(1) << spec.bits;
  if (spec.values.size() != n)
    return "expected " + std::to_string(n) + " values for " +
           std::to_string(spec.bits) + " bits, got " +
           std::to_string(spec.values.size());
  if (!spec.tieReference.empty() && spec.tieReference.size() != n)
    return "expected " + std::to_string(n) + " tie reference values, got " +
           std::to_string(spec.tieReference.size());
  for (size_t code = 0; code < n; ++code)
    if (std::isfinite(spec.values[code]) && outOfBounds(spec.values[code]))
      return "expected magnitudes of 2^-512 to 2^512, got " +
             text(spec.values[code]) + " for code " + std::to_string(code);
  return "";
}

std::string checkCodes(const CodeTableSpec &spec) {
  size_t n = spec.values.size();
  for (uint32_t code : spec.reserved)
    if (std::string error = checkCode("reserved", code, n); !error.empty())
      return error;
  if (spec.nanCode)
    if (std::string error = checkCode("NaN", *spec.nanCode, n); !error.empty())
      return error;
  if (spec.positiveZeroCode) {
    if (std::string error = checkCode("second zero", *spec.positiveZeroCode, n);
        !error.empty())
      return error;
    if (spec.values[*spec.positiveZeroCode] != 0)
      return "expected the second zero code to have the value 0, got " +
             text(spec.values[*spec.positiveZeroCode]);
  }
  for (const auto &overflow : {spec.above, spec.below})
    if (overflow)
      if (std::string error = checkCode("overflow", overflow->code, n);
          !error.empty())
        return error;
  return "";
}

struct Entry {
  double value;
  uint32_t code;
};

/// The distinct finite values in order with their canonical codes: the lowest
/// one, for zero the lowest one of +0 where there is one.
std::vector<Entry> sortedEntries(const CodeTableSpec &spec) {
  std::vector<bool> reserved(spec.values.size());
  for (uint32_t code : spec.reserved)
    reserved[code] = true;
  std::vector<Entry> entries;
  for (uint32_t code = 0; code < spec.values.size(); ++code)
    if (std::isfinite(spec.values[code]) && !reserved[code])
      entries.push_back({spec.values[code], code});
  std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
    if (a.value != b.value)
      return a.value < b.value;
    if (std::signbit(a.value) != std::signbit(b.value))
      return std::signbit(b.value);
    return a.code < b.code;
  });
  entries.erase(std::unique(entries.begin(), entries.end(),
                            [](const Entry &a, const Entry &b) {
                              return a.value == b.value;
                            }),
                entries.end());
  return entries;
}

std::string checkOrder(const CodeTableSpec &spec,
                       const std::vector<Entry> &entries) {
  if (entries.empty())
    return "expected at least one finite value that is not reserved";
  if (spec.above && !(spec.above->value > entries.back().value &&
                      spec.above->value <= kLargest))
    return "expected an upper overflow value above " +
           text(entries.back().value) + ", got " + text(spec.above->value);
  if (spec.below && !(spec.below->value < entries.front().value &&
                      spec.below->value >= -kLargest))
    return "expected a lower overflow value below " +
           text(entries.front().value) + ", got " + text(spec.below->value);
  if (spec.boundaries.empty())
    return "";
  if (spec.boundaries.size() != entries.size() - 1)
    return "expected " + std::to_string(entries.size() - 1) +
           " boundaries, got " + std::to_string(spec.boundaries.size());
  for (size_t gap = 0; gap < spec.boundaries.size(); ++gap)
    if (!(spec.boundaries[gap] > entries[gap].value &&
          spec.boundaries[gap] <= entries[gap + 1].value))
      return "expected boundary " + std::to_string(gap) + " above " +
             text(entries[gap].value) + " and up to " +
             text(entries[gap + 1].value) + ", got " +
             text(spec.boundaries[gap]);
  return "";
}

/// Whether lo is an even (0) or odd (1) multiple of hi - lo; -1: neither.
int parity(double lo, double hi) {
  double step = hi - lo, quotient = lo / step;
  if (hi - step != lo || std::fabs(quotient) > 0x1p52 ||
      quotient != std::floor(quotient) || quotient * step != lo)
    return -1;
  return int(std::fmod(std::fabs(quotient), 2));
}

/// Whether a tie between ranks r and r + 1 goes up. `reference` are the values
/// that decide about evenness, `rankFromZero` is r - rank of 0.
bool tieGoesUp(TieRule rule, double lo, double hi, long rankFromZero) {
  switch (rule) {
  case TieRule::ToEven: {
    int odd = parity(lo, hi);
    return odd < 0 ? rankFromZero % 2 != 0 : odd == 1;
  }
  case TieRule::ToLower:
    return false;
  case TieRule::ToUpper:
    return true;
  case TieRule::TowardZero:
    return std::fabs(lo) >= std::fabs(hi);
  case TieRule::AwayFromZero:
    return std::fabs(hi) >= std::fabs(lo);
  }
  return false;
}

size_t nearestToZero(const std::vector<double> &ladder) {
  auto closer = [](double a, double b) { return std::fabs(a) < std::fabs(b); };
  return size_t(std::min_element(ladder.begin(), ladder.end(), closer) -
                ladder.begin());
}
} // namespace

std::string CodeTable::check(const CodeTableSpec &spec) {
  if (std::string error = checkValues(spec); !error.empty())
    return error;
  if (std::string error = checkCodes(spec); !error.empty())
    return error;
  return checkOrder(spec, sortedEntries(spec));
}

std::optional<CodeTable> CodeTable::create(CodeTableSpec spec,
                                           std::string &error) {
  error = check(spec);
  if (!error.empty())
    return std::nullopt;
  CodeTable t;
  t.width = spec.bits;
  t.ties = spec.ties;
  t.above = spec.above;
  t.below = spec.below;
  t.reservedCodes.resize(spec.values.size());
  for (uint32_t code : spec.reserved)
    t.reservedCodes[code] = true;

  std::vector<double> reference; // per rank
  auto push = [&](double value, uint32_t code, double ref) {
    t.ladder.push_back(value);
    t.ladderCode.push_back(code);
    reference.push_back(spec.tieReference.empty() ? value : ref);
  };
  if (t.below)
    push(t.below->value, t.below->code, t.below->tieReference);
  for (const Entry &entry : sortedEntries(spec)) {
    t.sorted.push_back(entry.value);
    t.sortedToCode.push_back(entry.code);
    push(entry.value, entry.code,
         spec.tieReference.empty() ? 0 : spec.tieReference[entry.code]);
  }
  if (t.above)
    push(t.above->value, t.above->code, t.above->tieReference);

  long zeroRank = long(nearestToZero(t.ladder));
  for (size_t r = 0; r + 1 < t.ladder.size(); ++r)
    t.tieUp.push_back(tieGoesUp(spec.ties, reference[r], reference[r + 1],
                                long(r) - zeroRank));
  if (!spec.boundaries.empty()) {
    t.boundaries = spec.boundaries;
    if (t.below)
      t.boundaries.insert(t.boundaries.begin(), NAN); // the midpoint
    if (t.above)
      t.boundaries.push_back(NAN);
  }

  for (uint32_t code = 0; code < spec.values.size(); ++code)
    if (spec.signedZero && !t.zeroNegative && !t.reservedCodes[code] &&
        spec.values[code] == 0 && std::signbit(spec.values[code]))
      t.zeroNegative = code;
  t.zeroPositive = spec.positiveZeroCode;
  t.values = std::move(spec.values);
  t.zero = uint32_t(t.encode(0.0, RoundingMode::NearestEven));
  t.nan = t.zero;
  for (uint32_t code = t.numCodes(); code-- > 0;)
    if (std::isnan(t.values[code]) && !t.reservedCodes[code])
      t.nan = code;
  if (spec.nanCode)
    t.nan = *spec.nanCode;
  t.findIntegerExponent();
  return t;
}

std::optional<CodeTable> CodeTable::normalized(double target) const {
  double largest = maxMagnitude();
  if (!(target > 0) || outOfBounds(target) || largest == 0)
    return std::nullopt;
  CodeTable t = *this;
  auto scale = [&](double &v) {
    if (std::isfinite(v))
      v = double(float(v / largest) * float(target));
  };
  for (std::vector<double> *list :
       {&t.values, &t.sorted, &t.ladder, &t.boundaries})
    std::for_each(list->begin(), list->end(), scale);
  if (t.above)
    scale(t.above->value);
  if (t.below)
    scale(t.below->value);
  auto notAscending = [](double a, double b) { return !(a < b); };
  if (std::adjacent_find(t.ladder.begin(), t.ladder.end(), notAscending) !=
      t.ladder.end())
    return std::nullopt;
  t.findIntegerExponent();
  return t;
}

std::string checkCodebook(const std::vector<double> &values, bool needZero) {
  if (values.size() < 2 || values.size() > 65536)
    return "expected 2 to 65536 codebook values, got " +
           std::to_string(values.size());
  bool hasZero = false;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]))
      return "expected finite codebook values, got " + text(values[i]) +
             " at position " + std::to_string(i);
    if (i > 0 && values[i] == values[i - 1])
      return "expected distinct codebook values, got " + text(values[i]) +
             " at positions " + std::to_string(i - 1) + " and " +
             std::to_string(i);
    if (i > 0 && values[i] < values[i - 1])
      return "expected ascending codebook values, got " + text(values[i]) +
             " after " + text(values[i - 1]) + " at position " +
             std::to_string(i);
    hasZero |= values[i] == 0;
  }
  if (needZero && !hasZero)
    return "expected 0 among the codebook values, got none";
  return "";
}

} // namespace qopt::numerics
