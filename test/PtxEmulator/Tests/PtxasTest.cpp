// SPDX-License-Identifier: Apache-2.0
//
// What the emulator takes, the vendor's assembler must take, too. Skipped where
// there is none.
#include "Evaluate.h"
#include "Gemm.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace qopt::ptx {
namespace {

class Ptxas : public testing::Test {
protected:
  void SetUp() override {
    if (std::system(QOPT_PTXAS " --version > /dev/null 2>&1"))
      GTEST_SKIP() << "no ptxas";
  }

  /// Exit status 0 for the text on the chip.
  static bool assembles(const std::string &text, const std::string &chip) {
    std::string path = testing::TempDir() + "qopt-ptx-test.ptx";
    std::ofstream(path) << text;
    return std::system((QOPT_PTXAS " -arch=" + chip + " -o /dev/null " + path + " > /dev/null 2>&1").c_str()) == 0;
  }
};

TEST_F(Ptxas, TakesTheGemm) {
  for (const char *chip : {"sm_80", "sm_89", "sm_90a"})
    EXPECT_TRUE(assembles(gemmText(), chip)) << chip;
}

TEST_F(Ptxas, TakesTheInstructionsOfTheTests) {
  // One of each family; written out, so that a family that no longer assembles
  // is seen by name.
  const char *bodies[] = {
      "mad.hi.s32 %d, %a, %b, %c; sad.s32 %d, %d, %a, %b; add.sat.s32 %d, %d, %a;",
      "shf.l.wrap.b32 %d, %a, %b, %c; bfi.b32 %d, %d, %b, %c, 7; bfind.shiftamt.s32 %d, %d; brev.b32 %d, %d;",
      "lop3.b32 %d, %a, %b, %c, 0xE8; prmt.b32.f4e %d, %d, %b, %c; dp4a.u32.s32 %d, %d, %b, %c; dp2a.hi.s32.s32 %d, %d, %b, %c;",
      "setp.gt.xor.u64 %p|%q, %A, %B, !%p; selp.b64 %D, %A, %B, %q; slct.b64.s32 %D, %A, %D, %a;",
      "cvt.rn.satfinite.e4m3x2.f32 %h, %a, %b; cvt.rn.f16x2.e4m3x2 %d, %h; cvt.rp.f16.f32 %h, %d; cvt.sat.u8.s16 %h, %ha;",
      "cvt.pack.sat.s8.s32.b32 %d, %a, %b, %c; cvt.pack.sat.u16.s32 %d, %d, %b; cvt.rni.sat.s8.f32 %d, %d;",
      "add.rz.ftz.sat.f32 %d, %a, %b; fma.rn.f16x2 %d, %a, %b, %d; min.NaN.f32 %d, %d, %b; div.full.f32 %d, %d, %a;",
      "ex2.approx.ftz.f32 %d, %a; rsqrt.approx.f32 %d, %d; tanh.approx.f32 %d, %d; copysign.f32 %d, %a, %d; testp.finite.f32 %p, %d;",
      "shfl.sync.up.b32 %d|%p, %a, 3, 0, 0xffffffff; vote.sync.ballot.b32 %d, %p, 0xffffffff; redux.sync.xor.b32 %d, %d, 0xffffffff;",
      "match.any.sync.b32 %d, %a, 0xffffffff; activemask.b32 %e; elect.sync %f|%p, 0xffffffff;",
  };
  for (const char *body : bodies)
    EXPECT_TRUE(assembles(evaluationText(body), "sm_90a")) << body;
}

} // namespace
} // namespace qopt::ptx
