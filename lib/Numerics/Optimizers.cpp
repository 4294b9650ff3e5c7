// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of a step. Code generators repeat these functions operation
// for operation: keep every expression's order.
#include "qopt/Numerics/Optimizers.h"

#include "qopt/Numerics/Formats/Dynamic.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace qopt::numerics {

//===-- Codes -------------------------------------------------------------===//

uint8_t StateCode::encode(float x) const {
  unsigned rank = 0;
  for (unsigned step = 128; step != 0; step /= 2)
    if (thresholds[rank + step - 1] <= x)
      rank += step;
  return uint8_t(rank);
}

uint8_t StateCode::encode(float scaled, float state, ZeroRule rule) const {
  uint8_t code = encode(scaled);
  if (code != zero || rule == ZeroRule::Nearest)
    return code;
  if (state < 0)
    return uint8_t(code - 1);
  if (state > 0 && rule == ZeroRule::KeepSign)
    return uint8_t(code + 1);
  return code;
}

static StateCode makeStateCode(bool isSigned) {
  CodeTable table = tableOf(DynamicFormat{8, isSigned});
  CodeTable::Thresholds t = table.encodeThresholds(RoundingMode::NearestEven);
  StateCode code;
  assert(t.thresholds.size() == code.thresholds.size() && !t.negativeZeroCode);
  std::copy(t.thresholds.begin(), t.thresholds.end(), code.thresholds.begin());
  for (unsigned i = 0; i < 256; ++i) {
    assert(t.codeOfRank[i] == i && "codes are ranks");
    code.values[i] = table.decodeF32(i);
  }
  code.zero = uint8_t(table.zeroCode());
  return code;
}

const StateCode &stateCode(bool isSigned) {
  static const StateCode codes[] = {makeStateCode(false), makeStateCode(true)};
  return codes[isSigned];
}

//===-- One parameter -----------------------------------------------------===//

namespace {
using States = std::array<float, 2>;

/// The step of one parameter.
class Update {
public:
  Update(const OptimizerSpec &spec, const StepScalars &scalars)
      : spec(spec), scalars(scalars), beta1(float(spec.beta1)),
        rest1(float(1 - spec.beta1)), beta2(float(spec.beta2)),
        rest2(float(1 - spec.beta2)), eps(float(spec.eps)),
        weightDecay(float(spec.weightDecay)) {}

  void operator()(float &parameter, float gradient, States &states) const {
    float g = gradient, p = parameter;
    if (spec.decay == DecayRule::Coupled && weightDecay != 0)
      g = g + weightDecay * p;
    if (!std::isfinite(g)) {
      states = {0, 0};
      return;
    }
    if (spec.decay == DecayRule::Before)
      p = p * scalars.keep;
    p = p - change(g, states);
    if (spec.decay == DecayRule::After)
      p = p * scalars.keep;
    parameter = p;
  }

private:
  static float limit(float x) {
    constexpr float most = std::numeric_limits<float>::max();
    return x > most ? most : x < -most ? -most : x;
  }

  /// Moves the states on; what is subtracted from the parameter.
  float change(float g, States &s) const {
    switch (spec.kind) {
    case OptimizerKind::Adam:
      s[0] = limit(beta1 * s[0] + rest1 * g);
      s[1] = limit(beta2 * s[1] + (rest2 * g) * g);
      return (scalars.step * s[0]) / denominator(s[1]);
    case OptimizerKind::Momentum:
      s[0] = limit(beta1 * s[0] + g);
      return scalars.step * s[0];
    case OptimizerKind::Lion: {
      float direction = beta1 * s[0] + rest1 * g;
      s[0] = limit(beta2 * s[0] + rest2 * g);
      return direction > 0 ? scalars.step : direction < 0 ? -scalars.step : 0;
    }
    case OptimizerKind::RmsProp:
      s[0] = limit(beta2 * s[0] + (rest2 * g) * g);
      return (scalars.step * g) / denominator(s[0]);
    case OptimizerKind::Adagrad:
      s[0] = limit(s[0] + g * g);
      return (scalars.step * g) / denominator(s[0]);
    }
    return 0;
  }

  float denominator(float v) const {
    bool corrects = usesCorrection(spec.kind);
    float r = scalars.correction;
    switch (spec.epsRule) {
    case EpsRule::Outside:
      return corrects ? std::sqrt(v) / r + eps : std::sqrt(v) + eps;
    case EpsRule::Scaled:
      return std::sqrt(v) + r * eps;
    case EpsRule::InsideRoot:
      return corrects ? std::sqrt(v + (r * r) * eps) : std::sqrt(v + eps);
    }
    return 1;
  }

  const OptimizerSpec &spec;
  const StepScalars &scalars;
  float beta1, rest1, beta2, rest2, eps, weightDecay;
};

/// The absmax to decode with.
float usableAbsmax(float absmax) {
  return absmax >= 0 && absmax <= std::numeric_limits<float>::max() ? absmax
                                                                    : 0;
}

/// One state's codes in one block.
void encodeBlock(const float *values, size_t n, bool isSigned, ZeroRule rule,
                 uint8_t *codes, float &absmax) {
  const StateCode &code = stateCode(isSigned);
  float largest = 0;
  for (size_t i = 0; i < n; ++i)
    largest = std::max(largest, std::fabs(values[i]));
  if (largest < kLeastAbsmax) {
    absmax = 0;
    std::fill_n(codes, n, code.zero);
    return;
  }
  absmax = largest;
  float inverse = 1 / largest;
  for (size_t i = 0; i < n; ++i)
    codes[i] = code.encode(values[i] * inverse, values[i], rule);
}
} // namespace

//===-- All parameters ----------------------------------------------------===//

void optimizerStep(const OptimizerSpec &spec, const StepScalars &scalars,
                   size_t n, float *parameters, const float *gradients,
                   float *const *states) {
  assert(check(spec).empty());
  Update update(spec, scalars);
  int count = numStates(spec.kind);
  for (size_t i = 0; i < n; ++i) {
    States s{states[0][i], count > 1 ? states[1][i] : 0};
    update(parameters[i], gradients[i], s);
    for (int k = 0; k < count; ++k)
      states[k][i] = s[size_t(k)];
  }
}

void optimizerStep(const OptimizerSpec &spec, const StepScalars &scalars,
                   size_t n, size_t blockSize, float *parameters,
                   const float *gradients, const BlockState *states) {
  assert(check(spec).empty() && blockSize >= 1);
  Update update(spec, scalars);
  int count = numStates(spec.kind);
  std::array<std::vector<float>, 2> block;
  for (int k = 0; k < count; ++k)
    block[size_t(k)].resize(std::min(n, blockSize));
  for (size_t begin = 0; begin < n; begin += blockSize) {
    size_t size = std::min(blockSize, n - begin), b = begin / blockSize;
    States absmax{};
    for (int k = 0; k < count; ++k)
      absmax[size_t(k)] = usableAbsmax(states[k].absmax[b]);
    for (size_t i = 0; i < size; ++i) {
      States s{};
      for (int k = 0; k < count; ++k)
        s[size_t(k)] = stateCode(isSignedState(spec.kind, k))
                           .values[states[k].codes[begin + i]] *
                       absmax[size_t(k)];
      update(parameters[begin + i], gradients[begin + i], s);
      for (int k = 0; k < count; ++k)
        block[size_t(k)][i] = s[size_t(k)];
    }
    for (int k = 0; k < count; ++k)
      encodeBlock(block[size_t(k)].data(), size, isSignedState(spec.kind, k),
                  spec.zeroRule, states[k].codes + begin, states[k].absmax[b]);
  }
}

} // namespace qopt::numerics
