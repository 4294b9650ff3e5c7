// SPDX-License-Identifier: Apache-2.0
//
// Optimizer steps against the published formula's results, and what must hold
// for any gradient: zeros stay zeros, signs stay, blocks are independent, NaN
// does no harm.
#include "Golden.h"
#include "qopt/Numerics/Optimizers.h"
#include "qopt/Numerics/Rounding.h"
#include "qopt/Numerics/StateEncoder.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace qopt::numerics;

namespace {

/// Parameters with states of either kind.
struct Training {
  Training(OptimizerSpec spec, std::vector<float> start, size_t block = 256)
      : spec(spec), block(block), parameters(std::move(start)) {
    size_t blocks = (parameters.size() + block - 1) / block;
    for (int k = 0; k < 2; ++k) {
      codes[k].resize(parameters.size());
      absmax[k].resize(blocks);
      floats[k].resize(parameters.size());
    }
  }
  void step8(const std::vector<float> &gradients, double rate, int64_t t) {
    BlockState states[] = {{codes[0].data(), absmax[0].data()},
                           {codes[1].data(), absmax[1].data()}};
    optimizerStep(spec, stepScalars(spec, rate, t), parameters.size(), block,
                  parameters.data(), gradients.data(), states);
  }
  void step32(const std::vector<float> &gradients, double rate, int64_t t) {
    float *states[] = {floats[0].data(), floats[1].data()};
    optimizerStep(spec, stepScalars(spec, rate, t), parameters.size(),
                  parameters.data(), gradients.data(), states);
  }
  /// The value a code stands for.
  float state(int k, size_t i) const {
    return stateCode(isSignedState(spec.kind, k)).values[codes[k][i]] *
           absmax[k][i / block];
  }

  OptimizerSpec spec;
  size_t block;
  std::vector<float> parameters, floats[2], absmax[2];
  std::vector<uint8_t> codes[2];
};

OptimizerSpec preset(const std::string &name) {
  OptimizerSpec spec;
  EXPECT_TRUE(optimizerPreset(name, spec)) << name;
  return spec;
}

const char *const kPresets[] = {"adam", "adamw",   "momentum",
                                "lion", "rmsprop", "adagrad"};

/// n numbers in (-1, 1), many of them small.
std::vector<float> noise(size_t n, uint64_t seed) {
  std::vector<float> values(n);
  for (size_t i = 0; i < n; ++i) {
    double u = std::ldexp(double(counterHash(seed, i) >> 11), -52) - 1;
    values[i] = float(u * u * u);
  }
  return values;
}

std::vector<float> scaled(std::vector<float> values, float factor) {
  for (float &v : values)
    v *= factor;
  return values;
}

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kMax = std::numeric_limits<float>::max();

} // namespace

//===-- The published formula ---------------------------------------------===//

TEST(Optimizers, EqualsTheCpuFormulaOfBitsandbytes) {
  OptimizerSpec spec;
  spec.zeroRule = ZeroRule::Nearest;
  Training training(spec,
                    scaled(golden::quantizer<float>("inputs.gauss"), 0.1f));
  std::vector<float> gradients = golden::quantizer<float>("inputs.laplace");
  for (int t = 1; t <= 2; ++t) {
    training.step8(t == 1 ? gradients : scaled(gradients, -0.5f), 1e-3, t);
    std::string name = "adam8bit_step" + std::to_string(t);
    EXPECT_EQ(training.parameters, golden::quantizer<float>(name + ".p"));
    EXPECT_EQ(training.codes[0], golden::quantizer<uint8_t>(name + ".state1"));
    EXPECT_EQ(training.codes[1], golden::quantizer<uint8_t>(name + ".state2"));
    EXPECT_EQ(training.absmax[0],
              golden::quantizer<float>(name + ".absmax1"));
    EXPECT_EQ(training.absmax[1],
              golden::quantizer<float>(name + ".absmax2"));
  }
}

TEST(Optimizers, StepsByHand) {
  std::vector<float> p = {1}, g = {0.5f};
  // Adam's first step has length rate, whatever the gradient.
  Training adam(preset("adam"), p);
  adam.step32(g, 0.125, 1);
  EXPECT_NEAR(adam.parameters[0], 0.875f, 1e-6f);
  EXPECT_EQ(adam.floats[0][0], float(1 - 0.9) * 0.5f);

  OptimizerSpec spec = preset("momentum");
  spec.beta1 = 0.5;
  Training momentum(spec, p);
  momentum.step32(g, 0.25, 1);
  EXPECT_EQ(momentum.parameters[0], 0.875f); // m = g
  momentum.step32(g, 0.25, 2);
  EXPECT_EQ(momentum.floats[0][0], 0.75f);
  EXPECT_EQ(momentum.parameters[0], 0.6875f);

  spec = preset("lion");
  spec.beta1 = 0.5, spec.beta2 = 0.75;
  Training lion(spec, p);
  lion.step32(g, 0.25, 1);
  EXPECT_EQ(lion.parameters[0], 0.75f);
  EXPECT_EQ(lion.floats[0][0], 0.125f);
  lion.step32({-0.125f}, 0.25, 2); // 0.0625 - 0.0625: no direction
  EXPECT_EQ(lion.parameters[0], 0.75f);
  EXPECT_EQ(lion.floats[0][0], 0.0625f);

  spec = preset("rmsprop");
  spec.beta2 = 0.75, spec.eps = 0.25;
  Training rms(spec, p);
  rms.step32({2}, 0.625, 1); // v = 1
  EXPECT_EQ(rms.parameters[0], 0.f);
  EXPECT_EQ(rms.floats[0][0], 1.f);

  spec = preset("adagrad");
  spec.eps = 0.5;
  Training adagrad(spec, p);
  adagrad.step32({1.5f}, 1, 1); // v = 2.25
  EXPECT_EQ(adagrad.parameters[0], 0.25f);
  adagrad.step32({2}, 1.5, 2); // v = 6.25
  EXPECT_EQ(adagrad.parameters[0], -0.75f);
}

TEST(Optimizers, EpsRules) {
  OptimizerSpec spec = preset("adam");
  spec.eps = 0.25, spec.beta1 = 0.5, spec.beta2 = 0.75;
  // t = 1: m = g/2, v = g*g/4, r = 1/2; the corrected m and root of v are g.
  float results[3];
  for (EpsRule rule :
       {EpsRule::Outside, EpsRule::Scaled, EpsRule::InsideRoot}) {
    spec.epsRule = rule;
    Training training(spec, {1});
    training.step32({0.75f}, 1, 1);
    results[size_t(rule)] = training.parameters[0];
  }
  EXPECT_EQ(results[0], 0.25f); // 0.75 / (0.75 + 0.25)
  EXPECT_EQ(results[1], 0.25f);
  EXPECT_FLOAT_EQ(results[2], 1 - 0.75f / std::sqrt(0.8125f));

  spec = preset("rmsprop");
  spec.beta2 = 0.75, spec.eps = 0.75, spec.epsRule = EpsRule::InsideRoot;
  Training rms(spec, {1});
  rms.step32({1}, 0.5, 1); // sqrt(0.25 + 0.75)
  EXPECT_EQ(rms.parameters[0], 0.5f);
}

TEST(Optimizers, DecayRules) {
  OptimizerSpec spec = preset("momentum");
  spec.weightDecay = 0.5;
  auto result = [&](DecayRule rule) {
    spec.decay = rule;
    Training training(spec, {2});
    training.step32({1}, 0.5, 1);
    return training.parameters[0];
  };
  EXPECT_EQ(result(DecayRule::Coupled), 1.f);    // 2 - 0.5 * (1 + 0.5 * 2)
  EXPECT_EQ(result(DecayRule::Before), 1.f);     // 2 * 0.75 - 0.5
  EXPECT_EQ(result(DecayRule::After), 1.125f);   // (2 - 0.5) * 0.75
}

TEST(Optimizers, Scalars) {
  OptimizerSpec spec = preset("adamw");
  StepScalars s = stepScalars(spec, 1e-3, 3);
  EXPECT_EQ(s.step, float(1e-3 / (1 - std::pow(0.9, 3))));
  EXPECT_EQ(s.correction, float(std::sqrt(1 - std::pow(0.999, 3))));
  EXPECT_EQ(s.keep, float(1 - 1e-3 * 0.01));
  spec.epsRule = EpsRule::Scaled;
  double r = std::sqrt(1 - std::pow(0.999, 3));
  EXPECT_EQ(stepScalars(spec, 1e-3, 3).step,
            float(1e-3 / (1 - std::pow(0.9, 3)) * r));
  s = stepScalars(preset("momentum"), 0.1, 7);
  EXPECT_EQ(s.step, 0.1f);
  EXPECT_EQ(s.correction, 1.f);
  EXPECT_EQ(s.keep, 1.f);
  EXPECT_EQ(stepScalars(spec, 1e-3, 0).step, stepScalars(spec, 1e-3, 1).step);
}

//===-- Codes -------------------------------------------------------------===//

TEST(Optimizers, CodesRoundTripAndCount) {
  for (bool isSigned : {false, true}) {
    const StateCode &code = stateCode(isSigned);
    EXPECT_EQ(code.values[code.zero], 0.f);
    EXPECT_EQ(code.values[255], 1.f);
    for (unsigned c = 0; c < 256; ++c)
      EXPECT_EQ(code.encode(code.values[c]), c);
    for (unsigned j = 0; j < 255; ++j) {
      EXPECT_EQ(code.encode(code.thresholds[j]), j + 1);
      EXPECT_EQ(code.encode(std::nextafter(code.thresholds[j], -2.f)), j);
    }
    EXPECT_EQ(code.encode(2.f), 255);
    EXPECT_EQ(code.encode(-2.f), 0);
  }
}

TEST(Optimizers, OneLookUpEncodesLikeTheThresholds) {
  for (bool isSigned : {false, true}) {
    const StateEncoder &encoder = stateEncoder(isSigned);
    const StateCode &code = stateCode(isSigned);
    EXPECT_LE(encoder.entries.size(), 4096u);
    auto check = [&](float x) {
      ASSERT_EQ(encoder.encode(x), code.encode(x)) << x << " " << isSigned;
    };
    for (uint64_t bits = 0; bits < (uint64_t(1) << 32); bits += 1009) {
      auto pattern = uint32_t(bits);
      float x;
      std::memcpy(&x, &pattern, sizeof(x));
      if (!std::isnan(x))
        check(x);
    }
    for (float threshold : code.thresholds)
      for (float x : {threshold, std::nextafter(threshold, kInf),
                      std::nextafter(threshold, -kInf)}) {
        check(x);
        check(-x);
      }
    for (float x : {0.f, -0.f, 1.f, -1.f, kMax, -kMax, kInf, -kInf})
      check(x);
  }
}

TEST(Optimizers, ZeroRules) {
  const StateCode &code = stateCode(true);
  uint8_t zero = code.zero;
  auto encode = [&](float x, ZeroRule rule) {
    return int(code.encode(x, x, rule)) - int(zero);
  };
  EXPECT_EQ(encode(1e-7f, ZeroRule::Nearest), 0);
  EXPECT_EQ(encode(-1e-7f, ZeroRule::Nearest), 0);
  EXPECT_EQ(encode(1e-7f, ZeroRule::KeepNegative), 0);
  EXPECT_EQ(encode(-1e-7f, ZeroRule::KeepNegative), -1);
  EXPECT_EQ(encode(1e-7f, ZeroRule::KeepSign), 1);
  EXPECT_EQ(encode(-1e-7f, ZeroRule::KeepSign), -1);
  for (ZeroRule rule :
       {ZeroRule::Nearest, ZeroRule::KeepNegative, ZeroRule::KeepSign}) {
    EXPECT_EQ(encode(0.f, rule), 0);
    EXPECT_EQ(encode(-0.f, rule), 0);
    EXPECT_GT(encode(1e-6f, rule), 0);
  }
}

TEST(Optimizers, StatesKeepTheirSign) {
  std::vector<float> gradients = noise(1000, 1);
  for (size_t i = 0; i < gradients.size(); i += 3)
    gradients[i] *= 1e-9f;
  for (const char *name : kPresets) {
    Training exact(preset(name), std::vector<float>(1000));
    Training coded = exact;
    exact.step32(gradients, 1e-3, 1);
    coded.step8(gradients, 1e-3, 1);
    for (int k = 0; k < numStates(coded.spec.kind); ++k)
      for (size_t i = 0; i < 1000; ++i) {
        float is = exact.floats[k][i], now = coded.state(k, i);
        if (std::fabs(is) >= kLeastAbsmax)
          EXPECT_EQ(now > 0, is > 0) << name << " " << i;
        EXPECT_EQ(now < 0, is < 0 && now != 0) << name << " " << i;
      }
  }
}

// The 8-bit acceptance bound on relative error, for every state.
TEST(Optimizers, StatesAreCloseAndTheFirstStepIsExact) {
  std::vector<float> gradients = noise(4096, 2);
  for (const char *name : kPresets)
    for (size_t block : {64u, 256u, 1000u, 4096u, 10000u}) {
      Training exact(preset(name), noise(4096, 3), block);
      Training coded = exact;
      exact.step32(gradients, 1e-3, 1);
      coded.step8(gradients, 1e-3, 1);
      EXPECT_EQ(coded.parameters, exact.parameters) << name;
      for (int k = 0; k < numStates(coded.spec.kind); ++k) {
        double error = 0, total = 0;
        for (size_t i = 0; i < 4096; ++i) {
          error += std::fabs(coded.state(k, i) - exact.floats[k][i]);
          total += std::fabs(exact.floats[k][i]);
        }
        EXPECT_LT(error, 0.018 * total) << name << " block " << block;
      }
    }
}

//===-- Invariants --------------------------------------------------------===//

TEST(Optimizers, ZeroGradientsOnZeroStatesChangeNothing) {
  for (const char *name : kPresets) {
    OptimizerSpec spec = preset(name);
    spec.weightDecay = 0;
    Training training(spec, noise(300, 4));
    training.codes[0].assign(300, 17); // with absmax 0 any code is 0
    std::vector<float> before = training.parameters;
    training.step8(std::vector<float>(300), 0.1, 1);
    EXPECT_EQ(training.parameters, before) << name;
    for (int k = 0; k < numStates(spec.kind); ++k) {
      uint8_t zero = stateCode(isSignedState(spec.kind, k)).zero;
      EXPECT_EQ(training.codes[k], std::vector<uint8_t>(300, zero)) << name;
      EXPECT_EQ(training.absmax[k], std::vector<float>(2)) << name;
    }
  }
}

TEST(Optimizers, BlocksAreIndependentAndTheLastMayBeShort) {
  for (const char *name : kPresets) {
    std::vector<float> start = noise(700, 5), gradients = noise(700, 6);
    Training whole(preset(name), start, 256);
    for (int t = 1; t <= 3; ++t)
      whole.step8(gradients, 1e-2, t);
    for (size_t b = 0; b < 3; ++b) {
      size_t begin = b * 256, end = std::min<size_t>(begin + 256, 700);
      auto part = [&](const auto &v) {
        return std::decay_t<decltype(v)>(v.begin() + long(begin),
                                         v.begin() + long(end));
      };
      Training alone(preset(name), part(start), 256);
      for (int t = 1; t <= 3; ++t)
        alone.step8(part(gradients), 1e-2, t);
      EXPECT_EQ(alone.parameters, part(whole.parameters)) << name;
      for (int k = 0; k < numStates(alone.spec.kind); ++k) {
        EXPECT_EQ(alone.codes[k], part(whole.codes[k])) << name;
        EXPECT_EQ(alone.absmax[k][0], whole.absmax[k][b]) << name;
      }
    }
  }
}

TEST(Optimizers, GradientsThatAreNoNumbers) {
  for (const char *name : kPresets)
    for (float bad : {kNan, kInf, -kInf}) {
      std::vector<float> gradients = noise(256, 7);
      Training with(preset(name), noise(256, 8));
      with.step8(gradients, 1e-2, 1);
      Training without = with;
      float kept = with.parameters[9];
      gradients[9] = bad;
      with.step8(gradients, 1e-2, 2);
      EXPECT_EQ(with.parameters[9], kept) << name;
      for (int k = 0; k < numStates(with.spec.kind); ++k)
        EXPECT_EQ(with.state(k, 9), 0.f) << name;
      // The others do not notice (their absmax stands elsewhere).
      gradients[9] = 0;
      without.step8(gradients, 1e-2, 2);
      without.parameters[9] = kept;
      EXPECT_EQ(with.parameters, without.parameters) << name;
    }
}

TEST(Optimizers, NothingOverflowsToNoNumber) {
  for (const char *name : kPresets) {
    Training training(preset(name), noise(8, 9));
    std::vector<float> gradients(8, 1);
    gradients[3] = kMax;
    gradients[4] = -kMax;
    gradients[5] = 1e-45f;
    for (int t = 1; t <= 20; ++t)
      training.step8(gradients, 1e-3, t);
    for (size_t i = 0; i < 8; ++i) {
      EXPECT_FALSE(std::isnan(training.parameters[i])) << name << " " << i;
      for (int k = 0; k < numStates(training.spec.kind); ++k)
        EXPECT_TRUE(std::isfinite(training.state(k, i))) << name << " " << i;
    }
  }
  // Subnormal states are a zero block; a broken absmax counts as 0.
  Training tiny(preset("momentum"), {1, 1});
  tiny.step8({1e-39f, -1e-39f}, 1, 1);
  EXPECT_EQ(tiny.absmax[0][0], 0.f);
  tiny.absmax[0][0] = kNan;
  tiny.step8({0, 0}, 1, 2);
  EXPECT_EQ(tiny.absmax[0][0], 0.f);
  EXPECT_EQ(tiny.parameters[0], 1.f);
}

// Why KeepSign is the default: a variance that rounds to 0 under a momentum
// that does not makes a step of m / eps.
TEST(Optimizers, KeepSignBoundsTheStep) {
  auto largestStep = [](ZeroRule rule) {
    OptimizerSpec spec;
    spec.zeroRule = rule;
    Training training(spec, {0, 0});
    training.step8({1, 1e-4f}, 1e-3, 1); // v of the second: 1e-8 of absmax
    float before = training.parameters[1];
    training.step8({1, 0}, 1e-3, 2);
    return std::fabs(training.parameters[1] - before);
  };
  EXPECT_GT(largestStep(ZeroRule::Nearest), 0.1f);
  EXPECT_LT(largestStep(ZeroRule::KeepSign), 2e-3f);
}

// Least squares with slopes over two decades: sum a_i (p_i - 1)^2 / 2.
TEST(Optimizers, EightBitsDescendLikeThirtyTwo) {
  constexpr size_t n = 300;
  auto slope = [](size_t i) {
    return float(std::pow(10, double(i) / n - 1));
  };
  auto loss = [&](const Training &training) {
    double sum = 0;
    for (size_t i = 0; i < n; ++i)
      sum += slope(i) * std::pow(double(training.parameters[i]) - 1, 2) / n;
    return sum;
  };
  for (const char *name : kPresets) {
    Training exact(preset(name), std::vector<float>(n)), coded = exact;
    double rate = exact.spec.kind == OptimizerKind::Momentum  ? 0.02
                  : exact.spec.kind == OptimizerKind::Adagrad ? 0.3
                                                              : 0.01;
    std::vector<float> g(n);
    auto gradients = [&](const Training &training) {
      for (size_t i = 0; i < n; ++i)
        g[i] = slope(i) * (training.parameters[i] - 1);
      return g;
    };
    for (int t = 1; t <= 400; ++t) {
      exact.step32(gradients(exact), rate, t);
      coded.step8(gradients(coded), rate, t);
    }
    EXPECT_LT(loss(coded), loss(exact) * 1.1 + 1e-4) << name;
    EXPECT_LT(loss(coded), 0.05) << name << ": it does descend";
  }
}

TEST(Optimizers, Checks) {
  OptimizerSpec good;
  EXPECT_EQ(check(good), "");
  EXPECT_FALSE(optimizerPreset("sgd", good));
  auto refused = [](auto change) {
    OptimizerSpec spec;
    change(spec);
    return check(spec);
  };
  EXPECT_EQ(refused([](auto &s) { s.beta1 = 1; }),
            "expected beta1 in [0, 1), got 1");
  EXPECT_EQ(refused([](auto &s) { s.beta2 = -0.5; }),
            "expected beta2 in [0, 1), got -0.5");
  EXPECT_NE(refused([](auto &s) { s.beta2 = 1 - 1e-12; }), ""); // 1 in f32
  EXPECT_EQ(refused([](auto &s) { s.eps = 0; }),
            "expected eps in [1e-30, 1], got 0");
  EXPECT_EQ(refused([](auto &s) { s.weightDecay = double(kNan); })
                .substr(0, 34),
            "expected weight decay in [0, 1], g");
  EXPECT_NE(refused([](auto &s) {
              s.kind = OptimizerKind::Adagrad;
              s.epsRule = EpsRule::Scaled;
            }),
            "");
}

TEST(Optimizers, Memory) {
  EXPECT_EQ(stateBytes(OptimizerKind::Adam, 1 << 20), size_t(8) << 20);
  EXPECT_EQ(stateBytes(OptimizerKind::Adam, 1 << 20, 256),
            (size_t(2) << 20) + (1 << 15)); // 2.03 bytes per parameter
  EXPECT_EQ(stateBytes(OptimizerKind::Lion, 257, 256), 257u + 8u);
}
