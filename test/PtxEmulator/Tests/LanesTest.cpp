// SPDX-License-Identifier: Apache-2.0
#include "Evaluate.h"

#include <gtest/gtest.h>

namespace qopt::ptx {
namespace {

std::vector<uint64_t> lanes(const std::string &body, size_t threads = 32, const std::string &declarations = "") {
  std::vector<Inputs> inputs;
  for (size_t i = 0; i < threads; ++i)
    inputs.push_back({100 + i, i, i});
  Evaluation result = evaluate(body, inputs, declarations);
  EXPECT_EQ(result.error, "") << body;
  return result.results;
}

const std::string end = " cvt.u64.u32 %D, %d; @%p add.u64 %D, %D, 1000;";

TEST(Lanes, Shuffles) {
  auto up = lanes("shfl.sync.up.b32 %d|%p, %a, 3, 0, 0xffffffff;" + end);
  auto down = lanes("shfl.sync.down.b32 %d|%p, %a, 3, 31, 0xffffffff;" + end);
  auto butterfly = lanes("shfl.sync.bfly.b32 %d|%p, %a, 5, 31, 0xffffffff;" + end);
  auto index = lanes("shfl.sync.idx.b32 %d|%p, %a, 9, 31, 0xffffffff;" + end);
  // Segments of 8 lanes: mask 24 in bits 8..12.
  auto segments = lanes("shfl.sync.down.b32 %d|%p, %a, 3, 6151, 0xffffffff;" + end);
  for (uint64_t l = 0; l < 32; ++l) {
    EXPECT_EQ(up[l], l >= 3 ? 1100 + l - 3 : 100 + l);
    EXPECT_EQ(down[l], l + 3 < 32 ? 1100 + l + 3 : 100 + l);
    EXPECT_EQ(butterfly[l], 1100 + (l ^ 5));
    EXPECT_EQ(index[l], 1109u);
    EXPECT_EQ(segments[l], l % 8 + 3 < 8 ? 1100 + l + 3 : 100 + l);
  }
}

TEST(Lanes, VotesAndReductions) {
  std::string odd = "and.b32 %e, %t, 1; setp.eq.u32 %q, %e, 1; setp.eq.u32 %p, %t, 99;";
  auto ballot = lanes(odd + "vote.sync.ballot.b32 %d, %q, 0xffffffff;" + end);
  auto any = lanes(odd + "vote.sync.any.pred %p, !%q, 0xffffffff; mov.u32 %d, 0;" + end);
  auto all = lanes(odd + "vote.sync.all.pred %p, %q, 0xffffffff; mov.u32 %d, 0;" + end);
  auto sum = lanes(odd + "redux.sync.add.s32 %d, %a, 0xffffffff;" + end);
  auto least = lanes(odd + "sub.s32 %a, 110, %a; redux.sync.min.s32 %d, %a, 0xffffffff; sub.s32 %d, 0, %d;" + end);
  for (uint64_t l = 0; l < 32; ++l) {
    EXPECT_EQ(ballot[l], 0xaaaaaaaau);
    EXPECT_EQ(any[l], 1000u);
    EXPECT_EQ(all[l], 0u);
    EXPECT_EQ(sum[l], 32u * 100 + 31 * 16);
    EXPECT_EQ(least[l], 21u);
  }
}

TEST(Lanes, DivergentPathsMeetForTheLanesThatAreNamed) {
  auto results = lanes("setp.lt.u32 %p, %t, 16; @!%p bra $high; shfl.sync.idx.b32 %d, %a, 3, 31, 0xffff; bra $end;\n"
                       "$high: shfl.sync.idx.b32 %d, %a, 20, 31, 0xffff0000;\n$end: cvt.u64.u32 %D, %d;");
  for (uint64_t l = 0; l < 32; ++l)
    EXPECT_EQ(results[l], l < 16 ? 103u : 120u);
}

TEST(Lanes, LoopsOfDifferentLength) {
  auto results = lanes("mov.u32 %d, 0; mov.u32 %e, 0;\n$loop: add.u32 %d, %d, %e; add.u32 %e, %e, 1;"
                       "setp.le.u32 %p, %e, %t; @%p bra $loop; cvt.u64.u32 %D, %d;", 100);
  for (uint64_t t = 0; t < 100; ++t)
    EXPECT_EQ(results[t], t * (t + 1) / 2);
}

TEST(Lanes, IndexedBranches) {
  std::string body = "and.b32 %e, %t, 3;\n$list: .branchtargets $a, $b, $a, $c;\nbrx.idx %e, $list;\n"
                     "$a: mov.u32 %d, 10; bra $end;\n$b: mov.u32 %d, 20; bra $end;\n$c: mov.u32 %d, 30;\n$end: "
                     "shfl.sync.idx.b32 %f, %d, 1, 31, 0xffffffff; add.u32 %d, %d, %f; cvt.u64.u32 %D, %d;";
  auto results = lanes(body);
  const uint64_t expected[] = {30, 40, 30, 50};
  for (uint64_t l = 0; l < 32; ++l)
    EXPECT_EQ(results[l], expected[l % 4]);
  body.replace(body.find("%t, 3"), 5, "%t, 7");
  EXPECT_NE(errorOf(body).find("expected an index below 4, got 4"), std::string::npos);
}

TEST(Lanes, ElectsOne) {
  auto results = lanes("elect.sync %d|%p, 0xffffffff; mov.u32 %d, 0;" + end);
  uint64_t elected = 0;
  for (uint64_t result : results)
    elected += result == 1000;
  EXPECT_EQ(elected, 1u);
}

/// Element (row, column) of matrix i is 64 i + 8 row + column; rows are stored
/// in another order, the addresses put them right.
const std::string matrices = ".shared .align 16 .b8 s[512];\n.reg .b32 %m, %o, %r<4>;\n";
const std::string fill =
    "mov.u32 %m, s;\nxor.b32 %o, %t, 5; shl.b32 %o, %o, 4; add.u32 %o, %o, %m; shl.b32 %e, %t, 3;\n"
    "mad.lo.u32 %f, %e, 65537, 65536; st.shared.b32 [%o], %f; add.u32 %f, %f, 131074; st.shared.b32 [%o+4], %f;\n"
    "add.u32 %f, %f, 131074; st.shared.b32 [%o+8], %f; add.u32 %f, %f, 131074; st.shared.b32 [%o+12], %f;\n"
    "bar.warp.sync 0xffffffff;\n";

TEST(Lanes, LoadMatrices) {
  for (bool transposed : {false, true}) {
    auto results = lanes(fill + "ldmatrix.sync.aligned.m8n8.x4" + (transposed ? ".trans" : "") +
                             ".shared.b16 {%r0, %r1, %r2, %r3}, [%o]; mov.b64 %D, {%r0, %r3};",
                         32, matrices);
    for (uint64_t l = 0; l < 32; ++l)
      for (uint64_t half = 0; half < 2; ++half) {
        uint64_t row = l / 4, column = l % 4 * 2 + half;
        uint64_t expected = transposed ? 8 * column + row : 8 * row + column;
        EXPECT_EQ(results[l] >> (16 * half) & 0xffff, expected);
        EXPECT_EQ(results[l] >> (32 + 16 * half) & 0xffff, 192 + expected);
      }
  }
}

TEST(Lanes, StoreMatricesIsTheInverse) {
  for (const char *transposed : {"", ".trans"}) {
    std::string form = std::string("matrix.sync.aligned.m8n8.x2") + transposed + ".shared.b16 ";
    auto results = lanes(fill + "ld" + form + "{%r0, %r1}, [%o]; bar.warp.sync 0xffffffff; add.u32 %r0, %r0, 65537;\n" + "st" +
                             form + "[%o], {%r0, %r1}; bar.warp.sync 0xffffffff;\nld.shared.u64 %D, [%o];",
                         32, matrices);
    for (uint64_t l = 0; l < 32; ++l)
      EXPECT_EQ(results[l] & 0xffff, 8 * l + (l < 8));
  }
}

} // namespace
} // namespace qopt::ptx
