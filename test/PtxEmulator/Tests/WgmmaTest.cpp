// SPDX-License-Identifier: Apache-2.0
//
// One warpgroup multiplies what lies swizzled in shared memory. The host lays the
// bytes out: of a row's 16-byte chunks, chunk c stands at c ^ row % 8 with rows of
// 128 bytes, at c ^ row / 2 % 4 with 64, at c ^ row / 4 % 2 with 32. Results'
// places are CLayout_64xN of CUTLASS' mma_traits_sm90_gmma.hpp.
#include "../Emulator.h"

#include <gtest/gtest.h>

#include <random>

namespace qopt::ptx {
namespace {

struct Case {
  int rowBytes; ///< 128, 64, 32; 16: no swizzle
  int n;
  const char *types;
  bool aInRegisters = false;
};

constexpr int imageOfB = 16384, imageBytes = imageOfB + 32768;

int depth(const Case &c) { return c.rowBytes == 16 ? 32 : c.rowBytes; } // bytes of k

int placeOf(const Case &c, int row, int k) {
  int chunk = k / 16;
  switch (c.rowBytes) {
  case 128: chunk ^= row % 8; break;
  case 64: chunk ^= row / 2 % 4; break;
  case 32: chunk ^= row / 4 % 2; break;
  default: return row / 8 * 256 + chunk * 128 + row % 8 * 16 + k % 16; // LBO 128, SBO 256
  }
  return row * c.rowBytes + chunk * 16 + k % 16;
}

uint64_t descriptorBits(const Case &c) {
  uint64_t mode = c.rowBytes == 128 ? 1 : c.rowBytes == 64 ? 2 : c.rowBytes == 32 ? 3 : 0;
  uint64_t stride = c.rowBytes == 16 ? 256 : uint64_t(8 * c.rowBytes);
  return uint64_t(128 / 16) << 16 | stride / 16 << 32 | mode << 62;
}

bool isFloatCase(const Case &c) { return std::string(c.types)[0] == 'f'; }

std::string registerList(const std::string &name, int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i)
    text += (i ? ", %" : "%") + name + std::to_string(i);
  return text + "}";
}

/// A's registers from the image that is not swizzled: row g (+ 8), byte 4 t (+ 16).
std::string loadA(int step) {
  std::string text = "and.b32 %r0, %t, 31;\nshr.u32 %r1, %r0, 2;\nand.b32 %r2, %t, 96;\nshr.u32 %r2, %r2, 1;\n"
                     "add.u32 %r1, %r1, %r2;\nmul.lo.u32 %r1, %r1, DEPTH;\nand.b32 %r2, %t, 3;\n"
                     "mad.lo.u32 %r1, %r2, 4, %r1;\nld.param.u64 %a, [plain];\ncvt.u64.u32 %b, %r1;\nadd.u64 %a, %a, %b;\n";
  for (int i = 0; i < 4; ++i)
    text += "ld.global.b32 %x" + std::to_string(i) + ", [%a+" + (i % 2 ? "8*DEPTH+" : "") +
            std::to_string(16 * (i / 2) + 32 * step) + "];\n";
  return text;
}

std::string replaceAll(std::string text, const std::string &what, const std::string &with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

std::string product(const Case &c, int step) {
  std::string name = "wgmma.mma_async.sync.aligned.m64n" + std::to_string(c.n) + "k" +
                     (std::string(c.types).find("f16") != std::string::npos ? "16." : "32.") + c.types;
  std::string scales = isFloatCase(c) ? ", 1, 1" : "";
  if (name.find("f16.f16") != std::string::npos)
    scales += c.aInRegisters ? ", 0" : ", 0, 0";
  std::string text = c.aInRegisters ? loadA(step) : "";
  text += "wgmma.fence.sync.aligned;\n" + name + " " + registerList("d", c.n / 2) + ", " +
          (c.aInRegisters ? registerList("x", 4) : "%da") + ", %db, %p" + scales + ";\n";
  text += "wgmma.commit_group.sync.aligned;\n";
  if (c.aInRegisters)
    text += "wgmma.wait_group.sync.aligned 0;\n";
  return text + "add.u64 %da, %da, 2;\nadd.u64 %db, %db, 2;\nsetp.eq.u32 %p, %t, %t;\n";
}

std::string kernelText(const Case &c) {
  std::string text =
      ".version 8.7\n.target sm_90a\n.address_size 64\n.visible .entry k(.param .u64 image, .param .u64 plain, .param "
      ".u64 out)\n{\n.reg .b32 %t, %s, %x<4>, %r<4>, %d<128>;\n.reg .b64 %a, %b, %da, %db;\n.reg .pred %p;\n"
      ".shared .align 1024 .b8 s[49152];\nmov.u32 %t, %tid.x;\nmov.u32 %s, s;\nld.param.u64 %a, [image];\n"
      "shl.b32 %r0, %t, 4;\nadd.u32 %r1, %s, %r0;\ncvt.u64.u32 %b, %r0;\nadd.u64 %a, %a, %b;\nmov.u32 %r2, 0;\n"
      "$copy:\nld.global.v4.b32 {%x0, %x1, %x2, %x3}, [%a];\nst.shared.v4.b32 [%r1], {%x0, %x1, %x2, %x3};\n"
      "add.u64 %a, %a, 2048;\nadd.u32 %r1, %r1, 2048;\nadd.u32 %r2, %r2, 2048;\nsetp.lt.u32 %p, %r2, 49152;\n"
      "@%p bra $copy;\nfence.proxy.async;\nbar.sync 0;\nshr.u32 %r1, %s, 4;\ncvt.u64.u32 %a, %r1;\n"
      "or.b64 %da, %a, " + std::to_string(descriptorBits(c)) + ";\nadd.u64 %db, %da, " + std::to_string(imageOfB / 16) +
      ";\nsetp.ne.u32 %p, %t, %t;\n";
  for (int step = 0; step < depth(c) / 32; ++step)
    text += product(c, step);
  text += "wgmma.wait_group.sync.aligned 0;\nld.param.u64 %a, [out];\nmad.wide.u32 %a, %t, 512, %a;\n";
  for (int i = 0; i < c.n / 2; ++i)
    text += "st.global.b32 [%a+" + std::to_string(4 * i) + "], %d" + std::to_string(i) + ";\n";
  text = replaceAll(text + "ret;\n}\n", "8*DEPTH+", std::to_string(8 * depth(c)) + "#");
  // [%a+512#16] is 512 + 16.
  for (size_t at = text.find('#'); at != std::string::npos; at = text.find('#')) {
    size_t start = text.rfind('+', at) + 1, end = text.find(']', at);
    int sum = std::stoi(text.substr(start)) + std::stoi(text.substr(at + 1));
    text.replace(start, end - start, std::to_string(sum));
  }
  return replaceAll(text, "DEPTH", std::to_string(depth(c)));
}

struct WgmmaRun {
  std::string error;
  std::vector<uint32_t> d; ///< [128][128]
  std::vector<uint8_t> a, b;
};

/// Bytes of codes whose products are exact: small integers as s8, e4m3 or f16.
std::vector<uint8_t> randomBytes(size_t count, const Case &c, std::mt19937 &random) {
  std::vector<uint8_t> bytes(count);
  std::string types = c.types;
  bool isHalf = types.find("f16.f16") != std::string::npos;
  constexpr uint8_t e4m3[] = {0, 0x38, 0xb8, 0x40, 0xc0}; // 0, 1, -1, 2, -2
  constexpr uint8_t halves[] = {0, 0x3c, 0xbc, 0x40, 0xc0};
  for (size_t i = 0; i < count; ++i)
    bytes[i] = !isFloatCase(c) ? uint8_t(random()) : isHalf ? (i % 2 ? halves[random() % 5] : 0) : e4m3[random() % 5];
  return bytes;
}

WgmmaRun runCase(const Case &c, const std::string &text) {
  std::mt19937 random(uint32_t(c.n + c.rowBytes));
  WgmmaRun run;
  run.a = randomBytes(size_t(64 * depth(c)), c, random);
  run.b = randomBytes(size_t(c.n * depth(c)), c, random);
  std::vector<uint8_t> image(imageBytes);
  for (int row = 0; row < 64; ++row)
    for (int k = 0; k < depth(c); ++k)
      image[size_t(placeOf(c, row, k))] = run.a[size_t(row * depth(c) + k)];
  for (int row = 0; row < c.n; ++row)
    for (int k = 0; k < depth(c); ++k)
      image[size_t(imageOfB + placeOf(c, row, k))] = run.b[size_t(row * depth(c) + k)];
  Device device;
  run.error = device.load(text);
  if (!run.error.empty())
    return run;
  uint64_t atImage = device.allocate(image.size(), "image"), plain = device.allocate(run.a.size(), "plain"),
           out = device.allocate(65536, "out");
  device.write(atImage, image.data(), image.size());
  device.write(plain, run.a.data(), run.a.size());
  LaunchOptions options;
  options.block.x = 128;
  run.error = device.launch("k", options, {argument(atImage), argument(plain), argument(out)}).error;
  run.d.resize(16384);
  device.read(out, run.d.data(), 65536);
  return run;
}

int valueOf(const Case &c, const std::vector<uint8_t> &bytes, int row, int k) {
  uint8_t byte = bytes[size_t(row * depth(c) + k)];
  if (!isFloatCase(c))
    return std::string(c.types).find("u8") != std::string::npos ? byte : int8_t(byte);
  int magnitude = (byte & 0x7f) == 0 ? 0 : (byte & 0x7f) == 0x40 ? 2 : 1;
  return byte & 0x80 ? -magnitude : magnitude;
}

size_t mismatches(const Case &c, const WgmmaRun &run) {
  size_t wrong = 0;
  for (int thread = 0; thread < 128; ++thread)
    for (int i = 0; i < c.n / 2; ++i) {
      int offset = thread % 4 * 128 + thread / 4 % 8 + thread / 32 * 16 + i % 2 * 64 + i / 2 % 2 * 8 + i / 4 * 512;
      int row = offset % 64, column = offset / 64, sum = 0;
      for (int k = 0; k < depth(c); ++k)
        sum += valueOf(c, run.a, row, k) * valueOf(c, run.b, column, k);
      uint32_t expected = isFloatCase(c) ? bitCast<uint32_t>(float(sum)) : uint32_t(sum);
      wrong += run.d[size_t(thread * 128 + i)] != expected;
    }
  return wrong;
}

TEST(Wgmma, AllSwizzlesAndTypes) {
  for (const Case &c : {Case{128, 128, "s32.s8.s8"}, Case{64, 32, "s32.s8.s8"}, Case{32, 8, "s32.u8.u8"},
                        Case{16, 64, "s32.s8.s8"}, Case{128, 256, "s32.s8.s8"}, Case{128, 64, "f32.e4m3.e4m3"},
                        Case{64, 24, "f32.f16.f16"}, Case{128, 40, "f32.e4m3.e4m3", true},
                        Case{128, 96, "s32.s8.s8", true}, Case{64, 16, "f32.f16.f16", true}}) {
    WgmmaRun run = runCase(c, kernelText(c));
    ASSERT_EQ(run.error, "") << c.types << " " << c.n;
    EXPECT_EQ(mismatches(c, run), 0u) << c.types << " " << c.n << " " << c.rowBytes;
  }
}

TEST(Wgmma, MutationsAreFound) {
  Case c{128, 64, "s32.s8.s8"};
  std::string text = kernelText(c);
  auto errorOf = [&](const std::string &what, const std::string &with) {
    EXPECT_NE(text.find(what), std::string::npos) << what;
    return runCase(c, replaceAll(text, what, with)).error;
  };
  EXPECT_NE(errorOf("fence.proxy.async;", "").find("no fence.proxy.async between"), std::string::npos);
  EXPECT_NE(errorOf("wgmma.fence.sync.aligned;", "").find("expected a wgmma.fence"), std::string::npos);
  EXPECT_NE(errorOf("wgmma.wait_group.sync.aligned 0;", "").find("that is not waited for"), std::string::npos);
  EXPECT_NE(errorOf("wgmma.wait_group.sync.aligned 0;", "wgmma.wait_group.sync.aligned 1;").find("not waited for"),
            std::string::npos);
  EXPECT_NE(errorOf("wgmma.commit_group.sync.aligned;", "").find("not waited for"), std::string::npos);
  EXPECT_NE(errorOf("bar.sync 0;", "").find("shared byte"), std::string::npos);
  EXPECT_NE(errorOf("wgmma.wait_group.sync.aligned 0;",
                    "shl.b32 %r0, %t, 4;\nadd.u32 %r1, %s, %r0;\nst.shared.b32 [%r1], 0;\n"
                    "wgmma.wait_group.sync.aligned 0;")
                .find("shared byte"),
            std::string::npos);
  WgmmaRun shifted = runCase(c, replaceAll(text, "add.u64 %db, %db, 2;", "add.u64 %db, %db, 4;"));
  EXPECT_GT(mismatches(c, shifted), 0u);
}

} // namespace
} // namespace qopt::ptx
