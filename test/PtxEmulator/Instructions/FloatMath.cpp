// SPDX-License-Identifier: Apache-2.0
#include "FloatMath.h"

#include "qopt/Numerics/Formats/Minifloat.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace qopt::ptx {

namespace {
using numerics::CodeTable;

double towards(double x, double error) {
  uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  if (error == 0 || (bits & 1))
    return x;
  double infinity = std::numeric_limits<double>::infinity();
  return std::nextafter(x, error > 0 ? infinity : -infinity);
}

CodeTable makeTable(const char *name, bool saturates) {
  numerics::MinifloatFormat format = *numerics::namedMinifloat(name);
  if (!saturates)
    format.overflow = numerics::OverflowRule::Special;
  return numerics::tableOf(format);
}

const CodeTable &tableOf(Type type, bool saturates) {
  static const CodeTable tables[4][2] = {
      {makeTable("f16", false), makeTable("f16", true)},
      {makeTable("bf16", false), makeTable("bf16", true)},
      {makeTable("f8E4M3FN", false), makeTable("f8E4M3FN", true)},
      {makeTable("f8E5M2", false), makeTable("f8E5M2", true)},
  };
  size_t index = type == Type::F16 ? 0 : type == Type::BF16 ? 1 : type == Type::E4M3 ? 2 : 3;
  return tables[index][saturates];
}

uint32_t canonicalNan(Type type) { return bitsOf(type) == 16 ? 0x7fff : 0x7f; }

/// Numerics has no mode towards +infinity: that is towards -infinity of -x.
uint32_t encodeUp(const CodeTable &table, double x) {
  uint32_t sign = 1u << (table.bits() - 1);
  return uint32_t(table.encode(-x, numerics::RoundingMode::Floor)) ^ sign;
}

numerics::RoundingMode modeOf(Rounding rounding) {
  switch (rounding) {
  case Rounding::Zero: return numerics::RoundingMode::TowardZero;
  case Rounding::Down: return numerics::RoundingMode::Floor;
  case Rounding::NearestAway: return numerics::RoundingMode::NearestAway;
  default: return numerics::RoundingMode::NearestEven;
  }
}
} // namespace

double addToOdd(double x, double y) {
  double sum = x + y;
  if (!std::isfinite(sum))
    return sum;
  // Knuth's two-sum: the error of the rounded sum is itself a double.
  double second = sum - x;
  double error = (x - (sum - second)) + (y - second);
  return towards(sum, error);
}

float roundToF32(double x, Rounding rounding) {
  if (std::isnan(x)) {
    float nan;
    std::memcpy(&nan, &nanF32, sizeof nan);
    return nan;
  }
  float near = float(x);
  float infinity = std::numeric_limits<float>::infinity();
  bool below = double(near) < x, above = double(near) > x;
  switch (rounding) {
  case Rounding::Zero:
    return std::fabs(double(near)) > std::fabs(x) ? std::nextafter(near, 0.0f) : near;
  case Rounding::Down:
    return above ? std::nextafter(near, -infinity) : near;
  case Rounding::Up:
    return below ? std::nextafter(near, infinity) : near;
  default:
    return near;
  }
}

uint32_t encodeFloat(Type type, double x, Rounding rounding, bool saturates) {
  if (type == Type::F32) {
    float value = roundToF32(x, rounding);
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  if (std::isnan(x))
    return canonicalNan(type);
  const CodeTable &table = tableOf(type, saturates);
  if (rounding == Rounding::Up)
    return encodeUp(table, x);
  return uint32_t(table.encode(x, modeOf(rounding)));
}

double decodeFloat(Type type, uint32_t bits) {
  if (type != Type::F32)
    return tableOf(type, false).decode(bits);
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void ExactSum::add(double x) {
  if (!std::isfinite(x)) {
    special = isSpecial ? special + x : x;
    isSpecial = true;
    return;
  }
  size_t kept = 0;
  for (double part : parts) {
    if (std::fabs(x) < std::fabs(part))
      std::swap(x, part);
    double sum = x + part, error = part - (sum - x);
    if (error != 0)
      parts[kept++] = error;
    x = sum;
  }
  parts.resize(kept);
  parts.push_back(x);
}

double ExactSum::toOdd() const {
  if (isSpecial)
    return special;
  double high = 0;
  for (size_t i = parts.size(); i-- > 0;) {
    double sum = high + parts[i], error = parts[i] - (sum - high);
    high = sum;
    if (error != 0)
      return towards(high, error);
  }
  return high;
}

} // namespace qopt::ptx
