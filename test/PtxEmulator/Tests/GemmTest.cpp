// SPDX-License-Identifier: Apache-2.0
//
// The whole kernel against a plain product, and a table of mutations of its
// text, each of which the emulator must find.
#include "Gemm.h"

#include <gtest/gtest.h>

namespace qopt::ptx {
namespace {

struct Shape {
  uint32_t m, n, k;
};

class GemmShapes : public testing::TestWithParam<Shape> {};

TEST_P(GemmShapes, EqualsPlainProduct) {
  auto [m, n, k] = GetParam();
  for (uint64_t seed : {1, 2}) {
    GemmRun run = runGemm(gemmText(), m, n, k, seed);
    EXPECT_EQ(run.error, "");
    EXPECT_EQ(run.mismatches, 0u);
    EXPECT_EQ(run.statistics.matrixBankConflicts, 0u);
    uint64_t tiles = uint64_t((m + 127) / 128) * ((n + 127) / 128);
    EXPECT_EQ(run.statistics.matrixProducts, tiles * 8 * 32 * ((k + 63) / 64));
  }
}

INSTANTIATE_TEST_SUITE_P(Sweep, GemmShapes,
                         testing::Values(Shape{128, 128, 64}, Shape{128, 128, 320}, Shape{1, 1, 16}, Shape{77, 130, 48},
                                         Shape{256, 129, 192}, Shape{129, 1, 80}, Shape{64, 64, 256}));

/// The `index`-th line that contains `what` becomes `with`.
std::string replaceLine(std::string text, const std::string &what, const std::string &with, int index = 0) {
  size_t at = text.find(what);
  for (; index > 0 && at != std::string::npos; --index)
    at = text.find(what, at + 1);
  EXPECT_NE(at, std::string::npos) << what;
  size_t start = text.rfind('\n', at) + 1, end = text.find('\n', at);
  return text.replace(start, end - start, with);
}

/// Everywhere.
std::string replaceText(std::string text, const std::string &what, const std::string &with) {
  size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  for (; at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

struct Mutation {
  const char *name;
  std::string (*apply)(const std::string &);
  /// Part of the error (which race is met first depends on the seed); "": the
  /// result is wrong instead.
  const char *error;
  Shape shape = {128, 128, 256};
};

const Mutation mutations[] = {
    {"wait_group dropped", [](const std::string &t) { return replaceLine(t, "cp.async.wait_group", ""); },
     "is not waited for"},
    {"wait_group one group too many",
     [](const std::string &t) { return replaceText(t, "cp.async.wait_group 1", "cp.async.wait_group 2"); },
     "is not waited for"},
    {"commit_group dropped", [](const std::string &t) { return replaceLine(t, "cp.async.commit_group", ""); },
     "is not waited for"},
    {"bar.sync dropped", [](const std::string &t) { return replaceLine(t, "bar.sync", ""); }, "shared byte"},
    {"barrier before the wait",
     [](const std::string &t) {
       return replaceLine(replaceLine(t, "bar.sync", "cp.async.wait_group 1;"), "cp.async.wait_group", "bar.sync 0;");
     },
     "shared byte"},
    {"bar.sync by one warp only", [](const std::string &t) { return replaceText(t, "bar.sync 0", "bar.sync 0, 32"); },
     "shared byte"},
    {"one lane leaves out bar.sync",
     [](const std::string &t) {
       return replaceText(t, "bar.sync 0;", "setp.ne.u32 %p7, %r3, 40;\n@%p7 bar.sync 0;\n");
     },
     "divergence"},
    {"A's fragments swapped", [](const std::string &t) { return replaceText(t, "}, {%a0, %a1, %a2", "}, {%a0, %a2, %a1"); },
     ""},
    {"B's fragments swapped", [](const std::string &t) { return replaceText(t, "{%b0, %b1}", "{%b1, %b0}"); }, ""},
    {"accumulators swapped",
     [](const std::string &t) { return replaceText(t, "{%acc0, %acc1, %acc2", "{%acc0, %acc2, %acc1"); }, ""},
    {"ldmatrix of the wrong rows", [](const std::string &t) { return replaceText(t, "[%r25+1024]", "[%r25+1088]"); },
     ""},
    {"ldmatrix misaligned", [](const std::string &t) { return replaceText(t, "[%r25+1024]", "[%r25+1028]"); },
     "aligned to 16"},
    {"ldmatrix behind the tiles", [](const std::string &t) { return replaceText(t, "[%r26+1024]", "[%r26+40960]"); },
     "bytes of shared memory"},
    {"ldmatrix transposed",
     [](const std::string &t) { return replaceText(t, "ldmatrix.sync.aligned.m8n8.x4.shared", "ldmatrix.sync.aligned.m8n8.x4.trans.shared"); }, ""},
    {"copies not swizzled",
     [](const std::string &t) { return replaceText(t, "xor.b32 %r9, %r8, %r9;", "mov.b32 %r9, %r8;"); }, ""},
    {"row not checked against M", [](const std::string &t) { return replaceLine(t, "setp.lt.u32 %p1, %r12", "setp.eq.u32 %p1, 0, 0;"); },
     "behind the end of buffer 'A'", {100, 128, 64}},
    {"no zeros beyond K", [](const std::string &t) { return replaceText(t, "setp.lt.u32 %p4, %r11, %r2;", "setp.eq.u32 %p4, 0, 0;"); },
     "behind the end of buffer 'A'", {64, 64, 80}},
    {"column not checked against N", [](const std::string &t) { return replaceText(t, "setp.lt.and.u32 %p1, %r43, %r1, %p0;", "setp.eq.u32 %p1, 0, 0;"); },
     "behind the end of buffer 'C'", {128, 100, 64}},
    {"unsigned times signed", [](const std::string &t) { return replaceText(t, "s32.s8.s8.s32", "s32.u8.s8.s32"); }, ""},
    {"one product too few", [](const std::string &t) { return replaceLine(t, "mma.sync", "", 5); }, ""},
    {"one stage too few", [](const std::string &t) { return replaceText(t, "setp.eq.u32 %p6, %r13, 49152;", "setp.eq.u32 %p6, %r13, 32768;"); },
     "shared byte"},
};

TEST(GemmMutations, AreFound) {
  for (const Mutation &mutation : mutations) {
    auto [m, n, k] = mutation.shape;
    std::string text = mutation.apply(gemmText());
    for (uint64_t seed : {1, 2, 3}) {
      GemmRun run = runGemm(text, m, n, k, seed);
      if (*mutation.error) {
        EXPECT_NE(run.error.find(mutation.error), std::string::npos) << mutation.name << ": " << run.error;
      } else {
        EXPECT_EQ(run.error, "") << mutation.name;
        EXPECT_GT(run.mismatches, 0u) << mutation.name;
      }
    }
  }
}

} // namespace
} // namespace qopt::ptx
