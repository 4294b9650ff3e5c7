// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/Fold/ChannelScales.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace qopt::numerics {

namespace {

bool areMagnitudes(const std::vector<double> &values, const char *what,
                   std::string &why) {
  for (size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i]) || values[i] < 0) {
      why = std::string("expected finite magnitudes of ") + what + ", got " +
            std::to_string(values[i]) + " in channel " + std::to_string(i);
      return false;
    }
  return true;
}

bool haveOneSize(const std::vector<double> &a, const std::vector<double> &b,
                 std::string &why) {
  if (a.size() == b.size())
    return true;
  why = "expected as many channels on both sides, got " +
        std::to_string(a.size()) + " and " + std::to_string(b.size());
  return false;
}

bool isExponent(double value, std::string &why) {
  if (value >= 0 && value <= 1)
    return true;
  why = "expected an exponent in [0, 1], got " + std::to_string(value);
  return false;
}

} // namespace

std::optional<std::vector<double>>
smoothScales(const std::vector<double> &activations,
             const std::vector<double> &weights, double alpha,
             std::string &why) {
  constexpr double kFloor = 1e-5;
  if (!haveOneSize(activations, weights, why) || !isExponent(alpha, why) ||
      !areMagnitudes(activations, "activations", why) ||
      !areMagnitudes(weights, "weights", why))
    return std::nullopt;
  std::vector<double> scales(activations.size(), 1.0);
  for (size_t j = 0; j < scales.size(); ++j)
    if (activations[j] > 0 && weights[j] > 0)
      scales[j] = std::max(std::pow(activations[j], alpha) /
                               std::pow(std::max(weights[j], kFloor), 1 - alpha),
                           kFloor);
  return scales;
}

std::optional<std::vector<double>>
awareScales(const std::vector<double> &meanMagnitudes, double exponent,
            std::string &why) {
  constexpr double kFloor = 1e-4;
  if (!isExponent(exponent, why) ||
      !areMagnitudes(meanMagnitudes, "activations", why))
    return std::nullopt;
  std::vector<double> scales(meanMagnitudes.size(), 1.0);
  double least = DBL_MAX, greatest = 0;
  for (size_t j = 0; j < scales.size(); ++j) {
    if (meanMagnitudes[j] == 0)
      continue;
    scales[j] = std::max(std::pow(meanMagnitudes[j], exponent), kFloor);
    least = std::min(least, scales[j]);
    greatest = std::max(greatest, scales[j]);
  }
  if (greatest == 0)
    return scales;
  double middle = std::sqrt(least * greatest);
  for (size_t j = 0; j < scales.size(); ++j)
    if (meanMagnitudes[j] != 0)
      scales[j] /= middle;
  return scales;
}

std::optional<std::vector<double>>
equalizingScales(const std::vector<double> &outputRanges,
                 const std::vector<double> &inputRanges, std::string &why) {
  if (!haveOneSize(outputRanges, inputRanges, why) ||
      !areMagnitudes(outputRanges, "outputs", why) ||
      !areMagnitudes(inputRanges, "inputs", why))
    return std::nullopt;
  std::vector<double> scales(outputRanges.size(), 1.0);
  for (size_t j = 0; j < scales.size(); ++j)
    if (outputRanges[j] > 0 && inputRanges[j] > 0)
      scales[j] = std::sqrt(outputRanges[j] / inputRanges[j]);
  return scales;
}

double nearestPowerOfTwo(double s) {
  int exponent;
  double mantissa = std::frexp(s, &exponent); // in [1/2, 1)
  return std::ldexp(1.0, mantissa * mantissa < 0.5 ? exponent - 1 : exponent);
}

std::vector<double> exponentGrid(int count, int stepsPerUnit) {
  std::vector<double> grid;
  for (int i = 0; i < count; ++i)
    grid.push_back(double(i) / stepsPerUnit);
  return grid;
}

float scaleOnce(float w, double factor) {
  double product = double(w) * factor;
  return float(std::clamp(product, -double(FLT_MAX), double(FLT_MAX)));
}

} // namespace qopt::numerics
