// SPDX-License-Identifier: Apache-2.0
//
// The fits work on one group at a time: few unknowns (planes and a bias), so
// the normal equations are solved directly.
#include "qopt/Numerics/Formats/Bcq.h"

#include "MakeTable.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {
double valueOf(const BcqGroup &group, uint32_t code) {
  double sum = 0;
  for (int i = 0; i < group.planes(); ++i)
    sum += (code >> i) & 1 ? group.alphas[size_t(i)] : -group.alphas[size_t(i)];
  return sum + group.bias;
}

std::vector<uint32_t> encodeAll(const float *x, size_t n,
                                const BcqGroup &group) {
  CodeTable table = tableOf(group);
  std::vector<uint32_t> codes(n);
  for (size_t i = 0; i < n; ++i)
    codes[i] = uint32_t(table.encode(double(x[i]), RoundingMode::NearestEven));
  return codes;
}

double errorOf(const float *x, const std::vector<uint32_t> &codes,
               const BcqGroup &group) {
  double sum = 0;
  for (size_t i = 0; i < codes.size(); ++i)
    sum += std::pow(double(x[i]) - valueOf(group, codes[i]), 2);
  return sum;
}

/// Solves the symmetric system a * y = b in place by elimination with diagonal
/// pivots; directions without curvature (planes that always agree) get 0.
std::vector<double> solve(std::vector<std::vector<double>> a,
                          std::vector<double> b) {
  size_t n = b.size();
  std::vector<bool> done(n, false);
  double largest = 0;
  for (size_t i = 0; i < n; ++i)
    largest = std::max(largest, a[i][i]);
  for (size_t round = 0; round < n; ++round) {
    size_t pivot = n;
    for (size_t i = 0; i < n; ++i)
      if (!done[i] && (pivot == n || a[i][i] > a[pivot][pivot]))
        pivot = i;
    done[pivot] = true;
    bool flat = a[pivot][pivot] <= 1e-9 * largest;
    for (size_t i = 0; i < n; ++i) {
      double factor = flat ? 0 : a[i][pivot] / a[pivot][pivot];
      for (size_t j = 0; i != pivot && j < n; ++j)
        a[i][j] -= factor * a[pivot][j];
      if (i != pivot)
        b[i] -= factor * b[pivot];
    }
    if (flat)
      b[pivot] = a[pivot][pivot] = 0;
  }
  for (size_t i = 0; i < n; ++i)
    b[i] = a[i][i] == 0 ? 0 : b[i] / a[i][i];
  return b;
}

/// Alphas and bias of least squared error for given codes. A negative alpha is
/// the same plane with its bits flipped.
BcqGroup leastSquares(const float *x, const std::vector<uint32_t> &codes,
                      int planes, bool withBias) {
  size_t unknowns = size_t(planes) + size_t(withBias);
  std::vector<std::vector<double>> a(unknowns,
                                     std::vector<double>(unknowns, 0));
  std::vector<double> b(unknowns, 0), row(unknowns, 1);
  for (size_t k = 0; k < codes.size(); ++k) {
    for (int i = 0; i < planes; ++i)
      row[size_t(i)] = (codes[k] >> i) & 1 ? 1 : -1;
    for (size_t i = 0; i < unknowns; ++i) {
      b[i] += row[i] * double(x[k]);
      for (size_t j = 0; j < unknowns; ++j)
        a[i][j] += row[i] * row[j];
    }
  }
  std::vector<double> solution = solve(std::move(a), std::move(b));
  BcqGroup group;
  if (withBias)
    group.bias = solution.back();
  for (int i = 0; i < planes; ++i)
    group.alphas.push_back(std::fabs(solution[size_t(i)]));
  return group;
}
} // namespace

std::string check(const BcqGroup &group) {
  if (std::string e = checkField("planes", group.planes(), 1, 8); !e.empty())
    return e;
  for (double alpha : group.alphas)
    if (!(alpha >= 0) || !std::isfinite(alpha))
      return "expected finite scales of at least 0, got " +
             std::to_string(alpha);
  if (!std::isfinite(group.bias))
    return "expected a finite bias, got " + std::to_string(group.bias);
  return "";
}

CodeTable tableOf(const BcqGroup &group) {
  CodeTableSpec spec;
  spec.bits = group.planes();
  spec.ties = TieRule::ToLower;
  for (uint32_t code = 0; code < 1u << spec.bits; ++code)
    spec.values.push_back(valueOf(group, code));
  return makeTable(std::move(spec));
}

BcqGroup bcqOfInteger(int bits, float scale, int64_t zeroPoint) {
  BcqGroup group;
  for (int i = 0; i < bits; ++i)
    group.alphas.push_back(std::ldexp(double(scale), i - 1));
  double middle = (std::ldexp(1.0, bits) - 1) / 2;
  group.bias = double(scale) * (middle - double(zeroPoint));
  return group;
}

BcqGroup fitBcqGreedy(const float *x, size_t n, int planes, bool withBias) {
  std::vector<double> rest(x, x + n);
  BcqGroup group;
  if (withBias) {
    for (double r : rest)
      group.bias += r / double(n);
    for (double &r : rest)
      r -= group.bias;
  }
  for (int i = 0; i < planes; ++i) {
    double alpha = 0;
    for (double r : rest)
      alpha += std::fabs(r) / double(n);
    for (double &r : rest)
      r -= r < 0 ? -alpha : alpha;
    group.alphas.insert(group.alphas.begin(), alpha);
  }
  return group;
}

BcqGroup fitBcqAlternating(const float *x, size_t n, int planes, bool withBias,
                           int rounds) {
  BcqGroup best = fitBcqGreedy(x, n, planes, withBias);
  std::vector<uint32_t> codes = encodeAll(x, n, best);
  double least = errorOf(x, codes, best);
  for (int round = 0; round < rounds; ++round) {
    BcqGroup next = leastSquares(x, codes, planes, withBias);
    codes = encodeAll(x, n, next);
    double error = errorOf(x, codes, next);
    if (!(error < least))
      break;
    least = error;
    best = std::move(next);
  }
  return best;
}

float decodeBcq(uint32_t code, const float *scales, size_t stride,
                int planes) {
  float sum = code & 1 ? scales[0] : -scales[0];
  for (int i = 1; i < planes; ++i) {
    float scale = scales[size_t(i) * stride];
    sum += (code >> i) & 1 ? scale : -scale;
  }
  return sum;
}

uint32_t encodeBcq(float x, const float *scales, size_t stride, int planes) {
  uint32_t code = 0;
  float rest = x;
  for (int i = planes; i-- > 0;) {
    float scale = scales[size_t(i) * stride];
    bool isNegative = rest < 0;
    rest -= isNegative ? -scale : scale;
    code |= uint32_t(!isNegative) << i;
  }
  return code;
}

} // namespace qopt::numerics
