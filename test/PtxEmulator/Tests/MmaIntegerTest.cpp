// SPDX-License-Identifier: Apache-2.0
#include "MmaHarness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace qopt::ptx {
namespace {

struct Case {
  int m, k, bits;
  bool aSigned, bSigned;
};

int64_t valueOf(uint32_t element, int bits, bool isSignedType) {
  element &= uint32_t(lowMask(bits));
  bool isNegative = isSignedType && element >> (bits - 1);
  return int64_t(element) - (isNegative ? int64_t(1) << bits : 0);
}

std::vector<uint32_t> randomMatrix(int rows, int columns, std::mt19937 &random) {
  std::vector<uint32_t> matrix(size_t(rows * columns));
  for (uint32_t &element : matrix)
    element = uint32_t(random());
  return matrix;
}

std::string typeName(int bits, bool isSignedType) { return (isSignedType ? "s" : "u") + std::to_string(bits); }

/// `extreme`: accumulators near the ends of s32, so that sums leave it.
void check(const Case &c, bool saturates, bool extreme) {
  std::mt19937 random(uint32_t(c.k * 4 + c.aSigned * 2 + c.bSigned));
  auto a = randomMatrix(c.m, c.k, random), b = randomMatrix(8, c.k, random), sums = randomMatrix(c.m, 8, random);
  if (extreme)
    for (uint32_t &sum : sums)
      sum = sum & 1 ? 0x7fffffffu - (sum >> 24) : 0x80000000u + (sum >> 24);
  Layouts layouts = layoutsOf(c.m, c.k, 32 / c.bits);
  std::string name = "mma.sync.aligned.m" + std::to_string(c.m) + "n8k" + std::to_string(c.k) + ".row.col." +
                     (saturates ? "satfinite." : "") + "s32." + typeName(c.bits, c.aSigned) + "." +
                     typeName(c.bits, c.bSigned) + ".s32";
  MmaRun run = runMma(name, toRegisters(a, c.m, c.k, c.bits, layouts.a), toRegisters(b, 8, c.k, c.bits, layouts.b),
                      toRegisters(sums, c.m, 8, 32, layouts.c));
  ASSERT_EQ(run.error, "") << name;
  auto d = fromRegisters(run.d, c.m, 8, 32, layouts.c);
  for (int row = 0; row < c.m; ++row)
    for (int column = 0; column < 8; ++column) {
      int64_t sum = int32_t(sums[size_t(row * 8 + column)]);
      for (int k = 0; k < c.k; ++k)
        sum += valueOf(a[size_t(row * c.k + k)], c.bits, c.aSigned) *
               valueOf(b[size_t(column * c.k + k)], c.bits, c.bSigned);
      if (saturates)
        sum = std::clamp<int64_t>(sum, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
      ASSERT_EQ(d[size_t(row * 8 + column)], uint32_t(sum)) << name << " " << row << ", " << column;
    }
}

TEST(MmaInteger, AllShapesAndSigns) {
  for (Case shape : {Case{8, 16, 8, 0, 0}, Case{16, 16, 8, 0, 0}, Case{16, 32, 8, 0, 0}, Case{8, 32, 4, 0, 0},
                     Case{16, 32, 4, 0, 0}, Case{16, 64, 4, 0, 0}})
    for (int signs = 0; signs < 4; ++signs)
      for (int kind = 0; kind < 4; ++kind)
        check({shape.m, shape.k, shape.bits, bool(signs & 1), bool(signs & 2)}, kind & 1, kind & 2);
}

void checkBits(int m, int k, const std::string &operation) {
  std::mt19937 random(uint32_t(m + k));
  auto a = randomMatrix(m, k, random), b = randomMatrix(8, k, random), sums = randomMatrix(m, 8, random);
  Layouts layouts = layoutsOf(m, k, 32);
  std::string name = "mma.sync.aligned.m" + std::to_string(m) + "n8k" + std::to_string(k) + ".row.col.s32.b1.b1.s32." +
                     operation + ".popc";
  MmaRun run = runMma(name, toRegisters(a, m, k, 1, layouts.a), toRegisters(b, 8, k, 1, layouts.b),
                      toRegisters(sums, m, 8, 32, layouts.c));
  ASSERT_EQ(run.error, "") << name;
  auto d = fromRegisters(run.d, m, 8, 32, layouts.c);
  for (int row = 0; row < m; ++row)
    for (int column = 0; column < 8; ++column) {
      uint32_t sum = sums[size_t(row * 8 + column)];
      for (int i = 0; i < k; ++i) {
        bool x = a[size_t(row * k + i)] & 1, y = b[size_t(column * k + i)] & 1;
        sum += operation == "and" ? x && y : x != y;
      }
      ASSERT_EQ(d[size_t(row * 8 + column)], sum) << name;
    }
}

TEST(MmaInteger, Bits) {
  for (const char *operation : {"and", "xor"}) {
    checkBits(8, 128, operation);
    checkBits(16, 128, operation);
    checkBits(16, 256, operation);
  }
}

TEST(MmaInteger, RefusesWhatPtxDoesNotHave) {
  Registers a(4), b(2), c(4);
  for (const char *name :
       {"mma.sync.aligned.m16n8k64.row.col.s32.s8.s8.s32", "mma.sync.aligned.m16n8k32.row.col.f32.s8.s8.f32",
        "mma.sync.aligned.m16n8k32.row.row.s32.s8.s8.s32", "mma.sync.aligned.m16n8k32.row.col.s32.s8.s4.s32",
        "mma.sync.m16n8k32.row.col.s32.s8.s8.s32", "mma.sync.aligned.m16n8k16.row.col.f16.bf16.bf16.f16"})
    EXPECT_NE(runMma(name, a, b, c).error.find("expected"), std::string::npos) << name;
  EXPECT_NE(runMma("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32", Registers(3), b, c).error.find("4 values"),
            std::string::npos);
}

} // namespace
} // namespace qopt::ptx
