// SPDX-License-Identifier: Apache-2.0
//
// A minifloat's table is laid out at an integer bias, where every value is
// exact and decides the ties, and then multiplied by the bias' fraction.
#include "qopt/Numerics/Formats/Minifloat.h"

#include "MakeTable.h"

#include <cmath>
#include <limits>

namespace qopt::numerics {

namespace {
/// One magnitude code of the format at an integer bias.
class Layout {
public:
  explicit Layout(const MinifloatFormat &f)
      : f(f), mantissas(1u << f.mantissaBits),
        magnitudes(mantissas << f.exponentBits),
        integerBias(int(std::floor(f.bias))) {}

  uint32_t signBit() const { return magnitudes; }
  uint32_t count() const { return f.isSigned ? 2 * magnitudes : magnitudes; }

  bool isSpecial(uint32_t magnitude) const {
    if (f.specials == FloatSpecials::Ieee)
      return magnitude >= infinity();
    return f.specials == FloatSpecials::Fn && magnitude == magnitudes - 1;
  }
  uint32_t infinity() const { return magnitudes - mantissas; }
  uint32_t quietNaN() const { return infinity() + mantissas / 2; }

  /// Of a code that is not special.
  double value(uint32_t magnitude) const {
    auto e = int(magnitude / mantissas);
    double m = magnitude % mantissas;
    int exponent = e - integerBias - f.mantissaBits;
    if (e > 0 || f.subnormals == SubnormalRule::Absent)
      return std::ldexp(m + mantissas, exponent);
    if (f.subnormals == SubnormalRule::Flush)
      return 0;
    return std::ldexp(m, exponent + 1);
  }

  uint32_t largest() const {
    uint32_t magnitude = magnitudes - 1;
    while (isSpecial(magnitude))
      --magnitude;
    return magnitude;
  }
  double smallestNormal() const { return value(mantissas); }
  /// What would follow the largest value.
  double beyond() const { return value(largest()) + spacing(largest()); }

private:
  double spacing(uint32_t magnitude) const {
    int e = int(magnitude / mantissas);
    bool subnormal = e == 0 && f.subnormals != SubnormalRule::Absent;
    return std::ldexp(1, e + int(subnormal) - integerBias - f.mantissaBits);
  }

  MinifloatFormat f;
  uint32_t mantissas, magnitudes;
  int integerBias;
};

double specialValue(const MinifloatFormat &f, const Layout &layout,
                    uint32_t magnitude) {
  bool infinite =
      f.specials == FloatSpecials::Ieee && magnitude == layout.infinity();
  return infinite ? std::numeric_limits<double>::infinity()
                  : std::numeric_limits<double>::quiet_NaN();
}

/// Whether all values of a format are normal f32 numbers (or 0).
bool fitsF32(const Layout &layout, double factor) {
  double smallest = layout.value(0) > 0 ? layout.value(0) : layout.value(1);
  if (smallest == 0) // flushed
    smallest = layout.smallestNormal();
  return smallest * factor >= double(std::numeric_limits<float>::min()) &&
         layout.beyond() * factor <= double(std::numeric_limits<float>::max());
}

/// Sets the overflow codes of a format with OverflowRule::Special.
void addOverflow(const MinifloatFormat &f, const Layout &layout, double factor,
                 CodeTableSpec &spec) {
  uint32_t code = f.specials == FloatSpecials::Ieee ? layout.infinity()
                  : f.specials == FloatSpecials::Fn ? layout.signBit() - 1
                                                    : layout.signBit();
  double next = layout.beyond();
  spec.above = {next * factor, code, next};
  if (f.isSigned) {
    uint32_t sign = f.specials == FloatSpecials::Fnuz ? 0 : layout.signBit();
    spec.below = {-next * factor, code + sign, -next};
  } else if (f.subnormals == SubnormalRule::Absent) {
    // Mirror of the smallest value, so that what is below zero is NaN and zero
    // itself, a tie, is not.
    double least = layout.value(0);
    spec.below = {-least * factor, code, -least};
  }
}

CodeTableSpec specOf(const MinifloatFormat &f) {
  Layout layout(f);
  CodeTableSpec spec;
  spec.bits = f.bits();
  bool fractional = f.bias != std::floor(f.bias);
  double factor = std::exp2(std::floor(f.bias) - f.bias);
  bool round = fractional && fitsF32(layout, factor);
  for (uint32_t code = 0; code < layout.count(); ++code) {
    uint32_t magnitude = code & (layout.signBit() - 1);
    bool negative = code >= layout.signBit();
    bool isZero = !layout.isSpecial(magnitude) && layout.value(magnitude) == 0;
    double exact = layout.isSpecial(magnitude)
                       ? specialValue(f, layout, magnitude)
                       : layout.value(magnitude);
    if (f.specials == FloatSpecials::Fnuz && negative && magnitude == 0)
      exact = std::numeric_limits<double>::quiet_NaN();
    else if (negative)
      exact = -exact;
    if (isZero && magnitude != 0)
      spec.reserved.push_back(code);
    spec.values.push_back(round ? double(float(exact * factor))
                                : exact * factor);
    if (fractional)
      spec.tieReference.push_back(exact);
  }
  // Without a zero, the gap around it belongs to the upper side.
  if (f.subnormals == SubnormalRule::Absent && f.mantissaBits == 0)
    spec.ties = f.isSigned ? TieRule::AwayFromZero : TieRule::ToUpper;
  spec.signedZero = f.isSigned && f.specials != FloatSpecials::Fnuz;
  if (f.specials == FloatSpecials::Ieee)
    spec.nanCode = layout.quietNaN();
  if (f.overflow == OverflowRule::Special)
    addOverflow(f, layout, factor, spec);
  return spec;
}

std::string checkSpecials(const MinifloatFormat &f) {
  bool hasZero = f.subnormals != SubnormalRule::Absent;
  switch (f.specials) {
  case FloatSpecials::None:
    if (f.overflow == OverflowRule::Special)
      return "expected saturating overflow of a format without infinity or NaN,"
             " got special";
    return "";
  case FloatSpecials::Ieee:
    if (f.mantissaBits == 0)
      return "expected mantissa bits with IEEE specials (else no code is left "
             "for NaN), got 0";
    return "";
  case FloatSpecials::Fn:
    if (f.mantissaBits == 0 && hasZero)
      return "expected mantissa bits with FN specials (else the top binade has "
             "only NaN), got 0";
    return "";
  case FloatSpecials::Fnuz:
    if (!f.isSigned || !hasZero)
      return "expected a sign and a zero with FNUZ specials (NaN is the code "
             "of "
             "-0), got a format without";
    return "";
  }
  return "expected specials of 0 to 3, got " +
         std::to_string(uint32_t(f.specials));
}

struct Named {
  std::string_view name;
  MinifloatFormat format;
};
using Fs = FloatSpecials;
constexpr SubnormalRule kGradual = SubnormalRule::Gradual;
const Named kNamed[] = {
    {"f8E5M2", {5, 2, 15, Fs::Ieee}},
    {"f8E4M3FN", {4, 3, 7, Fs::Fn}},
    {"f8E5M2FNUZ", {5, 2, 16, Fs::Fnuz}},
    {"f8E4M3FNUZ", {4, 3, 8, Fs::Fnuz}},
    {"f8E4M3B11FNUZ", {4, 3, 11, Fs::Fnuz}},
    {"f8E4M3", {4, 3, 7, Fs::Ieee}},
    {"f8E3M4", {3, 4, 3, Fs::Ieee}},
    {"f6E3M2FN", {3, 2, 3, Fs::None}},
    {"f6E2M3FN", {2, 3, 1, Fs::None}},
    {"f4E2M1FN", {2, 1, 1, Fs::None}},
    {"f8E8M0FNU", {8, 0, 127, Fs::Fn, false, SubnormalRule::Absent}},
    {"f16", {5, 10, 15, Fs::Ieee, true, kGradual}},
    {"bf16", {8, 7, 127, Fs::Ieee, true, kGradual}},
};

constexpr std::string_view kSpecials[] = {"none", "ieee", "fn", "fnuz"};
constexpr std::string_view kSubnormals[] = {"gradual", "flush", "absent"};
constexpr std::string_view kOverflows[] = {"saturate", "special"};

template <size_t N>
std::string_view nameIn(const std::string_view (&names)[N], uint32_t value) {
  return value < N ? names[value] : "";
}
template <typename Enum, size_t N>
std::optional<Enum> parseIn(const std::string_view (&names)[N],
                            std::string_view text) {
  for (uint32_t i = 0; i < N; ++i)
    if (names[i] == text)
      return Enum(i);
  return std::nullopt;
}
} // namespace

bool MinifloatFormat::operator==(const MinifloatFormat &o) const {
  return exponentBits == o.exponentBits && mantissaBits == o.mantissaBits &&
         bias == o.bias && specials == o.specials && isSigned == o.isSigned &&
         subnormals == o.subnormals && overflow == o.overflow;
}

std::string_view name(FloatSpecials x) {
  return nameIn(kSpecials, uint32_t(x));
}
std::string_view name(SubnormalRule x) {
  return nameIn(kSubnormals, uint32_t(x));
}
std::string_view name(OverflowRule x) {
  return nameIn(kOverflows, uint32_t(x));
}
std::optional<FloatSpecials> parseFloatSpecials(std::string_view text) {
  return parseIn<FloatSpecials>(kSpecials, text);
}
std::optional<SubnormalRule> parseSubnormalRule(std::string_view text) {
  return parseIn<SubnormalRule>(kSubnormals, text);
}
std::optional<OverflowRule> parseOverflowRule(std::string_view text) {
  return parseIn<OverflowRule>(kOverflows, text);
}

double defaultBias(int exponentBits, FloatSpecials specials) {
  double half = std::ldexp(1, exponentBits - 1);
  bool plain = specials == FloatSpecials::Ieee || specials == FloatSpecials::Fn;
  return plain ? half - 1 : half;
}

double biasForMax(int exponentBits, int mantissaBits, double maxValue) {
  // One logarithm: exact where the bias is an integer.
  return std::ldexp(1, exponentBits) - 1 -
         std::log2(maxValue / (2 - std::ldexp(1, -mantissaBits)));
}

std::string check(const MinifloatFormat &f) {
  if (std::string e = checkField("exponent bits", f.exponentBits, 1, 8);
      !e.empty())
    return e;
  if (std::string e = checkField("mantissa bits", f.mantissaBits, 0, 14);
      !e.empty())
    return e;
  if (f.bits() > 16)
    return "expected at most 16 bits with sign, exponent and mantissa, got " +
           std::to_string(f.bits());
  if (!std::isfinite(f.bias) || std::fabs(f.bias) > 400)
    return "expected a finite bias of magnitude up to 400, got " +
           std::to_string(f.bias);
  if (std::string e = checkSpecials(f); !e.empty())
    return e;
  return CodeTable::check(specOf(f));
}

CodeTable tableOf(const MinifloatFormat &format) {
  return makeTable(specOf(format));
}

std::optional<MinifloatFormat> namedMinifloat(std::string_view mlirName) {
  for (const Named &entry : kNamed)
    if (entry.name == mlirName)
      return entry.format;
  return std::nullopt;
}

const std::vector<std::string_view> &minifloatNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> list;
    for (const Named &entry : kNamed)
      list.push_back(entry.name);
    return list;
  }();
  return names;
}

} // namespace qopt::numerics
