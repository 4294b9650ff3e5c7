// SPDX-License-Identifier: Apache-2.0
#include "FloatProduct.h"

#include "RandomScales.h"
#include "qopt/IR/GpuOps.h"

#include <cmath>

using namespace mlir::qopt;

static int64_t rowElements(const FloatProduct &p) {
  return getMmaRowBytes(p.depth * p.elementBytes()) / p.elementBytes();
}

std::string FloatProduct::describe() const {
  return std::to_string(rows) + " x " + std::to_string(columns) + " x " + std::to_string(depth) +
         ", " + input + " * " + weights + ", blocks of " + std::to_string(block) + ", promote " +
         std::to_string(promote) + (hasScales ? ", scales" : "") + (hasBias ? ", bias" : "") +
         " on " + chip;
}

// bf16 numbers near 1, of which 2^16 different exponents would overflow f32.
static uint16_t randomCode(std::mt19937_64 &random, const std::string &type, bool hasSpecials) {
  for (;;) {
    auto code = static_cast<uint16_t>(random());
    if (type == "f8E4M3FN") {
      code &= 0xff;
      if (!hasSpecials && (code & 0x7f) == 0x7f)
        continue;
    } else if (type == "f8E5M2") {
      code &= 0xff;
      if (!hasSpecials && (code & 0x7c) == 0x7c)
        continue;
    } else if (type == "f16") {
      if (!hasSpecials && (code & 0x7c00) == 0x7c00)
        continue;
    } else if (!hasSpecials || random() % 16 != 0) {
      code = static_cast<uint16_t>((code & 0x8fff) | 0x3000);
    }
    return code;
  }
}

FloatData::FloatData(const FloatProduct &p, uint64_t seed) {
  std::mt19937_64 random(seed);
  auto codes = [&](int64_t count, const std::string &type) {
    std::vector<uint16_t> result;
    for (int64_t i = 0; i < count; ++i)
      result.push_back(randomCode(random, type, p.hasSpecials && random() % 64 == 0));
    return result;
  };
  input = codes(p.rows * p.depth, p.input);
  weights = codes(p.columns * rowElements(p), p.weights);
  bias = randomScales(random, p.columns);
  rowScales = randomScales(random, p.oneScale ? 1 : p.rows);
  columnScales = randomScales(random, p.oneScale ? 1 : p.columns);
}

static KernelOperand codesOf(const FloatProduct &p, std::vector<int64_t> shape,
                             const std::vector<uint16_t> &codes) {
  if (p.elementBytes() == 2)
    return KernelOperand::of("i16", shape, codes);
  return KernelOperand::of("i8", shape, std::vector<uint8_t>(codes.begin(), codes.end()));
}

KernelCase mlir::qopt::makeCase(const FloatProduct &p, const FloatData &data) {
  KernelCase c;
  c.chip = p.chip;
  c.op = "qopt.mma_float_matmul %a0, %a1";
  c.attributes = "input_type = " + p.input + ", weight_type = " + p.weights +
                 ", block = " + std::to_string(p.block) + " : i64, promote = " +
                 std::to_string(p.promote) + " : i64";
  auto add = [&](const std::string &word, KernelOperand operand) {
    c.op += word + "%a" + std::to_string(c.operands.size());
    c.operands.push_back(std::move(operand));
  };
  c.operands = {codesOf(p, {p.rows, p.depth}, data.input),
                codesOf(p, {p.columns, rowElements(p)}, data.weights)};
  if (p.hasBias)
    add(" bias ", KernelOperand::of("f32", {p.columns}, data.bias));
  if (p.hasScales) {
    add(" scales ", KernelOperand::of("f32", {p.oneScale ? 1 : p.rows}, data.rowScales));
    add(", ", KernelOperand::of("f32", {p.oneScale ? 1 : p.columns}, data.columnScales));
  }
  add(" outs ", KernelOperand{"f32", {p.rows, p.columns}, {}});
  return c;
}

std::vector<int64_t> mlir::qopt::withOneNan(std::vector<int64_t> bits) {
  for (int64_t &value : bits)
    if ((value & 0x7fffffff) > 0x7f800000)
      value = 0x7fffffff;
  return bits;
}
