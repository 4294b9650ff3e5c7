// SPDX-License-Identifier: Apache-2.0
//
// Codebooks from data. All three sort the data once; sums over sorted values
// make a round of k-means cost no more than its number of centres.
#include "qopt/Numerics/Formats/Quantile.h"

#include "MakeTable.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {
constexpr size_t kChunk = 4096;
constexpr int kPoints = 256;

std::string checkData(const float *x, size_t n, int bits) {
  if (std::string e = checkField("bits", bits, 2, 8); !e.empty())
    return e;
  if (n == 0)
    return "expected values to estimate a codebook from, got none";
  for (size_t i = 0; i < n; ++i)
    if (!std::isfinite(x[i]))
      return "expected finite values, got " + std::to_string(x[i]) +
             " at position " + std::to_string(i);
  if (std::all_of(x, x + n, [](float v) { return v == 0; }))
    return "expected values other than 0, got only zeros";
  return "";
}

/// Sorted, without repetition, largest magnitude 1, in f32.
std::vector<double> normalise(std::vector<double> values) {
  double largest = 0;
  for (double v : values)
    largest = std::max(largest, std::fabs(v));
  for (double &v : values)
    v = double(float(v) / float(largest)) + 0.0; // no -0
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// The mean over the chunks of 256 evenly spaced order statistics.
std::vector<double> chunkQuantiles(const float *x, size_t n, int count) {
  std::vector<double> sums(kPoints);
  size_t length = std::min(n, kChunk), chunks = n / length;
  float offset = 1 / (2 * float(count));
  float interval = (1 - 2 * offset) / (kPoints - 1);
  for (size_t chunk = 0; chunk < chunks; ++chunk) {
    std::vector<float> sorted(x + chunk * length, x + (chunk + 1) * length);
    std::sort(sorted.begin(), sorted.end());
    for (int t = 0; t < kPoints; ++t) {
      float position = (offset + float(t) * interval) * float(length - 1);
      sums[size_t(t)] += double(sorted[size_t(std::round(position))]);
    }
  }
  for (double &sum : sums)
    sum /= double(chunks);
  return sums;
}

/// Values with their weights in ascending order, as running sums.
class SortedData {
public:
  SortedData(const float *x, const float *weights, size_t n) {
    std::vector<size_t> order(n);
    for (size_t i = 0; i < n; ++i)
      order[i] = i;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return x[a] != x[b] ? x[a] < x[b] : a < b;
    });
    mass = moment = {0};
    for (size_t i : order) {
      double w = weights ? double(weights[i]) : 1;
      values.push_back(double(x[i]));
      mass.push_back(mass.back() + w);
      moment.push_back(moment.back() + w * double(x[i]));
    }
  }
  /// The first position whose value is above the border.
  size_t after(double border) const {
    return size_t(std::upper_bound(values.begin(), values.end(), border) -
                  values.begin());
  }
  double massOf(size_t from, size_t to) const { return mass[to] - mass[from]; }
  double meanOf(size_t from, size_t to) const {
    return (moment[to] - moment[from]) / massOf(from, to);
  }
  /// The value below which a share of the mass lies.
  double quantile(double share) const {
    auto it =
        std::upper_bound(mass.begin() + 1, mass.end() - 1, share * mass.back());
    return values[size_t(it - mass.begin()) - 1];
  }

private:
  std::vector<double> values, mass, moment;
};

void holdZero(std::vector<double> &centres) {
  *std::min_element(centres.begin(), centres.end(), [](double a, double b) {
    return std::fabs(a) < std::fabs(b);
  }) = 0;
  std::sort(centres.begin(), centres.end());
}

/// One round: every centre but 0 to the mean of what is nearest to it.
std::vector<double> lloyd(const SortedData &data, size_t n,
                          const std::vector<double> &centres) {
  std::vector<double> next;
  size_t from = 0;
  for (size_t c = 0; c < centres.size(); ++c) {
    size_t to = c + 1 == centres.size()
                    ? n
                    : data.after((centres[c] + centres[c + 1]) / 2);
    if (centres[c] == 0)
      next.push_back(0);
    else if (data.massOf(from, to) > 0)
      next.push_back(data.meanOf(from, to));
    from = to;
  }
  return next;
}
} // namespace

CodebookResult quantileCodebook(const float *x, size_t n, int bits) {
  if (std::string e = checkData(x, n, bits); !e.empty())
    return {{}, e};
  int count = (1 << bits) - 1;
  std::vector<double> points = chunkQuantiles(x, n, count);
  std::vector<double> values = {0};
  for (int i = 0; i < count; ++i)
    values.push_back(points[size_t((kPoints - 1) * i / (count - 1))]);
  if (std::all_of(values.begin(), values.end(),
                  [](double v) { return v == 0; }))
    return {{}, "expected quantiles other than 0, got only zeros"};
  return {normalise(std::move(values)), ""};
}

std::vector<double>
paperQuantileValues(const std::function<double(double)> &quantile, int bits) {
  int count = 1 << bits;
  std::vector<double> values;
  for (int i = 0; i < count; ++i)
    values.push_back((quantile(double(i) / (count + 1)) +
                      quantile(double(i + 1) / (count + 1))) /
                     2);
  double largest = 0;
  for (double v : values)
    largest = std::max(largest, std::fabs(v));
  for (double &v : values)
    v /= largest;
  holdZero(values);
  return values;
}

CodebookResult paperQuantileCodebook(const float *x, size_t n, int bits) {
  if (std::string e = checkData(x, n, bits); !e.empty())
    return {{}, e};
  std::vector<float> sorted(x, x + n);
  std::sort(sorted.begin(), sorted.end());
  auto quantile = [&](double p) {
    double position = p * double(n - 1);
    auto below = size_t(position);
    double low = sorted[below], high = sorted[std::min(below + 1, n - 1)];
    return low + (high - low) * (position - double(below));
  };
  std::vector<double> values = paperQuantileValues(quantile, bits);
  if (std::any_of(values.begin(), values.end(),
                  [](double v) { return std::isnan(v); }))
    return {{}, "expected quantiles other than 0, got only zeros"};
  return {normalise(std::move(values)), ""};
}

CodebookResult kMeansCodebook(const float *x, const float *weights, size_t n,
                              int bits) {
  if (std::string e = checkData(x, n, bits); !e.empty())
    return {{}, e};
  double total = 0;
  for (size_t i = 0; weights && i < n; ++i) {
    if (!(weights[i] >= 0) || !std::isfinite(weights[i]))
      return {{},
              "expected finite weights of at least 0, got " +
                  std::to_string(weights[i]) + " at position " +
                  std::to_string(i)};
    total += double(weights[i]);
  }
  if (weights && total == 0)
    return {{}, "expected weights other than 0, got only zeros"};

  SortedData data(x, weights, n);
  std::vector<double> centres;
  for (int i = 0, count = 1 << bits; i < count; ++i)
    centres.push_back(data.quantile((i + 0.5) / count));
  centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
  // 0 takes the place of a centre only where no code is left for it.
  if (centres.size() < size_t(1) << bits)
    centres.push_back(0);
  holdZero(centres);
  centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
  for (int round = 0; round < 200; ++round) {
    std::vector<double> next = lloyd(data, n, centres);
    if (next == centres)
      break;
    centres = std::move(next);
  }
  if (centres.size() == 1) // all weight on zeros
    return {{}, "expected weighted values other than 0, got only zeros"};
  return {normalise(std::move(centres)), ""};
}

} // namespace qopt::numerics
