// SPDX-License-Identifier: Apache-2.0
//
// Kernels of llvm-kernels.ll as LLVM's NVPTX backend prints them, against the
// same arithmetic written here.
#include "../Emulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <sstream>

namespace qopt::ptx {
namespace {

std::string textOf(const char *path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(LlvmHopper, IsTaken) {
  Device device;
  EXPECT_EQ(device.load(textOf(QOPT_LLVM_HOPPER)), "");
  EXPECT_EQ(*device.parameterSizes("tma"), (std::vector<uint64_t>{128, 8, 16}));
}

class Llvm : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(device.load(textOf(QOPT_LLVM_KERNELS)), "");
    std::mt19937 random(9);
    for (uint32_t &value : input)
      value = uint32_t(random());
    in = device.allocate(sizeof input, "in");
    out = device.allocate(sizeof output, "out");
    device.write(in, input, sizeof input);
  }

  void launch(const char *kernel, uint32_t threads, const std::vector<Argument> &arguments, uint32_t shared = 0) {
    LaunchOptions options;
    options.block.x = threads;
    options.dynamicShared = shared;
    ASSERT_EQ(device.launch(kernel, options, arguments).error, "");
    device.read(out, output, sizeof output);
  }

  Device device;
  uint32_t input[256], output[256] = {};
  uint64_t in = 0, out = 0;
};

uint32_t rotate(uint32_t x, uint32_t by) { return by % 32 ? x << by % 32 | x >> (32 - by % 32) : x; }

TEST_F(Llvm, MixedArithmetic) {
  const std::array<uint64_t, 4> param = {0x0123456789abcdef, 0xfedcba9876543210, 5, ~uint64_t(0)};
  const uint32_t table[] = {1, 20, 300, 4000};
  launch("mixed", 64, {argument(in), argument(out), argument(uint32_t(50)), argument(param)});
  for (uint32_t t = 0; t < 64; ++t) {
    auto value = [&](uint32_t thread) { return thread < 50 ? input[thread] : 7; };
    uint32_t v = value(t), w = value(t ^ 1);
    uint32_t largest = uint32_t(std::max(int32_t(v), int32_t(w)));
    uint32_t sum = rotate(largest, uint32_t(__builtin_popcount(w))) + std::min(v, w) + table[t % 4];
    uint32_t expected = sum ^ uint32_t(__builtin_bswap64(param[t % 4]) >> 32);
    EXPECT_EQ(output[t], int32_t(expected) < 0 ? expected : expected + 5) << t;
  }
}

TEST_F(Llvm, LoopsAndReductions) {
  launch("reduce", 32, {argument(in), argument(out)});
  uint32_t sums[32], all = 0;
  for (uint32_t t = 0; t < 32; ++t) {
    sums[t] = 0;
    for (uint32_t i = 0; i <= t; ++i)
      if (input[i] & 1) // t < 128: only its lowest byte is not 0
        sums[t] += uint32_t(int8_t(input[i]) * int(t));
    all += sums[t];
  }
  for (uint32_t t = 0; t < 32; ++t) {
    int32_t quotient = int32_t(sums[t ^ 3]) / 3, remainder = int32_t(all) % 1000;
    float scaled = std::max(float(quotient) * 2 + 0.5f, -1000.0f);
    EXPECT_EQ(int32_t(output[t]), int32_t(scaled) + remainder) << t;
  }
}

TEST_F(Llvm, TileProduct) {
  launch("tile_product", 32, {argument(in), argument(in + 512), argument(out)}, 768);
  const int8_t *bytes = reinterpret_cast<const int8_t *>(input);
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 8; ++column) {
      int32_t sum = 0;
      for (int k = 0; k < 32; ++k)
        sum += bytes[row * 32 + k] * bytes[512 + column * 32 + k];
      EXPECT_EQ(int32_t(output[row * 8 + column]), sum);
    }
}

} // namespace
} // namespace qopt::ptx
