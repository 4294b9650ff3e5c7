// SPDX-License-Identifier: Apache-2.0
// Batched products of two activations equal the interpreter's and plain ones in every
// byte, and faults planted in the PTX are found.
#include "KernelCase.h"
#include "Mutate.h"
#include "RandomScales.h"

using namespace mlir::qopt;

namespace {

using Numbers = std::vector<int64_t>;

/// Shapes in memory; permutations make [b.., M, K], [b.., N, K or padded], [b.., M, N].
struct Shape {
  Numbers left, leftPerm, right, rightPerm, resultPerm;
};

struct Batch {
  Shape shape;
  bool unsignedLeft = false, unsignedRight = false;
  int64_t leftZp = 0, rightZp = 0;
  std::string result = "i32", rounding = "single", chip = "sm_80";
  bool narrow = false;
};

Numbers permuted(const Numbers &values, const Numbers &perm) {
  Numbers result;
  for (int64_t p : perm)
    result.push_back(values[p]);
  return result;
}

Numbers stridesOf(const Numbers &shape) {
  Numbers strides(shape.size(), 1);
  for (size_t d = shape.size() - 1; d-- > 0;)
    strides[d] = strides[d + 1] * shape[d + 1];
  return strides;
}

int64_t countOf(const Numbers &shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

/// [b.., M, N], and K.
Numbers logicalShape(const Shape &s) {
  Numbers shape = permuted(s.left, s.leftPerm), right = permuted(s.right, s.rightPerm);
  shape.back() = right[right.size() - 2];
  return shape;
}
int64_t depthOf(const Shape &s) { return s.left.back(); }

struct Data {
  Data(const Batch &batch, uint64_t seed) {
    std::mt19937_64 random(seed);
    left = randomBytes(random, countOf(batch.shape.left));
    right = randomBytes(random, countOf(batch.shape.right));
    int64_t padded = batch.shape.right.back();
    for (size_t i = 0; i < right.size(); ++i)
      if (static_cast<int64_t>(i) % padded >= depthOf(batch.shape))
        right[i] = 0;
    for (int64_t n = 0, e = logicalShape(batch.shape).back(); n < e; ++n) {
      multiplier.push_back(static_cast<int32_t>(random() & 0x7fffffff));
      shift.push_back(static_cast<int8_t>(batch.narrow ? 38 + random() % 9 : random() % 63));
    }
  }
  std::vector<int8_t> left, right, shift;
  std::vector<int32_t> multiplier;
};

std::string listOf(const Numbers &numbers) {
  std::string text;
  for (int64_t number : numbers)
    text += (text.empty() ? ": " : ", ") + std::to_string(number);
  return "array<i64" + text + ">";
}

KernelCase makeCase(const Batch &b, const Data &data) {
  const Shape &s = b.shape;
  KernelCase c;
  c.chip = b.chip;
  bool rescales = b.result != "i32";
  c.op = std::string("qopt.mma_product %a0, %a1") +
         (rescales ? " rescale %a2, %a3 outs %a4" : " outs %a2");
  c.attributes = "left_perm = " + listOf(s.leftPerm) + ", right_perm = " + listOf(s.rightPerm) +
                 ", result_perm = " + listOf(s.resultPerm) +
                 ", left_zp = " + std::to_string(b.leftZp) +
                 " : i64, right_zp = " + std::to_string(b.rightZp) + " : i64";
  if (b.unsignedLeft)
    c.attributes += ", unsigned_left";
  if (b.unsignedRight)
    c.attributes += ", unsigned_right";
  if (b.narrow)
    c.attributes += ", narrow";
  if (rescales)
    c.attributes += std::string(b.result == "i8" ? ", out_zp = -3 : i64, lo = -128 : i64, hi = 120 : i64"
                                                 : ", out_zp = 131 : i64, lo = 2 : i64, hi = 255 : i64") +
                    ", rounding = #qopt<requant_rounding " + b.rounding + ">";
  Numbers logical = logicalShape(s);
  c.operands = {KernelOperand::of(b.unsignedLeft ? "ui8" : "i8", s.left, data.left),
                KernelOperand::of(b.unsignedRight ? "ui8" : "i8", s.right, data.right)};
  if (rescales) {
    c.operands.push_back(KernelOperand::of("i32", {logical.back()}, data.multiplier));
    c.operands.push_back(KernelOperand::of("i8", {logical.back()}, data.shift));
  }
  c.operands.push_back(KernelOperand{b.result, permuted(logical, s.resultPerm), {}});
  return c;
}

// The sums by the definition, in the order of the result's memory.
std::vector<int64_t> runPlainly(const Batch &b, const Data &data) {
  const Shape &s = b.shape;
  Numbers logical = logicalShape(s), memory = permuted(logical, s.resultPerm);
  Numbers left = permuted(stridesOf(s.left), s.leftPerm);
  Numbers right = permuted(stridesOf(s.right), s.rightPerm);
  Numbers rightShape = permuted(s.right, s.rightPerm);
  Numbers inMemory = stridesOf(memory), inLogical = stridesOf(logical);
  std::vector<int64_t> sums(countOf(logical));
  size_t rank = logical.size();
  for (int64_t i = 0; i < countOf(logical); ++i) {
    Numbers index(rank);
    int64_t l = 0, r = 0, at = 0;
    for (size_t d = 0; d < rank; ++d)
      index[d] = i / inLogical[d] % logical[d];
    for (size_t d = 0; d + 2 < rank; ++d) {
      l += index[d] * left[d];
      r += rightShape[d] == 1 ? 0 : index[d] * right[d];
    }
    l += index[rank - 2] * left[rank - 2];
    r += index[rank - 1] * right[rank - 2];
    for (size_t d = 0; d < rank; ++d)
      at += index[s.resultPerm[d]] * inMemory[d];
    uint32_t sum = 0;
    for (int64_t k = 0; k < depthOf(s); ++k) {
      int64_t x = data.left[l + k], y = data.right[r + k];
      x = (b.unsignedLeft ? x & 255 : x) - b.leftZp;
      y = (b.unsignedRight ? y & 255 : y) - b.rightZp;
      sum += static_cast<uint32_t>(x * y);
    }
    sums[at] = static_cast<int32_t>(sum);
  }
  return sums;
}

// Scores and values of attention, with heads between and outside of positions; rows of k
// aligned to 16, 8, 4 and fewer bytes, padded or not; no batch, one and two dimensions of
// it, one right side for several; one row, column, k; more than a tile of each.
const std::vector<Shape> shapes = {
    {{9, 2, 16}, {1, 0, 2}, {11, 2, 16}, {1, 0, 2}, {0, 1, 2}},
    {{2, 9, 11}, {0, 1, 2}, {2, 20, 16}, {0, 1, 2}, {1, 0, 2}},
    {{5, 3, 24}, {1, 0, 2}, {6, 3, 24}, {1, 0, 2}, {0, 1, 2}},
    {{2, 7, 13}, {0, 1, 2}, {2, 5, 13}, {0, 1, 2}, {0, 1, 2}},
    {{17, 20}, {0, 1}, {9, 32}, {0, 1}, {0, 1}},
    {{2, 3, 4, 36}, {0, 2, 1, 3}, {2, 1, 8, 36}, {0, 1, 2, 3}, {0, 2, 1, 3}},
    {{1, 1, 1}, {0, 1, 2}, {1, 1, 16}, {0, 1, 2}, {0, 1, 2}},
    {{2, 70, 200}, {0, 1, 2}, {2, 130, 208}, {0, 1, 2}, {1, 0, 2}},
    {{64, 2, 64}, {1, 0, 2}, {64, 2, 64}, {1, 0, 2}, {0, 1, 2}},
};

void expectExact(const Batch &batch) {
  Numbers logical = logicalShape(batch.shape);
  std::string what = listOf(logical) + " k " + std::to_string(depthOf(batch.shape)) + ", " +
                     batch.result + " " + std::to_string(batch.leftZp) + " " +
                     std::to_string(batch.rightZp) + (batch.unsignedLeft ? " unsigned" : "") +
                     (batch.unsignedRight ? ", unsigned" : "");
  for (uint64_t seed : {1, 2}) {
    Data data(batch, seed);
    KernelCase kernel = makeCase(batch, data);
    CompiledProduct compiled = compileCase(kernel);
    ASSERT_EQ(compiled.error, "") << what;
    ProductResult expected = interpretCase(kernel);
    ASSERT_EQ(expected.error, "") << what;
    if (batch.result == "i32") {
      EXPECT_EQ(expected.values, runPlainly(batch, data)) << what;
    }
    ProductResult got = emulateCase(kernel, compiled, seed);
    ASSERT_EQ(got.error, "") << what;
    EXPECT_TRUE(got.values == expected.values) << what;
    EXPECT_EQ(got.bankConflicts, 0u) << what;
  }
}

TEST(Batch, SumsAreExact) {
  for (const Shape &shape : shapes)
    for (bool unsignedLeft : {false, true})
      for (bool unsignedRight : {false, true})
        for (bool hasLeftZp : {false, true})
          for (bool hasRightZp : {false, true}) {
            // Large ones would take minutes in every combination.
            bool isLarge = countOf(shape.left) + countOf(shape.right) > 10000;
            if (isLarge && !(hasLeftZp && hasRightZp && unsignedLeft != unsignedRight))
              continue;
            Batch batch{shape, unsignedLeft, unsignedRight};
            if (hasLeftZp)
              batch.leftZp = unsignedLeft ? 131 : -128;
            if (hasRightZp)
              batch.rightZp = unsignedRight ? 255 : 7;
            expectExact(batch);
          }
}

TEST(Batch, ResultsAreExact) {
  for (const Shape &shape : shapes)
    for (const char *result : {"i8", "ui8"})
      for (const char *rounding : {"single", "double_round"})
        for (bool narrow : {false, true})
          expectExact({shape, result[0] == 'u', false, 3, -5, result, rounding, "sm_80", narrow});
}

// Zero points of 0 cost nothing; those of both sides two dp4a per register.
TEST(Batch, SumsCodesWhereItMust) {
  Batch batch{{{64, 64}, {0, 1}, {64, 64}, {0, 1}, {0, 1}}};
  auto dots = [&] { return count(compileCase(makeCase(batch, Data(batch, 1))).ptx, "dp4a"); };
  EXPECT_EQ(dots(), 0u);
  batch.leftZp = 1; // of two steps, two registers of four columns each
  EXPECT_EQ(dots(), 16u);
  batch.rightZp = 1; // and four of two rows
  EXPECT_EQ(dots(), 32u);
}

//===-- Mutations ---------------------------------------------------------===//

const Mutation mutations[] = {
    {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
    {"no barrier", [](const std::string &t) { return dropLines(t, "bar"); }},
    {"the first product only", [](const std::string &t) { return replaceAll(t, "%ctaid.z", "%ctaid.x"); }},
    {"sums of signed codes", [](const std::string &t) { return replaceAll(t, "dp4a.u32.s32", "dp4a.s32.s32"); }},
    {"totals of two lanes", [](const std::string &t) { return replaceAll(t, ", 2, 31, -1", ", 1, 31, -1"); }},
    {"totals of other columns", [](const std::string &t) { return replaceAll(t, "shfl.sync.idx.b32", "shfl.sync.up.b32"); }},
    {"signed right side", [](const std::string &t) { return replaceAll(t, "s32.u8.u8.s32", "s32.u8.s8.s32"); }},
};

TEST(BatchMutations, AreFound) {
  Batch batch{{{40, 3, 48}, {1, 0, 2}, {24, 3, 48}, {1, 0, 2}, {0, 1, 2}}, true, true, 9, 100};
  for (const Mutation &mutation : mutations)
    for (uint64_t seed : {1, 2, 3}) {
      Data data(batch, seed);
      KernelCase kernel = makeCase(batch, data);
      CompiledProduct mutant = compileCase(kernel);
      ASSERT_EQ(mutant.error, "");
      mutant.ptx = mutation.apply(mutant.ptx);
      ProductResult got = emulateCase(kernel, mutant, seed);
      EXPECT_TRUE(!got.error.empty() || got.values != runPlainly(batch, data)) << mutation.name;
    }
}

} // namespace
