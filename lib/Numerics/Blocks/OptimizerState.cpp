// SPDX-License-Identifier: Apache-2.0
//
// Dequantize, update, requantize, block by block; see the header for the order
// of operations.
#include "qopt/Numerics/Blocks/OptimizerState.h"

#include "qopt/Numerics/Blocks/AbsmaxBlocks.h"
#include "qopt/Numerics/Formats/Dynamic.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {
constexpr std::string_view kNames[] = {"adam", "momentum", "lion", "rmsprop",
                                       "adagrad"};

const CodeTable &signedTable() {
  static const CodeTable table = tableOf(DynamicFormat{8, true});
  return table;
}
const CodeTable &unsignedTable() {
  static const CodeTable table = tableOf(DynamicFormat{8, false});
  return table;
}

bool hasMomentum(OptimizerKind kind) {
  return kind == OptimizerKind::Adam || kind == OptimizerKind::Momentum ||
         kind == OptimizerKind::Lion;
}
bool hasSecondMoment(OptimizerKind kind) {
  return kind == OptimizerKind::Adam || kind == OptimizerKind::RmsProp ||
         kind == OptimizerKind::Adagrad;
}

/// The constants of one step. (1 - b in f32 would lose digits.)
struct Factors {
  float beta1, rest1, beta2, rest2;
  float stepSize, epsTerm, shrink, decay;
};

Factors factorsOf(const OptimizerConfig &c, uint64_t t) {
  double c1 = 1, c2 = 1;
  if (c.kind == OptimizerKind::Adam) {
    c1 = 1 - std::pow(c.beta1, double(t));
    c2 = std::sqrt(1 - std::pow(c.beta2, double(t)));
  }
  bool decoupled = c.kind != OptimizerKind::Momentum;
  return {float(c.beta1),
          float(1 - c.beta1),
          float(c.beta2),
          float(1 - c.beta2),
          float(-c.lr * c2 / c1),
          float(c.eps * c2),
          decoupled ? float(1 - c.lr * c.weightDecay) : 1.0f,
          decoupled ? 0.0f : float(c.weightDecay)};
}

/// One element: p, m and v in place.
void update(OptimizerKind kind, const Factors &f, bool first, float g, float &p,
            float &m, float &v) {
  p = p * f.shrink;
  switch (kind) {
  case OptimizerKind::Adam:
    m = m * f.beta1 + g * f.rest1;
    v = v * f.beta2 + g * g * f.rest2;
    p = p + m / (std::sqrt(v) + f.epsTerm) * f.stepSize;
    return;
  case OptimizerKind::Momentum:
    g = g + f.decay * p;
    m = first ? g : m * f.beta1 + g;
    p = p + m * f.stepSize;
    return;
  case OptimizerKind::Lion: {
    float direction = m * f.beta1 + g * f.rest1;
    p = p + float((direction > 0) - (direction < 0)) * f.stepSize;
    m = m * f.beta2 + g * f.rest2;
    return;
  }
  case OptimizerKind::RmsProp:
    v = v * f.beta1 + g * g * f.rest1;
    p = p + g / (std::sqrt(v) + f.epsTerm) * f.stepSize;
    return;
  case OptimizerKind::Adagrad:
    v = v + g * g;
    p = p + g / (std::sqrt(v) + f.epsTerm) * f.stepSize;
    return;
  }
}

/// Quantizes one block of a state.
void requantize(const std::vector<float> &values, const CodeTable &table,
                bool keepSign, uint8_t *codes, float &absmax) {
  AbsmaxBlocks block = encodeAbsmax(values.data(), values.size(), table,
                                    std::max<size_t>(values.size(), 1),
                                    RoundingMode::NearestEven);
  absmax = block.absmax[0];
  for (size_t i = 0; i < values.size(); ++i) {
    int code = block.codes[i];
    if (keepSign && values[i] < 0 && table.decode(uint32_t(code)) >= 0)
      --code;
    codes[i] = uint8_t(code);
  }
}

void stepBlock(const OptimizerConfig &c, const Factors &f, bool isFirst,
               float *p, const float *g, size_t n, uint8_t *codes1,
               float *absmax1, uint8_t *codes2, float *absmax2) {
  std::vector<float> m(n, 0), v(n, 0);
  for (size_t i = 0; i < n; ++i) {
    if (codes1)
      m[i] = signedTable().decodeF32(codes1[i]) * *absmax1;
    if (codes2)
      v[i] = unsignedTable().decodeF32(codes2[i]) * *absmax2;
    if (std::isfinite(g[i]))
      update(c.kind, f, isFirst, g[i], p[i], m[i], v[i]);
    else
      m[i] = v[i] = 0;
  }
  if (codes1)
    requantize(m, signedTable(), c.keepSign, codes1, *absmax1);
  if (codes2)
    requantize(v, unsignedTable(), false, codes2, *absmax2);
}
} // namespace

std::string_view name(OptimizerKind kind) {
  return uint32_t(kind) < std::size(kNames) ? kNames[uint32_t(kind)] : "";
}

std::optional<OptimizerKind> parseOptimizerKind(std::string_view text) {
  for (uint32_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == text)
      return OptimizerKind(i);
  return std::nullopt;
}

std::string check(const OptimizerConfig &c) {
  auto got = [](double x) { return ", got " + std::to_string(x); };
  if (!std::isfinite(c.lr) || c.lr < 0)
    return "expected a finite learning rate of at least 0" + got(c.lr);
  for (double beta : {c.beta1, c.beta2})
    if (!(beta >= 0 && beta < 1))
      return "expected betas of at least 0 and below 1" + got(beta);
  if (!(c.eps >= 0) || !std::isfinite(c.eps))
    return "expected a finite eps of at least 0" + got(c.eps);
  if (!(c.weightDecay >= 0) || !std::isfinite(c.weightDecay))
    return "expected a finite weight decay of at least 0" + got(c.weightDecay);
  if (c.block == 0)
    return "expected a block of at least 1 element, got 0";
  return "";
}

OptimizerState initialState(const OptimizerConfig &c, size_t n) {
  OptimizerState state;
  if (hasMomentum(c.kind)) {
    state.codes1.assign(n, uint8_t(signedTable().zeroCode()));
    state.absmax1.assign(numBlocks(n, c.block), 0);
  }
  if (hasSecondMoment(c.kind)) {
    state.codes2.assign(n, uint8_t(unsignedTable().zeroCode()));
    state.absmax2.assign(numBlocks(n, c.block), 0);
  }
  return state;
}

size_t stateBytes(const OptimizerConfig &c, size_t n) {
  size_t states = size_t(hasMomentum(c.kind)) + size_t(hasSecondMoment(c.kind));
  return states * (n + sizeof(float) * numBlocks(n, c.block));
}

void step(const OptimizerConfig &c, uint64_t t, float *p, const float *g,
          size_t n, OptimizerState &state) {
  Factors factors = factorsOf(c, t);
  for (size_t b = 0, first = 0; first < n; ++b, first += c.block) {
    bool one = !state.codes1.empty(), two = !state.codes2.empty();
    stepBlock(
        c, factors, t == 1, p + first, g + first, std::min(c.block, n - first),
        one ? &state.codes1[first] : nullptr, one ? &state.absmax1[b] : nullptr,
        two ? &state.codes2[first] : nullptr,
        two ? &state.absmax2[b] : nullptr);
  }
}

} // namespace qopt::numerics
