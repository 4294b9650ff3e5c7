// SPDX-License-Identifier: Apache-2.0
//
// What the machine checks: memory, order, convergence, barriers, copies.
#include "Evaluate.h"

#include <gtest/gtest.h>

namespace qopt::ptx {
namespace {

const std::string tile = ".shared .align 16 .b8 s[4096];\n.reg .b32 %m, %o;\nmov.u32 %m, s;\n";

void expectError(const std::string &body, const std::string &part, size_t threads = 64,
                 const std::string &declarations = tile) {
  for (uint64_t seed : {1, 2, 3}) {
    std::string error = errorOf(body, threads, declarations, seed);
    if (part.empty())
      EXPECT_EQ(error, "") << body;
    else
      EXPECT_NE(error.find(part), std::string::npos) << body << "\n" << error;
  }
}

const std::string own = "shl.b32 %o, %t, 2;\nadd.u32 %o, %o, %m;\n";

TEST(SharedMemory, PoisonIsFound) {
  expectError("ld.shared.u32 %d, [%m+64];", "read of a byte that was never written");
  expectError(own + "st.shared.u8 [%o], %t;\nld.shared.u32 %d, [%o];", "never written");
  expectError(own + "st.shared.u32 [%o], %t;\nld.shared.u32 %d, [%o];", "");
}

TEST(SharedMemory, RacesBetweenWarps) {
  std::string neighbour = "xor.b32 %e, %t, 32;\nshl.b32 %e, %e, 2;\nadd.u32 %e, %e, %m;\n";
  expectError(own + "st.shared.u32 [%o], %t;\nbar.sync 0;\n" + neighbour + "ld.shared.u32 %d, [%e];", "");
  expectError(own + "st.shared.u32 [%o], %t;\n" + neighbour + "ld.shared.u32 %d, [%e];", "shared byte");
  expectError(own + "st.shared.u32 [%o], %t;\nbar.sync 0;\n" + neighbour +
                  "ld.shared.u32 %d, [%e];\nst.shared.u32 [%o], 1;",
              "race: ");
  expectError("st.shared.u32 [%m], %t;", "race: write after thread");
  // Different bytes of one word are no race.
  expectError("add.u32 %o, %m, %t;\nst.shared.u8 [%o], %t;", "");
  expectError("setp.lt.u32 %p, %t, 1;\n@%p st.shared.u32 [%m], 0;\nbar.sync 0;\natom.shared.add.u32 %d, [%m], 1;", "");
  expectError("setp.lt.u32 %p, %t, 1;\n@%p st.shared.u32 [%m], 0;\nbar.sync 0;\nred.shared.add.u32 [%m], 1;\n"
              "ld.shared.u32 %d, [%m];",
              "race");
}

TEST(SharedMemory, RacesWithinAWarp) {
  std::string neighbour = "xor.b32 %e, %t, 1;\nshl.b32 %e, %e, 2;\nadd.u32 %e, %e, %m;\n";
  expectError(own + "st.shared.u32 [%o], %t;\n" + neighbour + "ld.shared.u32 %d, [%e];", "race: read after");
  expectError(own + "st.shared.u32 [%o], %t;\nbar.warp.sync 0xffffffff;\n" + neighbour + "ld.shared.u32 %d, [%e];",
              "");
}

TEST(SharedMemory, Bounds) {
  expectError("ld.shared.u32 %d, [%m+4096];", "within 4096 bytes of shared memory");
  expectError("ld.shared.u32 %d, [%m+2];", "aligned to 4 bytes");
}

TEST(GlobalMemory, Bounds) {
  std::string read = "ld.param.u64 %z, [in];\nld.global.u32 %d, [%z";
  expectError(read + "];", "");
  expectError(read + "+1536];", "0 bytes behind the end of buffer 'in' of 1536 bytes");
  expectError(read + "+-4];", "before all buffers");
  expectError(read + "+2];", "aligned to 4 bytes");
  expectError("ld.param.u64 %z, [in];\nld.global.v4.u32 {%d, %e, %f, %c}, [%z+1528];", "aligned to 16");
  expectError(read + "-4];", "expected ']', got '-'");
  expectError("st.global.u32 [0], %d;", "expected a register or variable as address");
  expectError("mov.u64 %z, 0;\nst.global.u32 [%z], %d;", "of a buffer, got address 0x0");
  expectError("ld.u32 %d, [in];", "expected a variable of .generic");
}

TEST(Convergence, IsDemanded) {
  expectError("setp.lt.u32 %p, %t, 7;\n@%p bra $a;\nshfl.sync.idx.b32 %d, %t, 0, 31, 0xffffffff;\nbra $b;\n"
              "$a:\nmov.u32 %d, 0;\nshfl.sync.idx.b32 %d, %t, 0, 31, 0xffffffff;\n$b:\n",
              "divergence");
  expectError("setp.lt.u32 %p, %t, 7;\n@%p bra $a;\nadd.u32 %d, %t, 1;\nbra $b;\n$a:\nadd.u32 %d, %t, 2;\n$b:\n"
              "shfl.sync.idx.b32 %d, %d, 0, 31, 0xffffffff;",
              "");
  expectError("setp.lt.u32 %p, %t, 3;\n@%p ret;\nshfl.sync.idx.b32 %d, %t, 5, 31, 0xffffffff;", "that have ended");
  expectError("shfl.sync.idx.b32 %d, %t, 0, 31, 0xfffffffe;", "holds the lane itself");
  expectError("shfl.sync.idx.b32 %d, %t, 0, 31, 0xffffffff;", "or never were", 20);
}

TEST(Convergence, LanesThatEndedAreNotWaitedForAtBarriers) {
  expectError("setp.ge.u32 %p, %t, 40;\n@%p bra $late;\nbar.sync 0;\nbra $end;\n$late:\nret;\n$end:\n", "");
}

TEST(Barriers, DeadlocksAreFound) {
  expectError("setp.ge.u32 %p, %t, 32;\n@%p bra $other;\nbar.sync 1, 64;\n$other:\n", "threads at barrier 1, got 32");
  expectError("setp.ge.u32 %p, %t, 32;\n@%p bra $other;\nbar.sync 1;\nbra $end;\n$other:\nbar.sync 2;\n$end:\n",
              "all threads at barrier");
  expectError("$again:\nbra $again;", "hanging warp");
}

TEST(Barriers, ArriveAndSyncOrder) {
  std::string body = "setp.ge.u32 %p, %t, 32;\n@%p bra $consume;\n" + own +
                     "st.shared.u32 [%o], %t;\nbar.arrive 1, 64;\nbra $end;\n$consume:\nSYNC\n"
                     "add.u32 %e, %t, -32;\nshl.b32 %e, %e, 2;\nadd.u32 %e, %e, %m;\nld.shared.u32 %d, [%e];\n$end:\n";
  auto with = [&](const std::string &sync) { return std::string(body).replace(body.find("SYNC"), 4, sync); };
  expectError(with("bar.sync 1, 64;"), "");
  expectError(with("mov.u32 %d, 0;"), "shared byte");
}

const std::string copy = "ld.param.u64 %z, [in];\nmul.wide.u32 %y, %t, 16;\nadd.u64 %z, %z, %y;\n"
                         "shl.b32 %o, %t, 4;\nadd.u32 %o, %o, %m;\ncp.async.ca.shared.global [%o], [%z], 16;\n";

TEST(AsyncCopy, NeedsItsWait) {
  expectError(copy + "cp.async.wait_all;\nld.shared.u32 %d, [%o];", "");
  expectError(copy + "ld.shared.u32 %d, [%o];", "is not waited for");
  expectError(copy + "cp.async.commit_group;\ncp.async.wait_group 0;\nld.shared.u32 %d, [%o];", "");
  expectError(copy + "cp.async.commit_group;\ncp.async.wait_group 1;\nld.shared.u32 %d, [%o];", "is not waited for");
  expectError(copy + "cp.async.wait_group 0;\nld.shared.u32 %d, [%o];", "is not waited for");
  expectError(copy + "st.shared.u32 [%o], 0;", "is not waited for");
}

TEST(AsyncCopy, IsVisibleToOthersAfterABarrierOnly) {
  std::string other = "xor.b32 %e, %o, 512;\nld.shared.u32 %d, [%e];";
  expectError(copy + "cp.async.wait_all;\nbar.sync 0;\n" + other, "");
  expectError(copy + "cp.async.wait_all;\n" + other, "shared byte");
}

TEST(AsyncCopy, FillsWithZeros) {
  std::vector<Inputs> inputs(4, Inputs{~uint64_t(0), ~uint64_t(0), ~uint64_t(0)});
  std::string body = "ld.param.u64 %z, [in];\nshl.b32 %o, %t, 4;\nadd.u32 %o, %o, %m;\nand.b32 %e, %t, 3;\n"
                     "cp.async.ca.shared.global [%o], [%z], 8, %e;\ncp.async.wait_all;\nld.shared.u64 %D, [%o];";
  Evaluation result = evaluate(body, inputs, tile);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.results, (std::vector<uint64_t>{0, 0xff, 0xffff, 0xffffff}));
  body = "ld.param.u64 %z, [in];\nshl.b32 %o, %t, 4;\nadd.u32 %o, %o, %m;\nsetp.eq.u32 %p, %t, 1;\n"
         "cp.async.cg.shared.global [%o], [%z], 16, %p;\ncp.async.wait_all;\nld.shared.u64 %D, [%o+8];";
  result = evaluate(body, inputs, tile);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.results, (std::vector<uint64_t>{~uint64_t(0), 0, ~uint64_t(0), ~uint64_t(0)}));
}

const std::string makeBarrier = "setp.eq.u32 %p, %t, 0;\n@%p mbarrier.init.shared.b64 [%m+2048], COUNT;\nbar.sync 0;\n";
std::string barrierOf(const std::string &count) {
  return std::string(makeBarrier).replace(makeBarrier.find("COUNT"), 5, count);
}
const std::string waitParity = "$wait:\nmbarrier.try_wait.parity.shared.b64 %q, [%m+2048], 0;\n@!%q bra $wait;\n";

TEST(Mbarrier, OrdersWhatCameBefore) {
  std::string other = "xor.b32 %e, %o, 128;\nld.shared.u32 %d, [%e];";
  std::string arrive = "mbarrier.arrive.shared.b64 _, [%m+2048];\n";
  expectError(barrierOf("64") + own + "st.shared.u32 [%o], %t;\n" + arrive + waitParity + other, "");
  expectError(barrierOf("64") + own + "st.shared.u32 [%o], %t;\n" + arrive + other, "shared byte");
  expectError(barrierOf("2") + "mbarrier.arrive.shared.b64 _, [%m+2048], 3;", "at most 2 pending arrivals, got 3");
  expectError("mbarrier.arrive.shared.b64 _, [%m+2048];", "expected an initialized mbarrier");
}

TEST(Mbarrier, CompletesCopies) {
  std::string arrive = "cp.async.mbarrier.arrive.noinc.shared.b64 [%m+2048];\n";
  std::string other = "xor.b32 %e, %o, 512;\nld.shared.u32 %d, [%e];";
  expectError(barrierOf("64") + copy + arrive + waitParity + other, "");
  expectError(barrierOf("64") + copy + arrive + other, "shared byte");
  // What follows the arrive is not ordered by it.
  std::string later = "add.u32 %o, %o, 2064;\nst.shared.u32 [%o], 1;\n";
  expectError(barrierOf("64") + copy + arrive + later + waitParity + other, "shared byte");
}

} // namespace
} // namespace qopt::ptx
