// SPDX-License-Identifier: Apache-2.0
// Choice of the next token.
#include "qopt/Numerics/Sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace qopt::numerics;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

size_t draw(const std::vector<float> &scores, SamplingOptions options,
            uint64_t step = 0) {
  return sample(scores.data(), scores.size(), options, step);
}

TEST(Sampling, Argmax) {
  auto best = [](std::vector<float> s) { return argmax(s.data(), s.size()); };
  EXPECT_EQ(best({1, 3, 2, 3}), 1u) << "the lowest of equals";
  EXPECT_EQ(best({kNaN, -5, kNaN}), 1u);
  EXPECT_EQ(best({kNaN, kNaN}), 0u);
  EXPECT_EQ(best({-kInfinity, -kInfinity}), 0u);
  EXPECT_EQ(draw({1, 3, 2, 3}, {}), 1u) << "temperature 0";
}

// Frequencies against the shares they are drawn by: 3 standard deviations.
TEST(Sampling, Frequencies) {
  std::vector<float> scores{0, std::log(2.0f), std::log(5.0f), -kInfinity};
  constexpr int n = 20000;
  std::vector<int> counts(4);
  for (int step = 0; step < n; ++step)
    ++counts[draw(scores, {1.0, 1.0, 7}, step)];
  double shares[] = {1 / 8.0, 2 / 8.0, 5 / 8.0, 0};
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(counts[i], n * shares[i],
                3 * std::sqrt(n * shares[i] * (1 - shares[i])))
        << i;
}

TEST(Sampling, TemperatureSharpens) {
  std::vector<float> scores{0, std::log(2.0f)};
  int second = 0;
  for (int step = 0; step < 20000; ++step)
    second += draw(scores, {0.5, 1.0, 1}, step) == 1;
  EXPECT_NEAR(second, 20000 * 0.8, 3 * std::sqrt(20000 * 0.16));
}

TEST(Sampling, NucleusLeavesTheTailOut) {
  // Shares 0.5, 0.25, 0.125, 0.125: 0.75 needs two, a little more three.
  std::vector<float> scores{std::log(1.0f), std::log(4.0f), std::log(1.0f),
                            std::log(2.0f)};
  auto seen = [&](double topP) {
    std::vector<bool> found(4);
    for (int step = 0; step < 500; ++step)
      found[draw(scores, {1.0, topP, 3}, step)] = true;
    return found;
  };
  EXPECT_EQ(seen(0.7), (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(seen(0.8), (std::vector<bool>{true, true, false, true}));
  EXPECT_EQ(seen(0.01), (std::vector<bool>{false, true, false, false}));
  EXPECT_EQ(seen(1.0), (std::vector<bool>{true, true, true, true}));
}

TEST(Sampling, SameSeedSameDraws) {
  std::vector<float> scores(50);
  int differ = 0;
  for (int step = 0; step < 100; ++step) {
    EXPECT_EQ(draw(scores, {1.0, 0.9, 5}, step), draw(scores, {1.0, 0.9, 5}, step));
    differ += draw(scores, {1.0, 0.9, 5}, step) != draw(scores, {1.0, 0.9, 6}, step);
  }
  EXPECT_GT(differ, 80);
}

TEST(Sampling, SpecialScores) {
  EXPECT_EQ(draw({1, kInfinity, 0}, {1.0, 1.0, 0}), 1u);
  for (int step = 0; step < 100; ++step)
    EXPECT_NE(draw({0, kNaN, 0}, {1.0, 1.0, 0}, step), 1u);
}

TEST(Sampling, Check) {
  EXPECT_EQ(check({}), "");
  EXPECT_EQ(check({0.7, 0.9, 1}), "");
  EXPECT_NE(check({-1, 1, 0}), "");
  EXPECT_NE(check({kInfinity, 1, 0}), "");
  EXPECT_NE(check({1, 0, 0}), "");
  EXPECT_NE(check({1, 1.5, 0}), "");
  EXPECT_NE(check({1, kNaN, 0}), "");
}

} // namespace
