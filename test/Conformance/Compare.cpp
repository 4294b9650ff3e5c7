// SPDX-License-Identifier: Apache-2.0
// Comparison of outputs; see the header.
#include "Compare.h"

#include "llvm/Support/FormatVariadic.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

using namespace conformance;
using qopt::data::Array;
using qopt::data::DType;

namespace {

struct Differences {
  int64_t count = 0, first = -1;
  void add(int64_t i) {
    first = count++ ? first : i;
  }
};

std::string report(const Differences &differences, int64_t elements,
                   std::function<std::string(int64_t)> describe) {
  if (differences.count == 0)
    return "";
  return llvm::formatv("{0} of {1} elements differ, element {2}: {3}",
                       differences.count, elements, differences.first,
                       describe(differences.first));
}

double finiteRange(const std::vector<float> &values) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (float v : values)
    if (std::isfinite(v)) {
      low = std::min<double>(low, v);
      high = std::max<double>(high, v);
    }
  return low <= high ? high - low : 0;
}

std::string compareFloats(const Array &got, const Array &wanted,
                          const Tolerance &t) {
  std::vector<float> a = toFloats(got), b = toFloats(wanted);
  double floor = t.ofRange * finiteRange(b);
  auto agree = [&](float x, float y) {
    if (std::isnan(x) || std::isnan(y))
      return std::isnan(x) && std::isnan(y);
    // An infinity agrees with itself only: no tolerance reaches it.
    if (x == y || std::isinf(x) || std::isinf(y))
      return x == y;
    double error = std::fabs(static_cast<double>(x) - y);
    return error <= std::max(t.absolute + t.relative * std::fabs(y), floor);
  };
  Differences differences;
  for (size_t i = 0; i < a.size(); ++i)
    if (!agree(a[i], b[i]))
      differences.add(i);
  return report(differences, a.size(), [&](int64_t i) -> std::string {
    return llvm::formatv("expected {0:e}, got {1:e}", b[i], a[i]);
  });
}

std::string integerAt(const Array &array, int64_t i) {
  size_t width = byteWidth(array.dtype);
  const uint8_t *at = &array.bytes[i * width];
  uint64_t bits = 0;
  std::memcpy(&bits, at, width);
  switch (array.dtype) {
  case DType::I8:
    return std::to_string(static_cast<int8_t>(bits));
  case DType::I16:
    return std::to_string(static_cast<int16_t>(bits));
  case DType::I32:
    return std::to_string(static_cast<int32_t>(bits));
  case DType::I64:
    return std::to_string(static_cast<int64_t>(bits));
  default:
    return std::to_string(bits);
  }
}

std::string compareIntegers(const Array &got, const Array &wanted) {
  size_t width = byteWidth(got.dtype);
  Differences differences;
  for (int64_t i = 0, n = got.count(); i < n; ++i)
    if (std::memcmp(&got.bytes[i * width], &wanted.bytes[i * width], width))
      differences.add(i);
  return report(differences, got.count(), [&](int64_t i) {
    return "expected " + integerAt(wanted, i) + ", got " + integerAt(got, i);
  });
}

} // namespace

std::string conformance::compare(const Array &got, const Array &wanted,
                                 const Tolerance &tolerance) {
  if (got.dtype != wanted.dtype || got.shape != wanted.shape)
    return "expected " + describe(wanted) + ", got " + describe(got);
  if (got.dtype == DType::F32)
    return compareFloats(got, wanted, tolerance);
  return compareIntegers(got, wanted);
}
