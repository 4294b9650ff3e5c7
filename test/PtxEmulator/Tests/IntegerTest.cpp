// SPDX-License-Identifier: Apache-2.0
#include "Evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace qopt::ptx {
namespace {

std::vector<Inputs> randomInputs(size_t count) {
  std::mt19937_64 random(11);
  const uint64_t edges[] = {0, 1, 2, 31, 32, 63, 64, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff,
                            0x8000000000000000, ~uint64_t(0)};
  std::vector<Inputs> inputs(count);
  for (Inputs &input : inputs)
    for (uint64_t &value : input)
      value = random() % 3 ? random() : edges[random() % 13];
  return inputs;
}

struct Case {
  const char *body;
  std::function<uint64_t(uint64_t, uint64_t, uint64_t)> expected;
};

void check(const std::vector<Case> &cases) {
  auto inputs = randomInputs(1024);
  for (const Case &c : cases) {
    auto results = evaluateAll(c.body, inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      auto [a, b, e] = inputs[i];
      ASSERT_EQ(results[i], c.expected(a, b, e)) << c.body << " " << a << " " << b << " " << e;
    }
  }
}

uint64_t low(uint64_t x) { return uint32_t(x); }
int64_t s32(uint64_t x) { return int32_t(x); }

TEST(Integer, Arithmetic) {
  const char *wide = " cvt.u64.u32 %D, %d;";
  auto with = [&](const char *text) { return std::string(text) + wide; };
  std::string texts[] = {with("add.s32 %d, %a, %b;"), with("sub.u32 %d, %a, %b;"), with("mul.lo.s32 %d, %a, %b;"),
                         with("mul.hi.s32 %d, %a, %b;"), with("mul.hi.u32 %d, %a, %b;"),
                         with("mad.lo.u32 %d, %a, %b, %c;"), with("min.s32 %d, %a, %b;"), with("max.u32 %d, %a, %b;"),
                         with("abs.s32 %d, %a;"), with("neg.s32 %d, %a;"), with("sad.s32 %d, %a, %b, %c;"),
                         with("add.sat.s32 %d, %a, %b;"), with("mad.hi.s32 %d, %a, %b, %c;")};
  check({{texts[0].c_str(), [](auto a, auto b, auto) { return low(a + b); }},
         {texts[1].c_str(), [](auto a, auto b, auto) { return low(a - b); }},
         {texts[2].c_str(), [](auto a, auto b, auto) { return low(a * b); }},
         {texts[3].c_str(), [](auto a, auto b, auto) { return low(uint64_t(s32(a) * s32(b)) >> 32); }},
         {texts[4].c_str(), [](auto a, auto b, auto) { return low(a) * low(b) >> 32; }},
         {texts[5].c_str(), [](auto a, auto b, auto c) { return low(a * b + c); }},
         {texts[6].c_str(), [](auto a, auto b, auto) { return low(uint64_t(std::min(s32(a), s32(b)))); }},
         {texts[7].c_str(), [](auto a, auto b, auto) { return std::max(low(a), low(b)); }},
         {texts[8].c_str(), [](auto a, auto, auto) { return low(uint64_t(s32(a) < 0 ? -s32(a) : s32(a))); }},
         {texts[9].c_str(), [](auto a, auto, auto) { return low(uint64_t(-s32(a))); }},
         {texts[10].c_str(), [](auto a, auto b, auto c) { return low(c + uint64_t(std::abs(s32(a) - s32(b)))); }},
         {texts[11].c_str(),
          [](auto a, auto b, auto) {
            return low(uint64_t(std::clamp<int64_t>(s32(a) + s32(b), -2147483648LL, 2147483647LL)));
          }},
         {texts[12].c_str(), [](auto a, auto b, auto c) { return low((uint64_t(s32(a) * s32(b)) >> 32) + c); }}});
}

TEST(Integer, WideAndLong) {
  check({{"mul.wide.s32 %D, %a, %b;", [](auto a, auto b, auto) { return uint64_t(s32(a) * s32(b)); }},
         {"mul.wide.u32 %D, %a, %b;", [](auto a, auto b, auto) { return low(a) * low(b); }},
         {"mad.wide.s32 %D, %a, %b, %C;", [](auto a, auto b, auto c) { return uint64_t(s32(a) * s32(b)) + c; }},
         {"add.u64 %D, %A, %B;", [](auto a, auto b, auto) { return a + b; }},
         {"mul.hi.u64 %D, %A, %B;",
          [](auto a, auto b, auto) { return uint64_t((unsigned __int128)(a) * b >> 64); }},
         {"max.s64 %D, %A, %B;", [](auto a, auto b, auto) { return uint64_t(std::max(int64_t(a), int64_t(b))); }},
         {"mul.wide.s16 %d, %ha, %hb; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto) { return low(uint64_t(int64_t(int16_t(a)) * int16_t(b))); }},
         {"or.b64 %B, %B, 1; div.u64 %D, %A, %B;", [](auto a, auto b, auto) { return a / (b | 1); }},
         {"and.b32 %b, %b, 0xffff; or.b32 %b, %b, 1; rem.s32 %d, %a, %b; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto) { return low(uint64_t(s32(a) % s32((b & 0xffff) | 1))); }}});
}

TEST(Integer, Carries) {
  check({{"add.cc.u32 %d, %a, %b; addc.cc.u32 %e, %b, %c; addc.u32 %f, %a, %c; mov.b64 %D, {%e, %f};",
          [](auto a, auto b, auto c) {
            uint64_t first = low(b) + low(c) + ((low(a) + low(b)) >> 32);
            return low(first) | (low(a) + low(c) + (first >> 32)) << 32;
          }},
         {"sub.cc.u64 %x, %A, %B; subc.s64 %D, %C, %A; ld.param.u64 %x, [out]; mad.wide.u32 %x, %n, 8, %x;",
          [](auto a, auto b, auto c) { return c - a - (a < b); }}});
}

TEST(Integer, ShiftsClamp) {
  check({{"shl.b32 %d, %a, %b; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto) { return low(b) > 31 ? 0 : low(a << low(b)); }},
         {"shr.u64 %D, %A, %b;", [](auto a, auto b, auto) { return low(b) > 63 ? 0 : a >> low(b); }},
         {"shr.s32 %d, %a, %b; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto) { return low(uint64_t(s32(a) >> std::min<uint64_t>(low(b), 31))); }},
         {"shf.l.wrap.b32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto c) { return low((b << 32 | low(a)) << (c & 31) >> 32); }},
         {"shf.r.clamp.b32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto c) { return low((b << 32 | low(a)) >> std::min<uint64_t>(low(c), 32)); }}});
}

uint64_t field(uint64_t a, uint64_t pos, uint64_t length, int bits, bool isSignedType) {
  pos &= 255, length &= 255;
  int top = bits - 1;
  bool sign = isSignedType && length && (a >> std::min<uint64_t>(pos + length - 1, uint64_t(top)) & 1);
  uint64_t result = 0;
  for (uint64_t i = 0; i < uint64_t(bits); ++i) {
    bool bit = i < length && pos + i <= uint64_t(top) ? a >> (pos + i) & 1 : sign;
    result |= uint64_t(bit) << i;
  }
  return result;
}

TEST(Integer, Fields) {
  check({{"bfe.u32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto c) { return field(low(a), b, c, 32, false); }},
         {"bfe.s32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto c) { return field(low(a), b, c, 32, true); }},
         {"bfe.s64 %D, %A, %b, %c;", [](auto a, auto b, auto c) { return field(a, b, c, 64, true); }},
         {"bfi.b32 %d, %a, %b, %c, 7; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto c) {
            uint32_t result = uint32_t(b);
            for (uint64_t i = 0; i < 7; ++i)
              if ((c & 255) + i < 32)
                result = uint32_t((result & ~(1u << ((c & 255) + i))) | (a >> i & 1) << ((c & 255) + i));
            return uint64_t(result);
          }},
         {"popc.b64 %d, %A; cvt.u64.u32 %D, %d;", [](auto a, auto, auto) { return uint64_t(__builtin_popcountll(a)); }},
         {"clz.b32 %d, %a; cvt.u64.u32 %D, %d;",
          [](auto a, auto, auto) { return uint64_t(low(a) ? __builtin_clz(uint32_t(a)) : 32); }},
         {"bfind.u32 %d, %a; cvt.u64.u32 %D, %d;",
          [](auto a, auto, auto) { return low(uint64_t(low(a) ? 31 - __builtin_clz(uint32_t(a)) : -1)); }},
         {"brev.b32 %d, %a; cvt.u64.u32 %D, %d;", [](auto a, auto, auto) {
            return uint64_t(__builtin_bitreverse32(uint32_t(a)));
          }}});
}

TEST(Integer, Lop3AllTables) {
  auto inputs = randomInputs(32);
  for (uint32_t table = 0; table < 256; ++table) {
    auto results = evaluateAll("lop3.b32 %d, %a, %b, %c, " + std::to_string(table) + "; cvt.u64.u32 %D, %d;", inputs);
    for (size_t i = 0; i < inputs.size(); ++i)
      for (int bit = 0; bit < 32; ++bit) {
        uint64_t index = (inputs[i][0] >> bit & 1) * 4 + (inputs[i][1] >> bit & 1) * 2 + (inputs[i][2] >> bit & 1);
        ASSERT_EQ(results[i] >> bit & 1, table >> index & 1) << table;
      }
  }
}

/// Bytes 0..7 are a's and b's; the tables are those of "prmt" in the PTX ISA.
TEST(Integer, PermuteAllModes) {
  const char *modes[] = {".f4e", ".b4e", ".rc8", ".ecl", ".ecr", ".rc16"};
  const int tables[6][4] = {{0x3210, 0x4321, 0x5432, 0x6543}, {0x5670, 0x6701, 0x7012, 0x0123},
                            {0x0000, 0x1111, 0x2222, 0x3333}, {0x3210, 0x3211, 0x3222, 0x3333},
                            {0x0000, 0x1110, 0x2210, 0x3210}, {0x1010, 0x3232, 0x1010, 0x3232}};
  auto inputs = randomInputs(64);
  auto pick = [](const Inputs &in, int selector) {
    uint64_t bytes = in[1] << 32 | uint32_t(in[0]), result = 0;
    for (int i = 0; i < 4; ++i) {
      int nibble = selector >> (4 * i) & 15;
      uint64_t byte = bytes >> (8 * (nibble & 7)) & 255;
      result |= (nibble & 8 ? (byte & 128 ? 255 : 0) : byte) << (8 * i);
    }
    return result;
  };
  for (int mode = 0; mode < 6; ++mode) {
    auto results = evaluateAll(std::string("prmt.b32") + modes[mode] + " %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
    for (size_t i = 0; i < inputs.size(); ++i)
      ASSERT_EQ(results[i], pick(inputs[i], tables[mode][inputs[i][2] & 3])) << modes[mode];
  }
  std::vector<Inputs> all;
  for (uint64_t selector = 0; selector < 65536; ++selector)
    all.push_back({0x83728180, 0x17f6e504, selector});
  auto results = evaluateAll("prmt.b32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;", all);
  for (size_t i = 0; i < all.size(); ++i)
    ASSERT_EQ(results[i], pick(all[i], int(i))) << i;
}

int64_t byteOf(uint64_t x, int i, bool isSignedType) {
  return isSignedType ? int64_t(int8_t(x >> (8 * i))) : int64_t(uint8_t(x >> (8 * i)));
}
int64_t halfOf(uint64_t x, int i, bool isSignedType) {
  return isSignedType ? int64_t(int16_t(x >> (16 * i))) : int64_t(uint16_t(x >> (16 * i)));
}

TEST(Integer, DotProducts) {
  auto inputs = randomInputs(1024);
  for (int signs = 0; signs < 4; ++signs) {
    bool a = signs & 1, b = signs & 2;
    std::string types = std::string(a ? ".s32" : ".u32") + (b ? ".s32" : ".u32");
    auto four = evaluateAll("dp4a" + types + " %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
    auto high = evaluateAll("dp2a.hi" + types + " %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
    auto lowHalf = evaluateAll("dp2a.lo" + types + " %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      auto [x, y, z] = inputs[i];
      int64_t sum4 = int64_t(z), sumHigh = sum4, sumLow = sum4;
      for (int j = 0; j < 4; ++j)
        sum4 += byteOf(x, j, a) * byteOf(y, j, b);
      for (int j = 0; j < 2; ++j) {
        sumHigh += halfOf(x, j, a) * byteOf(y, j + 2, b);
        sumLow += halfOf(x, j, a) * byteOf(y, j, b);
      }
      ASSERT_EQ(four[i], low(uint64_t(sum4)));
      ASSERT_EQ(high[i], low(uint64_t(sumHigh)));
      ASSERT_EQ(lowHalf[i], low(uint64_t(sumLow)));
    }
  }
}

TEST(Integer, CompareAndSelect) {
  check({{"setp.lt.s32 %p, %a, %b; selp.b64 %D, %A, %C, %p;",
          [](auto a, auto b, auto c) { return s32(a) < s32(b) ? a : c; }},
         {"setp.hs.u32 %p, %a, %b; selp.b64 %D, 1, 0, %p;", [](auto a, auto b, auto) { return uint64_t(low(a) >= low(b)); }},
         {"setp.ge.and.s64 %p, %A, %B, %q; setp.eq.u32 %q, %a, %a; setp.ge.and.s64 %p|%q, %A, %B, !%q; "
          "selp.b64 %D, 1, 0, %p; @%q add.u64 %D, %D, 2;",
          [](auto, auto, auto) { return uint64_t(0); }},
         {"setp.ne.u64 %q, %A, %C; setp.gt.xor.u64 %p|%q, %A, %B, %q; selp.b64 %D, 1, 0, %p; @%q add.u64 %D, %D, 2;",
          [](auto a, auto b, auto c) { return uint64_t((a > b) != (a != c)) + 2 * uint64_t((a <= b) != (a != c)); }},
         {"set.le.u32.s32 %d, %a, %b; cvt.u64.u32 %D, %d;",
          [](auto a, auto b, auto) { return s32(a) <= s32(b) ? uint64_t(0xffffffff) : 0; }},
         {"slct.b64.s32 %D, %A, %B, %c;", [](auto a, auto b, auto c) { return s32(c) >= 0 ? a : b; }}});
}

TEST(Integer, MovesOfParts) {
  check({{"mov.b64 {%d, %e}, %A; mov.b64 %D, {%e, %d};", [](auto a, auto, auto) { return a << 32 | a >> 32; }},
         {"mov.b32 {%h, %ha}, %a; mov.b32 %d, {%ha, %h}; cvt.u64.u32 %D, %d;",
          [](auto a, auto, auto) { return (a >> 16 & 0xffff) | (a & 0xffff) << 16; }},
         {"mov.b64 {_, %e}, %A; cvt.s64.s32 %D, %e;", [](auto a, auto, auto) { return uint64_t(s32(a >> 32)); }}});
}

} // namespace
} // namespace qopt::ptx
