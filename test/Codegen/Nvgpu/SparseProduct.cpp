// SPDX-License-Identifier: Apache-2.0
#include "SparseProduct.h"

#include "RandomScales.h"
#include "qopt/IR/GpuOps.h"

using namespace mlir::qopt;
using Geometry = SparseFragmentGeometry;

KernelCase mlir::qopt::makeCase(const SparseProduct &p, const SparseData &data) {
  KernelCase c;
  c.chip = p.chip;
  c.op = "qopt.mma_sparse_matmul %a0, %a1, %a2";
  c.attributes = p.unsignedInput ? "unsigned_input" : "";
  if (p.narrow)
    c.attributes += c.attributes.empty() ? "narrow" : ", narrow";
  auto add = [&](const std::string &word, KernelOperand operand) {
    c.op += word + "%a" + std::to_string(c.operands.size());
    c.operands.push_back(std::move(operand));
  };
  c.operands = {KernelOperand::of(p.unsignedInput ? "ui8" : "i8", {p.rows, p.depth}, data.input),
                KernelOperand::of("i32", {int64_t(data.values.size())}, data.values),
                KernelOperand::of("i32", {int64_t(data.metadata.size())}, data.metadata)};
  if (p.result != "f32")
    add(" bias ", KernelOperand::of("i32", {p.columns}, data.bias));
  if (p.result == "i8" || p.result == "ui8") {
    add(" rescale ", KernelOperand::of("i32", {p.columns}, data.multiplier));
    add(", ", KernelOperand::of("i8", {p.columns}, data.shift));
    c.attributes += (c.attributes.empty() ? "" : ", ") +
                    std::string(p.result == "i8" ? "out_zp = -3 : i64, lo = -128 : i64, hi = 120 : i64"
                                                 : "out_zp = 131 : i64, lo = 2 : i64, hi = 255 : i64") +
                    ", rounding = #qopt<requant_rounding " + p.rounding + ">";
  }
  if (p.result == "f32") {
    add(" scales ", KernelOperand::of("f32", {p.rows}, data.rowScales));
    add(", ", KernelOperand::of("f32", {p.columns}, data.columnScales));
  }
  add(" outs ", KernelOperand{p.result, {p.rows, p.columns}, {}});
  return c;
}

SparseData::SparseData(const SparseProduct &p, uint64_t seed)
    : weights(p.columns * p.depth) {
  std::mt19937_64 random(seed);
  input = randomBytes(random, p.rows * p.depth);
  // Whole blocks and steps: what pads them is as random as the rest.
  Geometry padded{Geometry::ceilDiv(p.depth, 64) * 64, Geometry::ceilDiv(p.columns, 32) * 32};
  values.resize(padded.valueWords());
  metadata.resize(padded.metadataWords());
  constexpr int pairs[6][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
  for (int64_t n = 0; n < padded.columns; ++n)
    for (int64_t group = 0; group < padded.groups(); ++group) {
      const int *pair = pairs[random() % 6];
      for (int64_t j = 0; j < 2; ++j) {
        auto weight = static_cast<int8_t>(random() | 1);
        Geometry::Place at = padded.value(n, group, j);
        values[at.word] |= uint32_t(uint8_t(weight)) << at.shift;
        at = padded.position(n, group, j);
        metadata[at.word] |= uint32_t(pair[j]) << at.shift;
        int64_t k = 4 * group + pair[j];
        if (n < p.columns && k < p.depth)
          weights[n * p.depth + k] = weight;
      }
    }
  for (int64_t n = 0; n < p.columns; ++n) {
    // Every seventh column: anything that is valid.
    bool any = n % 7 == 6;
    int32_t number = static_cast<int32_t>(random());
    bias.push_back(any ? number / (p.narrow ? 4 : 1) : number >> 18);
    multiplier.push_back(static_cast<int32_t>(random() & 0x7fffffff) | 1 << 30);
    int64_t wild = p.narrow ? 31 + random() % 31 : random() % 63;
    shift.push_back(static_cast<int8_t>(any ? wild : 37 + random() % 8));
  }
  rowScales = randomScales(random, p.rows);
  columnScales = randomScales(random, p.columns);
}

std::vector<int64_t> mlir::qopt::runPlainly(const SparseProduct &p, const SparseData &data) {
  std::vector<int64_t> sums;
  for (int64_t m = 0; m < p.rows; ++m)
    for (int64_t n = 0; n < p.columns; ++n) {
      auto sum = static_cast<uint32_t>(data.bias[n]);
      for (int64_t k = 0; k < p.depth; ++k) {
        int8_t code = data.input[m * p.depth + k];
        int32_t value = p.unsignedInput ? static_cast<uint8_t>(code) : code;
        sum += static_cast<uint32_t>(value * data.weights[n * p.depth + k]);
      }
      sums.push_back(static_cast<int32_t>(sum));
    }
  return sums;
}
