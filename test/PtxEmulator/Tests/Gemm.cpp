// SPDX-License-Identifier: Apache-2.0
#include "Gemm.h"

#include <random>

namespace qopt::ptx {

namespace {
std::string number(int value) { return std::to_string(value); }

class GemmWriter {
public:
  std::string run() {
    prologue();
    loop();
    results();
    line("ret;");
    text += "}\n";
    return text;
  }

private:
  static constexpr int stageBytes = 16384, stages = 3;

  void line(const std::string &instruction) { text += "\t" + instruction + "\n"; }

  void prologue() {
    text = ".version 8.0\n.target sm_80\n.address_size 64\n\n"
           ".visible .entry gemm(.param .u64 pA, .param .u64 pB, .param .u64 pC, .param .u32 pM, .param .u32 pN, "
           ".param .u32 pK)\n.maxntid 256, 1, 1\n{\n"
           "\t.reg .pred %p<8>;\n\t.reg .b32 %r<64>, %a<16>, %b<8>, %acc<64>;\n\t.reg .b64 %rd<24>;\n"
           "\t.shared .align 128 .b8 tiles[49152];\n";
    parameters();
    copyAddresses();
    matrixAddresses();
    for (int i = 0; i < 64; ++i)
      line("mov.b32 %acc" + number(i) + ", 0;");
    for (int stage = 0; stage < stages - 1; ++stage)
      copyTile();
  }

  void parameters() {
    line("ld.param.u64 %rd0, [pA];");
    line("ld.param.u64 %rd1, [pB];");
    line("ld.param.u64 %rd2, [pC];");
    line("ld.param.u32 %r0, [pM];");
    line("ld.param.u32 %r1, [pN];");
    line("ld.param.u32 %r2, [pK];");
    line("mov.u32 %r3, %tid.x;");
    line("mov.u32 %r4, %ctaid.y;\n\tshl.b32 %r4, %r4, 7; // first row");
    line("mov.u32 %r5, %ctaid.x;\n\tshl.b32 %r5, %r5, 7; // first column");
    line("mov.u32 %r6, tiles;");
  }

  /// Thread t copies 16 bytes (t % 4) of rows t / 4 and t / 4 + 64 of both tiles.
  void copyAddresses() {
    line("shr.u32 %r7, %r3, 2; // row");
    line("and.b32 %r8, %r3, 3; // which 16 bytes");
    line("bfe.u32 %r9, %r7, 1, 2;\n\txor.b32 %r9, %r8, %r9; // swizzled");
    line("shl.b32 %r10, %r7, 6;\n\tmad.lo.u32 %r10, %r9, 16, %r10;\n\tadd.u32 %r10, %r10, %r6; // to");
    line("shl.b32 %r11, %r8, 4; // column of the next tile");
    const char *firsts[] = {"%r4", "%r5"}, *limits[] = {"%r0", "%r1"}, *bases[] = {"%rd0", "%rd1"};
    for (int side = 0; side < 2; ++side)
      for (int half = 0; half < 2; ++half) {
        int at = 2 * side + half;
        line("add.u32 %r12, " + std::string(firsts[side]) + ", %r7;\n\tadd.u32 %r12, %r12, " + number(64 * half) + ";");
        line("setp.lt.u32 %p" + number(at) + ", %r12, " + limits[side] + ";");
        line("selp.b32 %r12, %r12, 0, %p" + number(at) + ";");
        line("mad.wide.u32 %rd" + number(4 + at) + ", %r12, %r2, " + bases[side] + ";");
      }
    line("mov.u32 %r13, 0; // stage to copy to");
  }

  /// One cp.async of 16 bytes per half tile; nothing but zeros beyond the edges.
  void copyTile() {
    line("setp.lt.u32 %p4, %r11, %r2;");
    line("selp.b32 %r15, %r11, 0, %p4;\n\tcvt.u64.u32 %rd8, %r15;");
    line("add.u32 %r16, %r10, %r13;");
    for (int at = 0; at < 4; ++at) {
      line("and.pred %p5, %p4, %p" + number(at) + ";\n\tselp.b32 %r17, 16, 0, %p5;");
      line("add.u64 %rd9, %rd" + number(4 + at) + ", %rd8;");
      line("cp.async.cg.shared.global [%r16+" + number(8192 * (at / 2) + 4096 * (at % 2)) + "], [%rd9], 16, %r17;");
    }
    line("cp.async.commit_group;");
    line("add.u32 %r11, %r11, 64;");
    nextStage("%r13");
  }

  void nextStage(const std::string &stage) {
    line("add.u32 " + stage + ", " + stage + ", " + number(stageBytes) + ";");
    line("setp.eq.u32 %p6, " + stage + ", " + number(stages * stageBytes) + ";\n\tselp.b32 " + stage + ", 0, " + stage +
         ", %p6;");
  }

  /// Rows' addresses for ldmatrix: %r20, %r21 of A, %r22, %r23 of B, for the two
  /// halves of 32 columns.
  void matrixAddresses() {
    line("and.b32 %r18, %r3, 31; // lane");
    line("shr.u32 %r19, %r3, 5; // warp");
    line("and.b32 %r30, %r19, 1;\n\tshl.b32 %r30, %r30, 6; // first row of the warp");
    line("shr.u32 %r31, %r19, 1;\n\tshl.b32 %r31, %r31, 5; // first column of the warp");
    line("bfe.u32 %r32, %r18, 1, 2; // swizzle");
    line("and.b32 %r33, %r18, 15;\n\tadd.u32 %r33, %r33, %r30;\n\tmad.lo.u32 %r33, %r33, 64, %r6;");
    line("shr.u32 %r34, %r18, 4;");
    line("and.b32 %r35, %r18, 7;\n\tmad.lo.u32 %r35, %r34, 8, %r35;\n\tadd.u32 %r35, %r35, %r31;");
    line("mad.lo.u32 %r35, %r35, 64, %r6;\n\tadd.u32 %r35, %r35, 8192;");
    line("bfe.u32 %r36, %r18, 3, 1;");
    for (int half = 0; half < 2; ++half) {
      line("add.u32 %r37, %r34, " + number(2 * half) + ";\n\txor.b32 %r37, %r37, %r32;");
      line("mad.lo.u32 %r" + number(20 + half) + ", %r37, 16, %r33;");
      line("add.u32 %r37, %r36, " + number(2 * half) + ";\n\txor.b32 %r37, %r37, %r32;");
      line("mad.lo.u32 %r" + number(22 + half) + ", %r37, 16, %r35;");
    }
    line("mov.u32 %r14, 0; // stage to compute from");
  }

  void loop() {
    line("mov.u32 %r24, 0;");
    text += "$loop:\n";
    line("cp.async.wait_group " + number(stages - 2) + ";");
    line("bar.sync 0;");
    copyTile();
    for (int half = 0; half < 2; ++half)
      computeHalf(half);
    nextStage("%r14");
    line("add.u32 %r24, %r24, 64;");
    line("setp.lt.u32 %p7, %r24, %r2;");
    line("@%p7 bra $loop;");
    line("cp.async.wait_all;");
  }

  static std::string list(const std::string &prefix, int first, int count) {
    std::string result = "{";
    for (int i = 0; i < count; ++i)
      result += (i ? ", " : "") + prefix + number(first + i);
    return result + "}";
  }

  void computeHalf(int half) {
    line("add.u32 %r25, %r" + number(20 + half) + ", %r14;");
    line("add.u32 %r26, %r" + number(22 + half) + ", %r14;");
    for (int i = 0; i < 4; ++i)
      line("ldmatrix.sync.aligned.m8n8.x4.shared.b16 " + list("%a", 4 * i, 4) + ", [%r25+" + number(1024 * i) + "];");
    for (int j = 0; j < 2; ++j)
      line("ldmatrix.sync.aligned.m8n8.x4.shared.b16 " + list("%b", 4 * j, 4) + ", [%r26+" + number(1024 * j) + "];");
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j) {
        std::string sums = list("%acc", 16 * i + 4 * j, 4);
        line("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 " + sums + ", " + list("%a", 4 * i, 4) + ", " +
             list("%b", 2 * j, 2) + ", " + sums + ";");
      }
  }

  void results() {
    line("shr.u32 %r40, %r18, 2;\n\tadd.u32 %r40, %r40, %r30;\n\tadd.u32 %r40, %r40, %r4; // row");
    line("and.b32 %r41, %r18, 3;\n\tshl.b32 %r41, %r41, 1;\n\tadd.u32 %r41, %r41, %r31;\n\tadd.u32 %r41, %r41, %r5;");
    for (int i = 0; i < 8; ++i) {
      line("add.u32 %r42, %r40, " + number(8 * i) + ";\n\tsetp.lt.u32 %p0, %r42, %r0;");
      for (int j = 0; j < 8; ++j) {
        line("add.u32 %r43, %r41, " + number(j / 2 * 8 + j % 2) + ";\n\tsetp.lt.and.u32 %p1, %r43, %r1, %p0;");
        line("mul.wide.u32 %rd10, %r42, %r1;\n\tcvt.u64.u32 %rd11, %r43;\n\tadd.u64 %rd10, %rd10, %rd11;");
        line("shl.b64 %rd10, %rd10, 2;\n\tadd.u64 %rd10, %rd10, %rd2;");
        int sum = 16 * (i / 2) + 4 * (j / 2) + 2 * (i % 2) + j % 2;
        line("@%p1 st.global.u32 [%rd10], %acc" + number(sum) + ";");
      }
    }
  }

  std::string text;
};

std::vector<int8_t> randomBytes(size_t count, std::mt19937_64 &random) {
  std::vector<int8_t> bytes(count);
  for (int8_t &byte : bytes)
    byte = int8_t(random());
  return bytes;
}
} // namespace

std::string gemmText() { return GemmWriter().run(); }

GemmRun runGemm(const std::string &text, uint32_t m, uint32_t n, uint32_t k, uint64_t seed, bool detectRaces) {
  Device device;
  GemmRun run;
  run.error = device.load(text);
  if (!run.error.empty())
    return run;
  std::mt19937_64 random(seed);
  std::vector<int8_t> a = randomBytes(size_t(m) * k, random), b = randomBytes(size_t(n) * k, random);
  std::vector<int32_t> c(size_t(m) * n);
  uint64_t atA = device.allocate(a.size(), "A"), atB = device.allocate(b.size(), "B"),
           atC = device.allocate(c.size() * 4, "C");
  device.write(atA, a.data(), a.size());
  device.write(atB, b.data(), b.size());
  LaunchOptions options;
  options.grid = {(n + 127) / 128, (m + 127) / 128, 1};
  options.block = {256, 1, 1};
  options.seed = seed;
  options.detectRaces = detectRaces;
  LaunchResult result = device.launch(
      "gemm", options, {argument(atA), argument(atB), argument(atC), argument(m), argument(n), argument(k)});
  run.error = result.error;
  run.statistics = result.statistics;
  device.read(atC, c.data(), c.size() * 4);
  for (size_t row = 0; row < m; ++row)
    for (size_t column = 0; column < n; ++column) {
      int32_t sum = 0;
      for (size_t i = 0; i < k; ++i)
        sum += int32_t(a[row * k + i]) * b[column * k + i];
      run.mismatches += c[row * n + column] != sum;
    }
  return run;
}

} // namespace qopt::ptx
