// SPDX-License-Identifier: Apache-2.0
// Lowered quant.qcast and quant.dcast as machine code against Numerics.
#include "Jit.h"

#include "qopt/Interop/Passes.h"
#include "qopt/Numerics/IntFormat.h"

#include "mlir/Pass/PassManager.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

using namespace qopt::numerics;
using mlir::qopt::Jit;

namespace {

struct Case {
  const char *storage; ///< as in !quant.uniform
  IntFormat format;
  float scale;
  int64_t zeroPoint;
};
const Case kCases[] = {
    {"i8", {8, true, false}, 0.5f, 3},
    {"i8<-127:127>", {8, true, true}, 0.0117647061f, 0},
    {"u8", {8, false, false}, 0.1f, 128},
    {"i4", {4, true, false}, 1.0f, -2},
    {"u4", {4, false, false}, 0.3f, 7},
    {"i2<-1:1>", {2, true, true}, 0.7f, 0},
    {"i16", {16, true, false}, 1e-3f, -300},
    {"u16", {16, false, false}, 3e-3f, 40000},
    {"i32", {32, true, false}, 1e-6f, 12345},
    {"i8", {8, true, false}, 1e-3f, 4194305}, // zero points outside the codes
    {"i8", {8, true, false}, 2.0f, -100000000000},
};
const RoundingMode kModes[] = {
    RoundingMode::NearestEven, RoundingMode::NearestAway,
    RoundingMode::NearestUp, RoundingMode::TowardZero, RoundingMode::Floor};

std::string moduleText() {
  std::string text;
  for (size_t i = 0; i < std::size(kCases); ++i) {
    const Case &c = kCases[i];
    char scale[32];
    // MLIR's numbers want a point; 17 places tell these f32 apart.
    std::snprintf(scale, sizeof scale, "%.17f", double(c.scale));
    std::string storage = "i" + std::to_string(c.format.bits);
    std::string type = "!quant.uniform<" + std::string(c.storage) + ":f32, " +
                       scale + ":" + std::to_string(c.zeroPoint) + ">";
    std::string extend = c.format.isSigned ? "arith.extsi" : "arith.extui";
    std::string n = std::to_string(i);
    text += "func.func @q" + n +
            "(%x: f32) -> i64 {\n"
            " %q = quant.qcast %x : f32 to " +
            type +
            "\n"
            " %c = quant.scast %q : " +
            type + " to " + storage +
            "\n"
            " %w = " +
            extend + " %c : " + storage +
            " to i64\n"
            " return %w : i64\n}\n"
            "func.func @d" +
            n +
            "(%w: i64) -> f32 {\n"
            " %c = arith.trunci %w : i64 to " +
            storage +
            "\n"
            " %q = quant.scast %c : " +
            storage + " to " + type +
            "\n"
            " %x = quant.dcast %q : " +
            type +
            " to f32\n"
            " return %x : f32\n}\n";
  }
  return text;
}

class QuantOps : public ::testing::TestWithParam<RoundingMode> {
protected:
  QuantOps()
      : jit(moduleText(), [](mlir::OpPassManager &pm) {
          mlir::qopt::LowerQuantOpsOptions options;
          options.rounding = std::string(name(GetParam()));
          pm.addPass(mlir::qopt::createLowerQuantOps(options));
        }) {}
  Jit jit;
};

float fromBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
uint32_t toBits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// Ties, their neighbours and the ends of the range, and anything at all.
std::vector<float> inputs(const Case &c) {
  std::vector<float> result = {0.0f, -0.0f,  INFINITY, -INFINITY,
                               NAN,  1e-45f, 3e38f,    -3e38f};
  std::mt19937 random(7);
  IntRange range = c.format.range();
  for (int i = 0; i < 2000; ++i) {
    int64_t code =
        range.min +
        int64_t(random() % (uint64_t(range.max) - uint64_t(range.min) + 1));
    for (double step : {double(code), code + 0.5, code - 0.5}) {
      auto x = float((step - double(c.zeroPoint)) * double(c.scale));
      result.insert(result.end(), {x, std::nextafterf(x, INFINITY),
                                   std::nextafterf(x, -INFINITY)});
    }
  }
  for (int i = 0; i < 20000; ++i)
    result.push_back(fromBits(uint32_t(random())));
  return result;
}

} // namespace

TEST_P(QuantOps, QuantizesAsNumerics) {
  for (size_t i = 0; i < std::size(kCases); ++i) {
    const Case &c = kCases[i];
    auto *f = jit.get<int64_t(float)>("q" + std::to_string(i));
    ASSERT_TRUE(f);
    for (float x : inputs(c))
      ASSERT_EQ(f(x), quantize(x, c.scale, c.zeroPoint, c.format, GetParam()))
          << c.storage << ", scale " << c.scale << ", zero point "
          << c.zeroPoint << ": " << x;
  }
}

TEST_P(QuantOps, DequantizesAsNumerics) {
  for (size_t i = 0; i < std::size(kCases); ++i) {
    const Case &c = kCases[i];
    auto *f = jit.get<float(int64_t)>("d" + std::to_string(i));
    ASSERT_TRUE(f);
    IntRange range = c.format.range();
    int64_t step = std::max<int64_t>(1, (range.max - range.min) / 65536);
    for (int64_t code = range.min; code <= range.max; code += step)
      ASSERT_EQ(toBits(f(code)), toBits(dequantize(code, c.scale, c.zeroPoint)))
          << c.storage << " " << code;
  }
}

INSTANTIATE_TEST_SUITE_P(Rounding, QuantOps, ::testing::ValuesIn(kModes),
                         [](const auto &info) {
                           return std::string(name(info.param));
                         });
