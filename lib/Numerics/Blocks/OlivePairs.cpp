// SPDX-License-Identifier: Apache-2.0
//
// A pair gives up one of its two elements to make room for an outlier: its code
// says which, the other one is decoded by the outlier table.
#include "qopt/Numerics/Blocks/OlivePairs.h"

#include "qopt/Numerics/Formats/Abfloat.h"
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include "../Formats/MakeTable.h"

#include <cmath>

namespace qopt::numerics {

std::string checkOlive(int bits, bool flint) {
  if (bits != 4 && bits != 8)
    return "expected 4 or 8 bits, got " + std::to_string(bits);
  if (flint && bits != 4)
    return "expected 4 bits with flint, got " + std::to_string(bits);
  return "";
}

OliveTables oliveTables(int bits, bool flint) {
  auto identifier = uint16_t(1u << (bits - 1));
  if (flint)
    return {scaledTable(tableOf(FlintFormat{4, true}), 2),
            tableOf(AbfloatFormat{2, 1, 4}), identifier};
  CodeTable integers = tableOf(IntFormat{bits, true, true}, TieRule::ToUpper);
  if (bits == 4)
    return {scaledTable(integers, 4), tableOf(AbfloatFormat{2, 1, 4}),
            identifier};
  return {scaledTable(integers, 0.25), tableOf(AbfloatFormat{2, 5, 0}),
          identifier};
}

namespace {
/// What one element would be if it had no partner.
struct Element {
  uint16_t normal, outlier;
  bool isOutlier;
};

Element classify(double x, const OliveTables &tables, double scale) {
  constexpr RoundingMode even = RoundingMode::NearestEven;
  double u = x / scale;
  auto normal = uint16_t(tables.normal.encode(u, even));
  auto outlier = uint16_t(tables.outlier.encode(u, even));
  double toNormal = std::fabs(u - tables.normal.decode(normal));
  double toOutlier = std::fabs(u - tables.outlier.decode(outlier));
  bool beyond = std::fabs(tables.outlier.decode(outlier)) > kOliveRange;
  bool nearer = std::isinf(u) || toOutlier <= toNormal;
  return {normal, outlier, nearer && beyond};
}

double olivesAlpha(const float *x, size_t n) {
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; ++i)
    mean += double(x[i]) / double(n);
  for (size_t i = 0; i < n; ++i)
    squares += (double(x[i]) - mean) * (double(x[i]) - mean);
  double deviation = n < 2 ? 0 : std::sqrt(squares / double(n - 1));
  return std::fabs(mean) + 3 * deviation;
}

AlphaChoice searchOlive(const float *x, size_t n, const OliveTables &tables) {
  double largest = olivesAlpha(x, n);
  if (largest == 0)
    return {0, 0};
  AlphaChoice best = {0, HUGE_VAL};
  std::vector<float> y(n);
  for (int i = 75; i < 150; i += 2) {
    double alpha = largest * i / 100, error = 0;
    std::vector<uint16_t> codes = encodeOlive(x, n, tables, alpha);
    decodeOlive(codes.data(), n, tables, alpha, y.data());
    for (size_t k = 0; k < n; ++k)
      error += std::pow(double(x[k]) - double(y[k]), 2) / double(n);
    if (error < best.mse)
      best = {alpha, error};
  }
  return best;
}
} // namespace

std::vector<uint16_t> encodeOlive(const float *x, size_t n,
                                  const OliveTables &tables, double alpha) {
  double scale = alpha / kOliveRange;
  std::vector<uint16_t> codes(n);
  for (size_t i = 0; i < n; i += 2) {
    Element even = classify(double(x[i]), tables, scale);
    codes[i] = even.normal;
    if (i + 1 == n)
      break;
    Element odd = classify(double(x[i + 1]), tables, scale);
    codes[i + 1] = odd.normal;
    if (even.isOutlier) {
      codes[i] = even.outlier;
      codes[i + 1] = tables.identifier;
    } else if (odd.isOutlier) {
      codes[i] = tables.identifier;
      codes[i + 1] = odd.outlier;
    }
  }
  return codes;
}

void decodeOlive(const uint16_t *codes, size_t n, const OliveTables &tables,
                 double alpha, float *out) {
  double scale = alpha / kOliveRange;
  for (size_t i = 0; i < n; ++i) {
    size_t partner = i ^ 1;
    bool victim = codes[i] == tables.identifier;
    bool outlier = partner < n && codes[partner] == tables.identifier;
    const CodeTable &table = outlier ? tables.outlier : tables.normal;
    out[i] = victim ? 0 : float(table.decode(codes[i]) * scale);
  }
}

TypeSelection selectOlive(const float *x, size_t channels, size_t perChannel,
                          int bits) {
  TypeSelection selection = {0, {}};
  for (bool flint : {false, true}) {
    if (!checkOlive(bits, flint).empty())
      continue;
    OliveTables tables = oliveTables(bits, flint);
    TypeScore score = {{}, 0};
    for (size_t c = 0; c < channels; ++c) {
      AlphaChoice choice = searchOlive(x + c * perChannel, perChannel, tables);
      score.alphas.push_back(choice.alpha);
      score.sumMse += choice.mse;
    }
    selection.scores.push_back(std::move(score));
    if (selection.scores.back().sumMse <
        selection.scores[selection.chosen].sumMse)
      selection.chosen = selection.scores.size() - 1;
  }
  return selection;
}

} // namespace qopt::numerics
