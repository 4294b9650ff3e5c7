// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of floats. This file must be compiled without contraction into
// fused operations, as the whole library is (-ffp-contract=off).
#include "qopt/Numerics/RealFunctions.h"

#include <cstring>

namespace qopt::numerics {

namespace {
struct FloatArithmetic {
  using Value = float;
  using Int = uint32_t; // wraps
  using Bool = bool;

  float c(float v) { return v; }
  float add(float x, float y) { return x + y; }
  float sub(float x, float y) { return x - y; }
  float mul(float x, float y) { return x * y; }
  float div(float x, float y) { return x / y; }
  float select(bool which, float x, float y) { return which ? x : y; }
  bool less(float x, float y) { return x < y; }
  uint32_t bits(float x) {
    uint32_t b;
    std::memcpy(&b, &x, sizeof b);
    return b;
  }
  float real(uint32_t b) {
    float x;
    std::memcpy(&x, &b, sizeof x);
    return x;
  }
  uint32_t i(int32_t v) { return uint32_t(v); }
  uint32_t addInt(uint32_t x, uint32_t y) { return x + y; }
  uint32_t subInt(uint32_t x, uint32_t y) { return x - y; }
  uint32_t andInt(uint32_t x, uint32_t y) { return x & y; }
  uint32_t shl(uint32_t x, int n) { return x << n; }
  uint32_t sar(uint32_t x, int n) { return uint32_t(int32_t(x) >> n); }
};
} // namespace

float realExp(float x) {
  FloatArithmetic m;
  return real::exp(m, x);
}

std::optional<float> realUnary(UnaryFn fn, float x) {
  FloatArithmetic m;
  return real::evaluate(m, fn, x);
}

} // namespace qopt::numerics
