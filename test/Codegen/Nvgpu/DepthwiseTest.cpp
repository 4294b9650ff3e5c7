// SPDX-License-Identifier: Apache-2.0
// Depthwise convolutions equal the interpreter's and plain ones in every byte, and faults
// planted in the PTX are found.
#include "KernelCase.h"
#include "Mutate.h"
#include "Pixels.h"
#include "RandomScales.h"

using namespace mlir::qopt;

namespace {

struct Depthwise {
  PixelGeometry pixels;
  bool unsignedInput = false;
  std::string result = "i32", rounding = "single";
  bool narrow = false;
};

struct Data {
  Data(const Depthwise &d, uint64_t seed) {
    std::mt19937_64 random(seed);
    const PixelGeometry &g = d.pixels;
    input = randomBytes(random, g.batch * g.imageBytes());
    weights = randomBytes(random, g.depth());
    for (int64_t c = 0; c < g.channels; ++c) {
      bias.push_back(static_cast<int32_t>(random()) / (d.narrow ? 1 << 16 : 1));
      multiplier.push_back(static_cast<int32_t>(random() & 0x7fffffff));
      shift.push_back(static_cast<int8_t>(d.narrow ? 36 + random() % 9 : random() % 63));
    }
  }
  std::vector<int8_t> input, weights, shift;
  std::vector<int32_t> bias, multiplier;
};

std::string listOf(const char *name, const Numbers &numbers) {
  std::string text;
  for (int64_t number : numbers)
    text += (text.empty() ? ": " : ", ") + std::to_string(number);
  return std::string(name) + " = array<i64" + text + ">, ";
}

KernelCase makeCase(const Depthwise &d, const Data &data) {
  const PixelGeometry &g = d.pixels;
  bool rescales = d.result != "i32";
  KernelCase c;
  c.op = std::string("qopt.dot_depthwise %a0, %a1 bias %a2") +
         (rescales ? " rescale %a3, %a4 outs %a5" : " outs %a3");
  Numbers padding(g.low);
  padding.append(g.high);
  c.attributes = listOf("kernel", g.kernel) + listOf("strides", g.strides) +
                 listOf("dilations", g.dilations) + listOf("padding", padding) +
                 "pad_value = " + std::to_string(g.padValue) + " : i64";
  if (d.unsignedInput)
    c.attributes += ", unsigned_input";
  if (d.narrow)
    c.attributes += ", narrow";
  if (rescales)
    c.attributes += std::string(d.result == "i8" ? ", out_zp = -3 : i64, lo = -128 : i64, hi = 120 : i64"
                                                 : ", out_zp = 131 : i64, lo = 2 : i64, hi = 255 : i64") +
                    ", rounding = #qopt<requant_rounding " + d.rounding + ">";
  std::vector<int64_t> shape(g.sizes.begin(), g.sizes.end());
  shape.insert(shape.begin(), g.batch);
  shape.push_back(g.channels);
  c.operands = {KernelOperand::of(d.unsignedInput ? "ui8" : "i8", shape, data.input),
                KernelOperand::of("i8", {g.taps(), g.channels}, data.weights),
                KernelOperand::of("i32", {g.channels}, data.bias)};
  if (rescales) {
    c.operands.push_back(KernelOperand::of("i32", {g.channels}, data.multiplier));
    c.operands.push_back(KernelOperand::of("i8", {g.channels}, data.shift));
  }
  c.operands.push_back(KernelOperand{d.result, {g.rows(), g.channels}, {}});
  return c;
}

// Two dimensions, by the definition.
std::vector<int64_t> runPlainly(const Depthwise &d, const Data &data) {
  const PixelGeometry &g = d.pixels;
  std::vector<int64_t> sums;
  int64_t height = g.positions(0), width = g.positions(1);
  for (int64_t m = 0; m < g.batch * height * width; ++m)
    for (int64_t c = 0; c < g.channels; ++c) {
      auto sum = static_cast<uint32_t>(data.bias[c]);
      for (int64_t i = 0; i < g.kernel[0]; ++i)
        for (int64_t j = 0; j < g.kernel[1]; ++j) {
          int64_t y = m / width % height * g.strides[0] - g.low[0] + i * g.dilations[0];
          int64_t x = m % width * g.strides[1] - g.low[1] + j * g.dilations[1];
          int64_t code = g.padValue;
          if (y >= 0 && y < g.sizes[0] && x >= 0 && x < g.sizes[1])
            code = data.input[((m / width / height * g.sizes[0] + y) * g.sizes[1] + x) * g.channels + c];
          if (d.unsignedInput)
            code &= 255;
          sum += static_cast<uint32_t>(code * data.weights[(i * g.kernel[1] + j) * g.channels + c]);
        }
      sums.push_back(static_cast<int32_t>(sum));
    }
  return sums;
}

// Positions and threads that fill what has them or not; strides, dilations, borders on
// some sides; one tap, as many as there may be; one position.
std::vector<PixelGeometry> shapes() {
  return {geometry(1, {7, 6}, 8, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1}),
          geometry(2, {9, 5}, 64, {3, 3}, {2, 2}, {1, 1}, {0, 1}, {1, 0}),
          geometry(3, {5, 7}, 4, {3, 2}, {1, 2}, {2, 3}, {2, 0}, {1, 2}),
          geometry(1, {8, 8}, 12, {1, 1}, {1, 1}, {1, 1}, {0, 0}, {0, 0}),
          geometry(1, {10, 9}, 4, {8, 8}, {1, 1}, {1, 1}, {3, 4}, {4, 4}),
          geometry(1, {16, 16}, 16, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0}),
          geometry(1, {3, 3}, 20, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0}),
          geometry(1, {1, 31}, 8, {1, 10}, {1, 2}, {1, 1}, {0, 4}, {0, 5})};
}

void expectExact(const Depthwise &d) {
  std::string what = std::to_string(d.pixels.rows()) + " x " + std::to_string(d.pixels.depth()) +
                     ", " + d.result + " " + d.rounding + (d.unsignedInput ? ", unsigned" : "");
  for (uint64_t seed : {1, 2}) {
    Data data(d, seed);
    KernelCase kernel = makeCase(d, data);
    CompiledProduct compiled = compileCase(kernel);
    ASSERT_EQ(compiled.error, "") << what;
    EXPECT_NE(compiled.kernel.find("qopt_depthwise_"), std::string::npos) << what;
    ProductResult expected = interpretCase(kernel);
    ASSERT_EQ(expected.error, "") << what;
    if (d.result == "i32") {
      EXPECT_EQ(expected.values, runPlainly(d, data)) << what;
    }
    ProductResult got = emulateCase(kernel, compiled, seed);
    ASSERT_EQ(got.error, "") << what;
    EXPECT_TRUE(got.values == expected.values) << what;
  }
}

TEST(Depthwise, SumsAreExact) {
  for (PixelGeometry pixels : shapes())
    for (bool unsignedInput : {false, true})
      for (int64_t padValue : {0, unsignedInput ? 200 : -7}) {
        pixels.padValue = padValue;
        expectExact({pixels, unsignedInput});
      }
}

TEST(Depthwise, ResultsAreExact) {
  for (PixelGeometry pixels : shapes())
    for (const char *result : {"i8", "ui8"})
      for (const char *rounding : {"single", "double_round"})
        for (bool narrow : {false, true}) {
          pixels.padValue = 3;
          expectExact({pixels, result[0] == 'u', result, rounding, narrow});
        }
}

// Four dp4a per tap and position, one load of codes, none unpacked; a load of weights for
// all positions; one store of four codes.
TEST(Depthwise, HoldsWhatItShould) {
  Depthwise d{geometry(1, {16, 16}, 64, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1})};
  d.result = "i8";
  d.narrow = true;
  std::string ptx = compileCase(makeCase(d, Data(d, 1))).ptx;
  EXPECT_EQ(count(ptx, "dp4a"), 9u * 4 * 4);
  EXPECT_EQ(count(ptx, "st.global"), 4u);
  EXPECT_EQ(count(ptx, ".local"), 0u);
}

const Mutation mutations[] = {
    {"unsigned codes", [](const std::string &t) { return replaceAll(t, "dp4a.s32.s32", "dp4a.u32.s32"); }},
    {"borders a pixel further out", [](const std::string &t) { return replaceAll(t, "setp.lt.u32", "setp.le.u32"); }},
    {"another pad value", [](const std::string &t) { return replaceAll(t, "-101058055", "-101058054"); }},
    {"the next channel's weights", [](const std::string &t) { return replaceAll(t, ", 65280;", ", 255;"); }},
};

TEST(DepthwiseMutations, AreFound) {
  Depthwise d{geometry(2, {6, 5}, 8, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1})};
  d.pixels.padValue = -7;
  for (const Mutation &mutation : mutations)
    for (uint64_t seed : {1, 2, 3}) {
      Data data(d, seed);
      KernelCase kernel = makeCase(d, data);
      CompiledProduct mutant = compileCase(kernel);
      ASSERT_EQ(mutant.error, "");
      mutant.ptx = mutation.apply(mutant.ptx);
      ProductResult got = emulateCase(kernel, mutant, seed);
      EXPECT_TRUE(!got.error.empty() || got.values != runPlainly(d, data)) << mutation.name;
    }
}

} // namespace
