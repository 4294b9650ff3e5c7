// SPDX-License-Identifier: Apache-2.0
//
// Block-wise quantizers against what the published implementations gave for the
// same inputs, and their edges: short and zero blocks, NaN, infinities,
// packing.
#include "Golden.h"

#include "qopt/Numerics/Blocks/AbsmaxBlocks.h"
#include "qopt/Numerics/Blocks/MxBlocks.h"
#include "qopt/Numerics/Blocks/Nvfp4Blocks.h"
#include "qopt/Numerics/Blocks/PackedCodes.h"
#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Dynamic.h"
#include "qopt/Numerics/Formats/Minifloat.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kEven = RoundingMode::NearestEven;
constexpr float kInf = std::numeric_limits<float>::infinity();

std::vector<float> decode(const AbsmaxBlocks &blocks, const CodeTable &table,
                          size_t block) {
  std::vector<float> out(blocks.codes.size());
  decodeAbsmax(blocks.codes.data(), blocks.absmax.data(), out.size(), table,
               block, out.data());
  return out;
}

std::vector<float> mxRoundTrip(const std::vector<float> &x,
                               const CodeTable &element, RoundingMode mode) {
  std::vector<float> out(x.size());
  decodeMx(encodeMx(x.data(), x.size(), element, mode), element, out.data());
  return out;
}

CodeTable mxElement(const std::string &name) {
  if (name == "int8")
    return mxInt8Table();
  const std::map<std::string, std::string> mlir = {{"fp8_e4m3", "f8E4M3FN"},
                                                   {"fp8_e5m2", "f8E5M2"},
                                                   {"fp6_e3m2", "f6E3M2FN"},
                                                   {"fp6_e2m3", "f6E2M3FN"},
                                                   {"fp4_e2m1", "f4E2M1FN"}};
  return tableOf(*namedMinifloat(mlir.at(name)));
}
} // namespace

TEST(AbsmaxBlocks, Dynamic8LikeBitsandbytes) {
  CodeTable table = tableOf(DynamicFormat{8, true});
  for (std::string input : {"gauss", "laplace", "heavy"})
    for (size_t block : {64, 256}) {
      auto x = golden::quantizer<float>("inputs." + input);
      std::string name =
          "bnb_dynamic8_" + input + "_bs" + std::to_string(block);
      AbsmaxBlocks got = encodeAbsmax(x.data(), x.size(), table, block, kEven);
      EXPECT_EQ(got.codes, golden::quantizer<uint16_t>(name + ".codes"));
      EXPECT_EQ(got.absmax, golden::quantizer<float>(name + ".absmax"));
      EXPECT_EQ(decode(got, table, block),
                golden::quantizer<float>(name + ".deq"));
    }
}

TEST(AbsmaxBlocks, Nf4AndFp4LikeBitsandbytes) {
  for (std::string format : {"nf4", "fp4"})
    for (std::string input : {"gauss", "laplace", "heavy"}) {
      CodeTable table = format == "nf4" ? nf4Table() : bnbFp4Table();
      auto x = golden::quantizer<float>("inputs." + input);
      std::string name = "bnb_" + format + "_" + input + "_bs64";
      AbsmaxBlocks got = encodeAbsmax(x.data(), x.size(), table, 64, kEven);
      EXPECT_EQ(
          packCodes(got.codes.data(), got.codes.size(), 4, BitOrder::HighFirst),
          golden::quantizer<uint8_t>(name + ".packed"))
          << name;
      EXPECT_EQ(got.absmax, golden::quantizer<float>(name + ".absmax"));
      EXPECT_EQ(decode(got, table, 64),
                golden::quantizer<float>(name + ".deq"));
    }
}

TEST(AbsmaxBlocks, ShortZeroAndSpecialBlocks) {
  CodeTable table = nf4Table();
  std::vector<float> x = {1, -2, 0.5f, 0, -0.0f, 0, kInf, -1, NAN, 4};
  AbsmaxBlocks got = encodeAbsmax(x.data(), x.size(), table, 3, kEven);
  EXPECT_EQ(got.absmax, (std::vector<float>{2, 0, 1, 4}));
  EXPECT_EQ(
      decode(got, table, 3),
      (std::vector<float>{2 * table.decodeF32(12), -2, 2 * table.decodeF32(10),
                          0, 0, 0, 1, -1, 0, 4}));
  // A block whose reciprocal overflows f32.
  std::vector<float> tiny = {1e-45f, 0, -1e-45f};
  AbsmaxBlocks small = encodeAbsmax(tiny.data(), 3, table, 3, kEven);
  EXPECT_EQ(small.codes, (std::vector<uint16_t>{15, 7, 0}));
  // Only infinities: nothing to scale by, so they saturate on a zero scale.
  std::vector<float> infinite = {kInf, -kInf, 0};
  AbsmaxBlocks none = encodeAbsmax(infinite.data(), 3, table, 3, kEven);
  EXPECT_EQ(none.codes, (std::vector<uint16_t>{15, 0, 7}));
  EXPECT_EQ(decode(none, table, 3), (std::vector<float>{0, 0, 0}));
  EXPECT_TRUE(encodeAbsmax(nullptr, 0, table, 64, kEven).absmax.empty());
}

TEST(AbsmaxBlocks, StochasticIsUnbiased) {
  CodeTable table = nf4Table();
  std::vector<float> x(40000, 0.3f);
  x[0] = 1;
  AbsmaxBlocks got = encodeAbsmax(x.data(), x.size(), table, x.size(),
                                  RoundingMode::Stochastic, 9);
  double mean = 0;
  for (float v : decode(got, table, x.size()))
    mean += v / 40000.0;
  EXPECT_NEAR(mean, 0.3, 1e-3);
}

TEST(AbsmaxBlocks, DoubleQuantization) {
  std::vector<float> absmax;
  for (int i = 0; i < 700; ++i)
    absmax.push_back(2.5f + 0.001f * float((i * 7919) % 997));
  DoubleQuantized q = doubleQuantize(absmax.data(), absmax.size());
  EXPECT_EQ(q.codes.size(), 700u);
  EXPECT_EQ(q.absmax.size(), 3u);
  double mean = 0;
  for (float a : absmax)
    mean += double(a);
  EXPECT_EQ(q.offset, float(mean / 700));
  std::vector<float> back = doubleDequantize(q);
  for (size_t i = 0; i < absmax.size(); ++i)
    EXPECT_NEAR(back[i], absmax[i], 0.5 * 0.0072) << i; // half the widest gap
  // A scale of 0 among large ones must not come back negative.
  std::vector<float> mixed(100, 1);
  mixed[3] = 0;
  for (float a : doubleDequantize(doubleQuantize(mixed.data(), 100)))
    EXPECT_GE(a, 0);
  EXPECT_TRUE(doubleDequantize(doubleQuantize(nullptr, 0)).empty());
}

TEST(AbsmaxBlocks, BitsPerValue) {
  EXPECT_DOUBLE_EQ(bitsPerValue(4, 32, 64), 4.5);
  EXPECT_DOUBLE_EQ(bitsPerValue(4, 16, 64), 4.25);
  EXPECT_NEAR(bitsPerValueDoubleQuantized(4, 64), 4.127, 5e-4);
  EXPECT_DOUBLE_EQ(bitsPerValue(4, 8, kMxBlock), 4.25);
  EXPECT_DOUBLE_EQ(bitsPerValue(4, 8, kNvfp4Block), 4.5);
}

TEST(PackedCodes, RoundTripsAndOrders) {
  std::vector<uint16_t> codes;
  for (int i = 0; i < 37; ++i)
    codes.push_back(uint16_t(i * 40503));
  for (int bits = 1; bits <= 16; ++bits)
    for (BitOrder order : {BitOrder::LowFirst, BitOrder::HighFirst})
      for (size_t n : {0, 1, 7, 8, 37}) {
        auto bytes = packCodes(codes.data(), n, bits, order);
        ASSERT_EQ(bytes.size(), packedBytes(n, bits));
        auto back = unpackCodes(bytes.data(), n, bits, order);
        for (size_t i = 0; i < n; ++i)
          ASSERT_EQ(back[i], codes[i] & ((1u << bits) - 1)) << bits;
      }
  const uint16_t nibbles[] = {1, 2, 3};
  EXPECT_EQ(packCodes(nibbles, 3, 4, BitOrder::HighFirst),
            (std::vector<uint8_t>{0x12, 0x30}));
  EXPECT_EQ(packCodes(nibbles, 3, 4, BitOrder::LowFirst),
            (std::vector<uint8_t>{0x21, 0x03}));
  const uint16_t threes[] = {1, 2, 7};
  EXPECT_EQ(packCodes(threes, 3, 3, BitOrder::LowFirst),
            (std::vector<uint8_t>{0xd1, 0x01}));
  EXPECT_EQ(packCodes(threes, 3, 3, BitOrder::HighFirst),
            (std::vector<uint8_t>{0x2b, 0x80}));
}

TEST(MxBlocks, LikeMicroxcaling) {
  auto heavy = golden::quantizer<float>("inputs.heavy");
  auto exponents =
      golden::quantizer<int>("mx_shared_exp_heavy.floor_log2_amax");
  for (std::string name :
       {"fp8_e4m3", "fp8_e5m2", "fp6_e3m2", "fp6_e2m3", "fp4_e2m1", "int8"})
    for (std::string rounding : {"nearest", "even"}) {
      CodeTable element = mxElement(name);
      RoundingMode mode =
          rounding == "even" ? kEven : RoundingMode::NearestAway;
      auto want = golden::quantizer<float>("mx_" + name + "_" + rounding +
                                           "_heavy.deq");
      EXPECT_EQ(mxRoundTrip(heavy, element, mode), want) << name << rounding;
      MxBlocks blocks = encodeMx(heavy.data(), 512, element, mode);
      for (size_t b = 0; b < exponents.size(); ++b)
        EXPECT_EQ(blocks.scales[b], exponents[b] - maxExponent(element) + 127);
    }
}

TEST(MxBlocks, TiesAndSaturation) {
  CodeTable e2m1 = mxElement("fp4_e2m1");
  for (std::string rounding : {"nearest", "even"}) {
    std::string name = "mx_fp4_e2m1_" + rounding + "_ties";
    RoundingMode mode = rounding == "even" ? kEven : RoundingMode::NearestAway;
    EXPECT_EQ(
        mxRoundTrip(golden::quantizer<float>(name + ".input"), e2m1, mode),
        golden::quantizer<float>(name + ".deq"));
  }
}

TEST(MxBlocks, EdgesOfTheScale) {
  CodeTable e4m3 = mxElement("fp8_e4m3");
  EXPECT_EQ(mxScale(0, e4m3), 0);
  EXPECT_EQ(mxScale(1e-45f, e4m3), 0) << "clamped";
  EXPECT_EQ(mxScale(448, e4m3), 127);
  EXPECT_EQ(mxScale(std::numeric_limits<float>::max(), e4m3), 127 + 127 - 8);
  std::vector<float> x(70, 0.5f);
  x[3] = NAN;
  x[33] = 1e38f;
  x[66] = -kInf;
  MxBlocks blocks = encodeMx(x.data(), x.size(), e4m3, kEven);
  EXPECT_EQ(blocks.scales.size(), 3u);
  EXPECT_EQ(blocks.scales[0], kMxNaNScale);
  EXPECT_EQ(blocks.scales[2], kMxNaNScale);
  std::vector<float> y = mxRoundTrip(x, e4m3, kEven);
  EXPECT_TRUE(std::isnan(y[0]) && std::isnan(y[31]) && std::isnan(y[69]));
  EXPECT_NEAR(y[33] / 1e38, 1, 0.07);
  EXPECT_EQ(y[32], 0);
  // -128 is no MXINT8 code.
  EXPECT_EQ(mxInt8Table().minFinite(), -127 / 64.0);
}

TEST(Nvfp4Blocks, LikeTheReferenceFormulas) {
  auto x = golden::quantizer<float>("inputs.heavy");
  Nvfp4Blocks blocks = encodeNvfp4(x.data(), x.size());
  EXPECT_EQ(blocks.encodeScale,
            golden::quantizer<float>("nvfp4_heavy.global_encode_scale")[0]);
  auto scales = golden::quantizer<double>("nvfp4_heavy.block_scales_e4m3");
  CodeTable e4m3 = tableOf(*namedMinifloat("f8E4M3FN"));
  ASSERT_EQ(blocks.scales.size(), scales.size());
  for (size_t b = 0; b < scales.size(); ++b)
    EXPECT_EQ(e4m3.decode(blocks.scales[b]), scales[b]) << b;
  std::vector<float> out(x.size());
  decodeNvfp4(blocks, out.data());
  EXPECT_EQ(out, golden::quantizer<float>("nvfp4_heavy.deq"));
}

TEST(Nvfp4Blocks, ZerosAndSpecials) {
  std::vector<float> zeros(20, 0), out(20);
  Nvfp4Blocks none = encodeNvfp4(zeros.data(), 20);
  EXPECT_EQ(none.encodeScale, 1);
  decodeNvfp4(none, out.data());
  EXPECT_EQ(out, zeros);
  std::vector<float> x(20, 1);
  x[1] = kInf;
  x[2] = -kInf;
  x[3] = NAN;
  x[16] = x[17] = x[18] = 0;
  x[19] = 1e-30f; // its block's scale vanishes
  decodeNvfp4(encodeNvfp4(x.data(), 20), out.data());
  EXPECT_EQ(out[0], 1);
  EXPECT_EQ(out[1], 1);
  EXPECT_EQ(out[2], -1);
  EXPECT_EQ(out[3], 0);
  EXPECT_EQ(out[19], 0);
  // An encode scale that would be infinite is not.
  std::vector<float> tiny(16, 1e-40f);
  Nvfp4Blocks small = encodeNvfp4(tiny.data(), 16);
  EXPECT_EQ(small.encodeScale, std::numeric_limits<float>::max());
}

TEST(Blocks, PublishedErrorsOnHeavy) {
  auto x = golden::quantizer<float>("inputs.heavy");
  auto mse = [&](const std::vector<float> &y) {
    double sum = 0;
    for (size_t i = 0; i < x.size(); ++i)
      sum += std::pow(double(x[i]) - double(y[i]), 2) / 512;
    return sum;
  };
  auto mx = [&](const char *name) {
    return mse(mxRoundTrip(x, mxElement(name), kEven));
  };
  EXPECT_NEAR(mx("int8"), 1.4e-3, 0.05e-3);
  EXPECT_NEAR(mx("fp8_e4m3"), 8.4e-3, 0.05e-3);
  EXPECT_NEAR(mx("fp6_e2m3"), 9.1e-3, 0.05e-3);
  EXPECT_NEAR(mx("fp6_e3m2"), 2.2e-2, 0.05e-2);
  EXPECT_NEAR(mx("fp4_e2m1"), 1.34e-1, 0.005e-1);
  std::vector<float> y(512);
  decodeNvfp4(encodeNvfp4(x.data(), 512), y.data());
  EXPECT_NEAR(mse(y), 4.6e-2, 0.05e-2);
}
