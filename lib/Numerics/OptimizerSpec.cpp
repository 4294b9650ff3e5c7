// SPDX-License-Identifier: Apache-2.0
//
// What optimizers are: presets, checks, what each kind uses, and the scalars of
// a step.
#include "qopt/Numerics/Optimizers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace qopt::numerics {

namespace {
std::string expected(const char *name, const char *range, double got) {
  char buffer[128];
  std::snprintf(buffer, sizeof(buffer), "expected %s in %s, got %.9g", name,
                range, got);
  return buffer;
}

/// beta^t, with fewer roundings than t products.
double power(double beta, int64_t t) { return std::pow(beta, double(t)); }
} // namespace

bool optimizerPreset(const std::string &name, OptimizerSpec &spec) {
  spec = OptimizerSpec();
  spec.decay = DecayRule::Coupled;
  if (name == "adam")
    return true;
  if (name == "adamw") {
    spec.decay = DecayRule::Before;
    spec.weightDecay = 0.01;
  } else if (name == "momentum") {
    spec.kind = OptimizerKind::Momentum;
  } else if (name == "lion") {
    spec.kind = OptimizerKind::Lion;
    spec.decay = DecayRule::Before;
    spec.beta2 = 0.99;
  } else if (name == "rmsprop") {
    spec.kind = OptimizerKind::RmsProp;
    spec.beta2 = 0.99;
  } else if (name == "adagrad") {
    spec.kind = OptimizerKind::Adagrad;
    spec.eps = 1e-10;
  } else {
    return false;
  }
  return true;
}

int numStates(OptimizerKind kind) {
  return kind == OptimizerKind::Adam ? 2 : 1;
}

bool isSignedState(OptimizerKind kind, int index) {
  if (kind == OptimizerKind::Adam)
    return index == 0;
  return kind == OptimizerKind::Momentum || kind == OptimizerKind::Lion;
}

bool usesBeta1(OptimizerKind kind) {
  return kind == OptimizerKind::Adam || kind == OptimizerKind::Momentum ||
         kind == OptimizerKind::Lion;
}

bool usesBeta2(OptimizerKind kind) {
  return kind == OptimizerKind::Adam || kind == OptimizerKind::Lion ||
         kind == OptimizerKind::RmsProp;
}

bool usesEps(OptimizerKind kind) {
  return kind != OptimizerKind::Momentum && kind != OptimizerKind::Lion;
}

bool usesCorrection(OptimizerKind kind) { return kind == OptimizerKind::Adam; }

std::string check(const OptimizerSpec &spec) {
  auto isBeta = [](double beta) { return beta >= 0 && float(beta) < 1; };
  if (usesBeta1(spec.kind) && !isBeta(spec.beta1))
    return expected("beta1", "[0, 1)", spec.beta1);
  if (usesBeta2(spec.kind) && !isBeta(spec.beta2))
    return expected("beta2", "[0, 1)", spec.beta2);
  if (usesEps(spec.kind) && !(spec.eps >= 1e-30 && spec.eps <= 1))
    return expected("eps", "[1e-30, 1]", spec.eps);
  if (!(spec.weightDecay >= 0 && spec.weightDecay <= 1))
    return expected("weight decay", "[0, 1]", spec.weightDecay);
  if (spec.epsRule == EpsRule::Scaled && usesEps(spec.kind) &&
      !usesCorrection(spec.kind))
    return "expected eps outside or inside the root of an optimizer without "
           "bias correction, got eps scaled by it";
  return "";
}

StepScalars stepScalars(const OptimizerSpec &spec, double rate, int64_t t) {
  t = std::max<int64_t>(t, 1);
  StepScalars scalars;
  if (spec.decay != DecayRule::Coupled)
    scalars.keep = float(1 - rate * spec.weightDecay);
  if (usesCorrection(spec.kind)) {
    double correction = std::sqrt(1 - power(spec.beta2, t));
    scalars.correction = float(correction);
    rate /= 1 - power(spec.beta1, t);
    if (spec.epsRule != EpsRule::Outside)
      rate *= correction;
  }
  scalars.step = float(rate);
  return scalars;
}

size_t stateBytes(OptimizerKind kind, size_t n) {
  return size_t(numStates(kind)) * n * sizeof(float);
}

size_t stateBytes(OptimizerKind kind, size_t n, size_t blockSize) {
  size_t blocks = (n + blockSize - 1) / blockSize;
  return size_t(numStates(kind)) * (n + blocks * sizeof(float));
}

} // namespace qopt::numerics
