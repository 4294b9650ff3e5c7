// SPDX-License-Identifier: Apache-2.0
//
// 8-bit optimizer states: Adam against two published steps, every optimizer
// against its 32-bit formula, and a descent that 8 bits must not slow down.
#include "Golden.h"

#include "qopt/Numerics/Blocks/OptimizerState.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {
constexpr OptimizerKind kAll[] = {OptimizerKind::Adam, OptimizerKind::Momentum,
                                  OptimizerKind::Lion, OptimizerKind::RmsProp,
                                  OptimizerKind::Adagrad};

/// The same optimizer with states in f64.
struct Exact {
  double m = 0, v = 0;

  void step(const OptimizerConfig &c, int t, double &p, double g) {
    double b1 = c.beta1, b2 = c.beta2, lr = c.lr, eps = c.eps;
    if (c.kind != OptimizerKind::Momentum)
      p *= 1 - lr * c.weightDecay;
    switch (c.kind) {
    case OptimizerKind::Adam:
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g * g;
      p -= lr * (m / (1 - std::pow(b1, t))) /
           (std::sqrt(v / (1 - std::pow(b2, t))) + eps);
      return;
    case OptimizerKind::Momentum:
      g += c.weightDecay * p;
      m = t == 1 ? g : b1 * m + g;
      p -= lr * m;
      return;
    case OptimizerKind::Lion: {
      double u = b1 * m + (1 - b1) * g;
      p -= lr * ((u > 0) - (u < 0));
      m = b2 * m + (1 - b2) * g;
      return;
    }
    case OptimizerKind::RmsProp:
      v = b1 * v + (1 - b1) * g * g;
      p -= lr * g / (std::sqrt(v) + eps);
      return;
    case OptimizerKind::Adagrad:
      v += g * g;
      p -= lr * g / (std::sqrt(v) + eps);
      return;
    }
  }
};
} // namespace

TEST(OptimizerState, AdamLikeThePublishedSteps) {
  auto p = golden::quantizer<float>("inputs.gauss");
  auto g = golden::quantizer<float>("inputs.laplace");
  for (float &x : p)
    x *= 0.1f;
  OptimizerConfig config;
  OptimizerState state = initialState(config, p.size());
  for (uint64_t t = 1; t <= 2; ++t) {
    step(config, t, p.data(), g.data(), p.size(), state);
    std::string name = "adam8bit_step" + std::to_string(t);
    EXPECT_EQ(state.codes1, golden::quantizer<uint8_t>(name + ".state1"));
    EXPECT_EQ(state.codes2, golden::quantizer<uint8_t>(name + ".state2"));
    EXPECT_EQ(state.absmax1, golden::quantizer<float>(name + ".absmax1"));
    EXPECT_EQ(state.absmax2, golden::quantizer<float>(name + ".absmax2"));
    auto want = golden::quantizer<float>(name + ".p");
    for (size_t i = 0; i < p.size(); ++i)
      EXPECT_NEAR(p[i], want[i], 3e-8) << i; // one unit in the last place
    for (float &x : g)
      x *= -0.5f;
  }
}

TEST(OptimizerState, FirstStepIsTheExactFormula) {
  // The states start exact (0), so the first step differs only by f32 rounding.
  auto g = golden::quantizer<float>("inputs.laplace");
  for (OptimizerKind kind : kAll) {
    OptimizerConfig config;
    config.kind = kind;
    config.weightDecay = 0.01;
    std::vector<float> p(512, 0.5f);
    OptimizerState state = initialState(config, 512);
    EXPECT_EQ(stateBytes(config, 512),
              (kind == OptimizerKind::Adam ? 2u : 1u) * (512 + 8));
    step(config, 1, p.data(), g.data(), 512, state);
    for (size_t i = 0; i < 512; ++i) {
      double q = 0.5;
      Exact().step(config, 1, q, g[i]);
      EXPECT_NEAR(p[i], q, 2e-7) << name(kind) << " " << i;
    }
  }
}

TEST(OptimizerState, DescendsLikeFullPrecision) {
  // Least squares with scales over two decades: f = sum a_i (p_i - 1)^2 / 2.
  constexpr size_t n = 300;
  for (OptimizerKind kind : kAll) {
    OptimizerConfig config;
    config.kind = kind;
    config.lr = kind == OptimizerKind::Momentum  ? 0.02
                : kind == OptimizerKind::Adagrad ? 0.3
                                                 : 0.01;
    OptimizerState state = initialState(config, n);
    std::vector<float> p(n, 0), g(n);
    std::vector<double> q(n, 0);
    std::vector<Exact> exact(n);
    auto slope = [](size_t i) { return std::pow(10, double(i) / n - 1); };
    for (int t = 1; t <= 400; ++t) {
      for (size_t i = 0; i < n; ++i)
        g[i] = float(slope(i) * (double(p[i]) - 1));
      step(config, uint64_t(t), p.data(), g.data(), n, state);
      for (size_t i = 0; i < n; ++i)
        exact[i].step(config, t, q[i], slope(i) * (q[i] - 1));
    }
    double loss8 = 0, loss64 = 0;
    for (size_t i = 0; i < n; ++i) {
      loss8 += slope(i) * std::pow(double(p[i]) - 1, 2) / n;
      loss64 += slope(i) * std::pow(q[i] - 1, 2) / n;
    }
    EXPECT_LT(loss8, loss64 * 1.1 + 1e-4) << name(kind);
    EXPECT_LT(loss8, 0.05) << name(kind) << ": it does descend";
  }
}

TEST(OptimizerState, NonFiniteGradientsLeaveTheParameter) {
  for (OptimizerKind kind : kAll) {
    OptimizerConfig config;
    config.kind = kind;
    config.weightDecay = 0.1;
    std::vector<float> p = {1, 2, 3};
    const float g[] = {NAN, std::numeric_limits<float>::infinity(), 1};
    OptimizerState state = initialState(config, 3);
    step(config, 1, p.data(), g, 3, state);
    EXPECT_EQ(p[0], 1);
    EXPECT_EQ(p[1], 2);
    EXPECT_NE(p[2], 3);
    for (size_t i : {0, 1}) {
      if (!state.codes1.empty())
        EXPECT_EQ(state.codes1[i], 127);
      if (!state.codes2.empty())
        EXPECT_EQ(state.codes2[i], 0);
    }
  }
}

TEST(OptimizerState, KeepSign) {
  OptimizerConfig config;
  config.kind = OptimizerKind::Momentum;
  const float g[] = {1, -1e-9f, 1e-9f, 0};
  for (bool keep : {false, true}) {
    config.keepSign = keep;
    std::vector<float> p(4, 0);
    OptimizerState state = initialState(config, 4);
    step(config, 1, p.data(), g, 4, state);
    EXPECT_EQ(state.codes1,
              (std::vector<uint8_t>{255, uint8_t(keep ? 126 : 127), 127, 127}));
  }
}

TEST(OptimizerState, NamesAndRefusals) {
  for (OptimizerKind kind : kAll)
    EXPECT_EQ(parseOptimizerKind(name(kind)), kind);
  EXPECT_EQ(parseOptimizerKind("sgd"), std::nullopt);
  EXPECT_EQ(name(OptimizerKind(9)), "");
  auto refusal = [](auto change) {
    OptimizerConfig config;
    change(config);
    return check(config);
  };
  using C = OptimizerConfig;
  EXPECT_EQ(refusal([](C &) {}), "");
  EXPECT_EQ(refusal([](C &c) { c.lr = NAN; }),
            "expected a finite learning rate of at least 0, got nan");
  EXPECT_EQ(refusal([](C &c) { c.beta2 = 1; }),
            "expected betas of at least 0 and below 1, got 1.000000");
  EXPECT_EQ(refusal([](C &c) { c.eps = -1; }),
            "expected a finite eps of at least 0, got -1.000000");
  EXPECT_EQ(refusal([](C &c) { c.weightDecay = -1; }),
            "expected a finite weight decay of at least 0, got -1.000000");
  EXPECT_EQ(refusal([](C &c) { c.block = 0; }),
            "expected a block of at least 1 element, got 0");
}
