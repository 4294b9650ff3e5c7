// SPDX-License-Identifier: Apache-2.0
#include "Evaluate.h"

#include <gtest/gtest.h>

namespace qopt::ptx {
namespace {

std::string errorOfText(const std::string &text) {
  Device device;
  return device.load(text);
}

const std::string head = ".version 8.0\n.target sm_80\n.address_size 64\n";

TEST(Parser, ErrorsNameTheLine) {
  auto inBody = [](const std::string &line) {
    return errorOfText(head + ".entry k()\n{\n.reg .b32 %r<4>;\n.reg .pred %p;\n" + line + "\nret;\n}\n");
  };
  EXPECT_EQ(inBody(""), "");
  EXPECT_EQ(inBody("add.s32 %r0, %r1, %r9;"), "line 8: expected a special register that the emulator has, "
                                              "got '%r9' (add.s32 %r0, %r1, %r9;)")
      << "a name that is neither register nor variable";
  EXPECT_NE(inBody("frobnicate.s32 %r0;").find("line 8: expected an instruction that the emulator has, got "
                                               "'frobnicate.s32'"), std::string::npos);
  EXPECT_NE(inBody("add.quick.s32 %r0, %r1, %r2;").find("got '.quick'"), std::string::npos);
  EXPECT_NE(inBody("add.s32 %r0, %r1;").find("expected 3 operands, got 2"), std::string::npos);
  EXPECT_NE(inBody("add.s64 %r0, %r1, %r2;").find("a register of 64 bits"), std::string::npos);
  EXPECT_NE(inBody("bra $nowhere;").find("expected a label of the function, got '$nowhere'"), std::string::npos);
  EXPECT_NE(inBody("@%r0 ret;").find("expected a predicate register after '@'"), std::string::npos);
  EXPECT_NE(inBody("mov.u32 %r0, %clock;").find("got '%clock'"), std::string::npos);
  EXPECT_NE(inBody("ld.global.u32 %r0, [%r1").find("expected ']', got 'ret'"), std::string::npos);
  EXPECT_NE(inBody("mov.u32 %r0, 0x12zz;").find("expected a number"), std::string::npos);
  EXPECT_NE(inBody("mov.u32 %r0, #;").find("the character '#'"), std::string::npos);
  EXPECT_NE(inBody(".reg .b32 %r1;").find("new in its scope"), std::string::npos);
}

TEST(Parser, ModuleErrors) {
  EXPECT_NE(errorOfText(".version 8.0\n.address_size 32\n").find("expected .address_size 64, got 32"), std::string::npos);
  EXPECT_NE(errorOfText(head + ".entry k()\n{\n").find("expected '}', got 'end of file'"), std::string::npos);
  EXPECT_NE(errorOfText(head + "/* open").find("line 4: expected '*/'"), std::string::npos);
  EXPECT_NE(errorOfText(head + ".global .b8 a[2] = {1, 2, 3};").find("at most 2 bytes"), std::string::npos);
  EXPECT_NE(errorOfText(head + ".extern .global .b8 a[2];").find("of this module"), std::string::npos);
}

TEST(Parser, ScopesVariablesAndInitializers) {
  std::string before = ".const .align 4 .u32 table[4] = {10, 20, 30};\n.global .align 8 .u64 to[2] = {table+4, "
                       "generic(table)};\n.global .f32 x = 0f3FC00000;\n";
  std::string body = "{ .reg .b32 %a; mov.u32 %a, 7; { .reg .b32 %a; mov.u32 %a, 9; } add.u32 %d, %a, 0; bra $in; "
                     "mov.u32 %d, 0; $in: }\n"
                     "{ bra $in; $in: add.u32 %d, %d, 1; }\n"
                     "ld.global.u64 %y, [to]; ld.u32 %e, [%y+4]; add.u32 %d, %d, %e;\n"
                     "ld.const.u32 %e, [table+4]; add.u32 %d, %d, %e; ld.const.u32 %e, [table+12]; add.u32 %d, %d, %e;\n"
                     "ld.global.f32 %e, [x]; cvt.rni.s32.f32 %e, %e; add.u32 %d, %d, %e; cvt.u64.u32 %D, %d;";
  Device device;
  ASSERT_EQ(device.load(evaluationText(body, "", before)), "");
  uint64_t in = device.allocate(24), out = device.allocate(8), result = 0;
  LaunchResult launch = device.launch("k", {}, {argument(in), argument(out)});
  ASSERT_EQ(launch.error, "");
  device.read(out, &result, 8);
  EXPECT_EQ(result, 7u + 1 + 30 + 20 + 0 + 2);
}

TEST(Launch, Errors) {
  Device device;
  ASSERT_EQ(device.load(head + ".entry k(.param .u32 n, .param .align 8 .b8 s[24]) .reqntid 64 { ret; }"), "");
  EXPECT_EQ(*device.parameterSizes("k"), (std::vector<uint64_t>{4, 24}));
  LaunchOptions options;
  options.block.x = 64;
  std::vector<Argument> good = {argument(uint32_t(0)), Argument(24)};
  EXPECT_EQ(device.launch("k", options, good).error, "");
  EXPECT_NE(device.launch("j", options, good).error.find("got 'j'"), std::string::npos);
  EXPECT_NE(device.launch("k", options, {good[0]}).error.find("expected 2 arguments"), std::string::npos);
  EXPECT_NE(device.launch("k", options, {good[0], good[0]}).error.find("expected 24 bytes as argument 1"),
            std::string::npos);
  options.block.x = 32;
  EXPECT_NE(device.launch("k", options, good).error.find(".reqntid 64"), std::string::npos);
  options.block.x = 2048;
  EXPECT_NE(device.launch("k", options, good).error.find("1..1024 threads"), std::string::npos);
  options.block.x = 64;
  options.dynamicShared = 300000;
  EXPECT_NE(device.launch("k", options, good).error.find("bytes of shared memory"), std::string::npos);
}

} // namespace
} // namespace qopt::ptx
