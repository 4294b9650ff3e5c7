// SPDX-License-Identifier: Apache-2.0
//
// Tensor copies, and a warp-specialised product: one producer warp with tensor
// copies, one warpgroup with wgmma, two stages, full and empty mbarriers.
#include "../Emulator.h"

#include <gtest/gtest.h>

#include <random>

namespace qopt::ptx {
namespace {

/// C[64, 64] = A[64, K] * B[64, K] transposed, s8, K a multiple of 128.
std::string pipelineText() {
  std::string d;
  for (int i = 0; i < 32; ++i)
    d += (i ? ", %d" : "%d") + std::to_string(i);
  std::string text =
      ".version 8.7\n.target sm_90a\n.address_size 64\n.visible .entry k(.param .align 64 .b8 mapA[128], "
      ".param .align 64 .b8 mapB[128], .param .u64 out, .param .u32 K)\n{\n"
      ".reg .b32 %t, %s, %bars, %tile, %stage, %phase, %flip, %k, %K, %full, %empty, %to, %d<32>;\n"
      ".reg .b64 %a, %b, %da, %db, %mapA, %mapB;\n.reg .pred %p, %q, %first;\n"
      ".shared .align 1024 .b8 tiles[32768];\n.shared .align 8 .b8 bars[32];\n"
      "mov.u32 %t, %tid.x;\nmov.u32 %s, tiles;\nmov.u32 %bars, bars;\nld.param.u32 %K, [K];\n"
      "setp.ne.u32 %p, %t, 0;\n@%p bra $ready;\n"
      "mbarrier.init.shared.b64 [%bars], 1;\nmbarrier.init.shared.b64 [%bars+8], 1;\n"
      "mbarrier.init.shared.b64 [%bars+16], 4;\nmbarrier.init.shared.b64 [%bars+24], 4;\n"
      "fence.mbarrier_init.release.cluster;\n$ready:\nbar.sync 0;\n"
      "mov.u32 %k, 0;\nmov.u32 %stage, 0;\nmov.u32 %phase, 0;\nsetp.lt.u32 %p, %t, 128;\n@%p bra $consumer;\n"
      // The producer: lane 0 of the fifth warp.
      "setp.ne.u32 %p, %t, 128;\n@%p ret;\n"
      "mov.b64 %a, mapA;\ncvta.param.u64 %mapA, %a;\nmov.b64 %a, mapB;\ncvta.param.u64 %mapB, %a;\n"
      "$produce:\nmad.lo.u32 %full, %stage, 8, %bars;\nadd.u32 %empty, %full, 16;\nxor.b32 %flip, %phase, 1;\n"
      "$waitEmpty:\nmbarrier.try_wait.parity.shared.b64 %q, [%empty], %flip;\n@!%q bra $waitEmpty;\n"
      "mbarrier.arrive.expect_tx.shared.b64 _, [%full], 16384;\n"
      "mad.lo.u32 %to, %stage, 16384, %s;\n"
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%to], [%mapA, {%k, 0}], "
      "[%full];\nadd.u32 %to, %to, 8192;\n"
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%to], [%mapB, {%k, 0}], "
      "[%full];\nNEXT\nsetp.lt.u32 %p, %k, %K;\n@%p bra $produce;\nret;\n"
      "$consumer:\nsetp.ne.u32 %first, %t, %t;\n"
      "$consume:\nmad.lo.u32 %full, %stage, 8, %bars;\nadd.u32 %empty, %full, 16;\n"
      "$waitFull:\nmbarrier.try_wait.parity.shared.b64 %q, [%full], %phase;\n@!%q bra $waitFull;\n"
      "mad.lo.u32 %to, %stage, 16384, %s;\nshr.u32 %to, %to, 4;\ncvt.u64.u32 %da, %to;\n"
      "or.b64 %da, %da, 0x4000004000010000;\nadd.u64 %db, %da, 512;\nwgmma.fence.sync.aligned;\n";
  for (int step = 0; step < 4; ++step)
    text += "wgmma.mma_async.sync.aligned.m64n64k32.s32.s8.s8 {" + d +
            "}, %da, %db, %first;\nsetp.eq.u32 %first, %t, %t;\nadd.u64 %da, %da, 2;\nadd.u64 %db, %db, 2;\n";
  text += "wgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 0;\n"
          "and.b32 %to, %t, 31;\nsetp.eq.u32 %p, %to, 0;\n@%p mbarrier.arrive.shared.b64 _, [%empty];\n"
          "NEXT\nsetp.lt.u32 %p, %k, %K;\n@%p bra $consume;\n"
          "ld.param.u64 %a, [out];\nmad.wide.u32 %a, %t, 128, %a;\n";
  for (int i = 0; i < 32; ++i)
    text += "st.global.b32 [%a+" + std::to_string(4 * i) + "], %d" + std::to_string(i) + ";\n";
  text += "ret;\n}\n";
  const std::string next = "add.u32 %k, %k, 128;\nxor.b32 %stage, %stage, 1;\nsetp.eq.u32 %p, %stage, 0;\n"
                           "@%p xor.b32 %phase, %phase, 1;";
  for (size_t at = text.find("NEXT"); at != std::string::npos; at = text.find("NEXT"))
    text.replace(at, 4, next);
  return text;
}

struct PipelineRun {
  std::string error;
  size_t mismatches = 0;
};

PipelineRun runPipeline(const std::string &text, uint64_t seed, uint32_t swizzleBytes = 128) {
  constexpr int k = 640;
  std::mt19937 random{uint32_t(seed)};
  std::vector<int8_t> a(64 * k), b(64 * k);
  for (auto *matrix : {&a, &b})
    for (int8_t &value : *matrix)
      value = int8_t(random());
  Device device;
  PipelineRun run;
  run.error = device.load(text);
  if (!run.error.empty())
    return run;
  uint64_t atA = device.allocate(a.size(), "A"), atB = device.allocate(b.size(), "B"), out = device.allocate(16384, "C");
  device.write(atA, a.data(), a.size());
  device.write(atB, b.data(), b.size());
  TensorMap map;
  map.size = {k, 64, 1, 1, 1};
  map.stride = {k, 0, 0, 0};
  map.box = {128, 64, 1, 1, 1};
  map.swizzleBytes = swizzleBytes;
  map.address = atA;
  auto mapA = encode(map);
  map.address = atB;
  auto mapB = encode(map);
  LaunchOptions options;
  options.block.x = 160;
  options.seed = seed;
  options.instructionLimit = 1 << 20;
  run.error =
      device.launch("k", options, {argument(mapA), argument(mapB), argument(out), argument(uint32_t(k))}).error;
  std::vector<uint32_t> c(4096);
  device.read(out, c.data(), 16384);
  for (int thread = 0; thread < 128; ++thread)
    for (int i = 0; i < 32; ++i) {
      int row = thread / 4 % 8 + thread / 32 * 16 + i / 2 % 2 * 8, column = thread % 4 * 2 + i % 2 + i / 4 * 8;
      int32_t sum = 0;
      for (int j = 0; j < k; ++j)
        sum += a[size_t(row * k + j)] * b[size_t(column * k + j)];
      run.mismatches += c[size_t(thread * 32 + i)] != uint32_t(sum);
    }
  return run;
}

TEST(Tma, PipelineEqualsPlainProduct) {
  for (uint64_t seed : {1, 2, 3, 4}) {
    PipelineRun run = runPipeline(pipelineText(), seed);
    EXPECT_EQ(run.error, "");
    EXPECT_EQ(run.mismatches, 0u);
  }
}

TEST(Tma, PipelineMutationsAreFound) {
  struct Mutation {
    const char *what, *with, *error; ///< "": an error or a wrong result
  };
  const Mutation mutations[] = {
      {"@!%q bra $waitFull;", "", "shared byte"},
      {"@!%q bra $waitEmpty;", "", ""},
      {"_, [%full], 16384", "_, [%full], 16400", "hanging warp"},
      {"_, [%full], 16384", "_, [%full], 8192", ""},
      {"%phase;\n@!%q bra $waitFull", "%flip;\n@!%q bra $waitFull", ""},
      {"[%bars+16], 4", "[%bars+16], 5", "hanging warp"},
      {"bar.sync 0;", "", "mbarrier"},
      {"{%k, 0}", "{%k, 1}", ""},
      {"0x4000004000010000", "0x8000004000010000", ""},
  };
  for (const Mutation &mutation : mutations) {
    std::string text = pipelineText();
    size_t at = text.find(mutation.what);
    ASSERT_NE(at, std::string::npos) << mutation.what;
    for (; at != std::string::npos; at = text.find(mutation.what, at + std::string(mutation.with).size()))
      text.replace(at, std::string(mutation.what).size(), mutation.with);
    for (uint64_t seed : {1, 2, 3}) {
      PipelineRun run = runPipeline(text, seed);
      EXPECT_TRUE(!run.error.empty() || run.mismatches) << mutation.what;
      EXPECT_NE(run.error.find(mutation.error), std::string::npos) << mutation.what << ": " << run.error;
    }
  }
  EXPECT_GT(runPipeline(pipelineText(), 1, 0).mismatches + runPipeline(pipelineText(), 1, 0).error.size(), 0u);
}

/// A box that hangs over the tensor's edges goes in and out again.
TEST(Tma, BoxesOverTheEdges) {
  std::string text =
      ".version 8.7\n.target sm_90a\n.address_size 64\n.visible .entry k(.param .align 64 .b8 from[128], "
      ".param .align 64 .b8 to[128], .param .u64 out)\n{\n.reg .b32 %t, %s, %bar, %x, %y, %v;\n.reg .b64 %a, %b;\n"
      ".reg .pred %p, %q;\n.shared .align 128 .b8 s[512];\n.shared .align 8 .b8 bar[8];\nmov.u32 %t, %tid.x;\n"
      "mov.u32 %s, s;\nmov.u32 %bar, bar;\nmov.u32 %x, -3;\nmov.u32 %y, 2;\nsetp.ne.u32 %p, %t, 0;\n@%p bra $ready;\n"
      "mbarrier.init.shared.b64 [%bar], 1;\nmbarrier.arrive.expect_tx.shared.b64 _, [%bar], 512;\n"
      "mov.b64 %a, from;\ncvta.param.u64 %a, %a;\n"
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%s], [%a, {%x, %y}], [%bar];\n"
      "$ready:\nbar.sync 0;\n$wait:\nmbarrier.try_wait.parity.shared.b64 %q, [%bar], 0;\n@!%q bra $wait;\n"
      "mad.lo.u32 %v, %t, 4, %s;\nld.shared.b32 %v, [%v];\nld.param.u64 %a, [out];\nmad.wide.u32 %a, %t, 4, %a;\n"
      "st.global.b32 [%a], %v;\n@%p ret;\nmov.b64 %a, to;\ncvta.param.u64 %a, %a;\n"
      "cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%a, {%x, %y}], [%s];\n"
      "cp.async.bulk.commit_group;\ncp.async.bulk.wait_group 0;\nret;\n}\n";
  Device device;
  ASSERT_EQ(device.load(text), "");
  std::vector<uint32_t> tensor(20 * 12), copy(20 * 12), box(128);
  for (size_t i = 0; i < tensor.size(); ++i)
    tensor[i] = uint32_t(i + 1000);
  uint64_t from = device.allocate(960, "from"), to = device.allocate(960, "to"), out = device.allocate(512, "out");
  device.write(from, tensor.data(), 960);
  TensorMap map;
  map.elementBytes = 4;
  map.address = from;
  map.size = {19, 11, 1, 1, 1};
  map.stride = {80, 0, 0, 0};
  map.box = {8, 16, 1, 1, 1};
  auto mapFrom = encode(map);
  map.address = to;
  LaunchOptions options;
  options.block.x = 128;
  ASSERT_EQ(device.launch("k", options, {argument(mapFrom), argument(encode(map)), argument(out)}).error, "");
  device.read(out, box.data(), 512);
  device.read(to, copy.data(), 960);
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 8; ++column) {
      int x = column - 3, y = row + 2;
      bool inside = x >= 0 && x < 19 && y < 11;
      EXPECT_EQ(box[size_t(row * 8 + column)], inside ? tensor[size_t(y * 20 + x)] : 0u) << row << " " << column;
    }
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 20; ++x) {
      bool copied = x < 5 && y >= 2 && y < 11;
      EXPECT_EQ(copy[size_t(y * 20 + x)], copied ? tensor[size_t(y * 20 + x)] : 0u);
    }
}

TEST(Tma, WrongMapsAreRefused) {
  TensorMap map;
  map.size = {64, 64, 1, 1, 1};
  map.stride = {64, 0, 0, 0};
  map.box = {64, 8, 1, 1, 1};
  EXPECT_EQ(check(map), "");
  map.swizzleBytes = 32;
  EXPECT_NE(check(map).find("at most the swizzle's 32 bytes, got 64"), std::string::npos);
  map.swizzleBytes = 0;
  map.stride[0] = 65;
  EXPECT_NE(check(map).find("multiples of 16 bytes, got 65"), std::string::npos);
  map.stride[0] = 64;
  map.box[1] = 300;
  EXPECT_NE(check(map).find("1..256"), std::string::npos);
  EXPECT_FALSE(decodeTensorMap(std::array<uint8_t, 128>{}.data()));
}

} // namespace
} // namespace qopt::ptx
