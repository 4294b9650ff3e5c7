// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/Fold/Hadamard.h"

#include "qopt/Numerics/Rounding.h"

#include <cmath>

namespace qopt::numerics {

namespace {

bool isPrime(int64_t n) {
  if (n < 2)
    return false;
  for (int64_t d = 2; d * d <= n; ++d)
    if (n % d == 0)
      return false;
  return true;
}

// Jacobsthal's matrix: entry (i, j) is the Legendre symbol of i - j modulo q.
std::vector<int8_t> jacobsthal(int64_t q) {
  std::vector<int8_t> symbol(q, -1);
  symbol[0] = 0;
  for (int64_t i = 1; i < q; ++i)
    symbol[i * i % q] = 1;
  std::vector<int8_t> matrix(q * q);
  for (int64_t i = 0; i < q; ++i)
    for (int64_t j = 0; j < q; ++j)
      matrix[i * q + j] = symbol[((i - j) % q + q) % q];
  return matrix;
}

// The conference matrix of order q + 1: a border of ones around Jacobsthal's,
// whose column is negative in the skew case (q = 3 mod 4).
std::vector<int8_t> conference(int64_t q, bool isSkew) {
  std::vector<int8_t> inner = jacobsthal(q);
  int64_t n = q + 1;
  std::vector<int8_t> matrix(n * n, 0);
  for (int64_t i = 1; i < n; ++i) {
    matrix[i] = 1;
    matrix[i * n] = isSkew ? -1 : 1;
    for (int64_t j = 1; j < n; ++j)
      matrix[i * n + j] = inner[(i - 1) * q + j - 1];
  }
  return matrix;
}

// H = I + C for a skew conference matrix C.
std::vector<int8_t> paleyOne(int64_t q) {
  std::vector<int8_t> matrix = conference(q, /*isSkew=*/true);
  for (int64_t i = 0; i <= q; ++i)
    matrix[i * (q + 1) + i] = 1;
  return matrix;
}

// Every 0 of a symmetric conference matrix becomes [1 -1; -1 -1], every +-1 that
// multiple of [1 1; 1 -1].
std::vector<int8_t> paleyTwo(int64_t q) {
  std::vector<int8_t> c = conference(q, /*isSkew=*/false);
  int64_t n = q + 1;
  std::vector<int8_t> matrix(4 * n * n);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) {
      int8_t v = c[i * n + j];
      int8_t block[4] = {1, -1, -1, -1};
      if (v != 0) {
        block[0] = block[1] = block[2] = v;
        block[3] = static_cast<int8_t>(-v);
      }
      for (int64_t k = 0; k < 4; ++k)
        matrix[(2 * i + k / 2) * 2 * n + 2 * j + k % 2] = block[k];
    }
  return matrix;
}

} // namespace

void subtractMean(double *row, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i)
    sum += row[i];
  for (int64_t i = 0; i < n; ++i)
    row[i] -= sum / double(n);
}

std::optional<std::vector<int8_t>> paleyMatrix(int64_t n) {
  if (n == 1)
    return std::vector<int8_t>{1};
  if (n == 2)
    return std::vector<int8_t>{1, 1, 1, -1};
  if (n % 4 == 0 && isPrime(n - 1))
    return paleyOne(n - 1);
  if (n % 4 == 0 && (n / 2 - 1) % 4 == 1 && isPrime(n / 2 - 1))
    return paleyTwo(n / 2 - 1);
  return std::nullopt;
}

std::optional<HadamardRotation> HadamardRotation::create(int64_t d,
                                                         uint64_t seed) {
  if (d < 1)
    return std::nullopt;
  int64_t odd = d;
  while (odd % 2 == 0)
    odd /= 2;
  HadamardRotation rotation;
  rotation.dimension = d;
  for (int64_t order = odd; order <= d && rotation.matrix.empty(); order *= 2)
    if (auto found = paleyMatrix(order)) {
      rotation.base = order;
      rotation.matrix = std::move(*found);
    }
  if (rotation.matrix.empty())
    return std::nullopt;
  for (int64_t i = 0; i < d; ++i)
    rotation.signs.push_back(
        counterHash(seed, static_cast<uint64_t>(i)) >> 63 ? -1 : 1);
  return rotation;
}

void HadamardRotation::apply(double *row) const {
  int64_t inner = dimension / base;
  for (int64_t i = 0; i < dimension; ++i)
    row[i] *= signs[i];
  for (int64_t b = 0; b < base; ++b)
    for (int64_t half = 1; half < inner; half *= 2)
      for (int64_t i = 0; i < inner; ++i)
        if (!(i & half)) {
          double *x = row + b * inner + i;
          double sum = x[0] + x[half], difference = x[0] - x[half];
          x[0] = sum;
          x[half] = difference;
        }
  double norm = 1 / std::sqrt(double(dimension));
  std::vector<double> column(base);
  for (int64_t i = 0; i < inner; ++i) {
    for (int64_t j = 0; j < base; ++j) {
      double sum = 0;
      for (int64_t b = 0; b < base; ++b)
        sum += row[b * inner + i] * matrix[b * base + j];
      column[j] = sum;
    }
    for (int64_t j = 0; j < base; ++j)
      row[j * inner + i] = column[j] * norm;
  }
}

} // namespace qopt::numerics
