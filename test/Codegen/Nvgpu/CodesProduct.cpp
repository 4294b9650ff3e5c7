// SPDX-License-Identifier: Apache-2.0
#include "CodesProduct.h"

#include "RandomScales.h"
#include "qopt/IR/FragmentGeometry.h"

using namespace mlir::qopt;

std::string CodesProduct::describe() const {
  return std::to_string(rows) + " x " + std::to_string(columns) + " x " +
         std::to_string(depth) + " in runs of " + std::to_string(run) +
         (table.empty() ? "" : ", table") + (unsignedInput ? ", unsigned" : "") +
         (hasBias ? "" : ", no bias");
}

CodesData::CodesData(const CodesProduct &p, uint64_t seed) {
  std::mt19937_64 random(seed);
  input = randomBytes(random, p.rows * p.depth);
  if (p.largest)
    input.assign(input.size(), p.unsignedInput ? -1 : -128);
  FragmentGeometry geometry{p.depth, p.columns, !p.table.empty()};
  words.resize(geometry.words());
  for (uint32_t &word : words)
    word = static_cast<uint32_t>(random());
  for (int64_t n = 0; n < p.columns; ++n)
    for (int64_t k = 0; k < p.depth; ++k) {
      uint8_t code = p.largest ? 8 : random() & 15; // 8: -8 without a table
      codes.push_back(code);
      FragmentGeometry::Place at = geometry.place(k, n);
      words[at.word] = (words[at.word] & ~(15u << at.shift)) | uint32_t(code) << at.shift;
    }
  rowScales = randomScales(random, p.oneRowScale ? 1 : p.rows);
  scales = randomScales(random, (p.depth + p.run - 1) / p.run * p.columns);
  bias = randomScales(random, p.columns);
}

KernelCase mlir::qopt::makeCase(const CodesProduct &p, const CodesData &data) {
  KernelCase c;
  c.chip = p.chip;
  int64_t runs = (p.depth + p.run - 1) / p.run;
  c.op = "qopt.mma_matmul_runs %a0, %a1 rows %a2 scales %a3";
  c.operands = {
      KernelOperand::of(p.unsignedInput ? "ui8" : "i8", {p.rows, p.depth}, data.input),
      KernelOperand::of("i32", {static_cast<int64_t>(data.words.size())}, data.words),
      KernelOperand::of("f32", {p.oneRowScale ? 1 : p.rows}, data.rowScales),
      KernelOperand::of("f32", {runs, p.columns}, data.scales)};
  if (p.hasBias) {
    c.op += " bias %a4";
    c.operands.push_back(KernelOperand::of("f32", {p.columns}, data.bias));
  }
  c.op += " outs %a" + std::to_string(c.operands.size());
  c.operands.push_back(KernelOperand{"f32", {p.rows, p.columns}, {}});
  c.attributes = "run = " + std::to_string(p.run) + " : i64";
  if (p.unsignedInput)
    c.attributes += ", unsigned_input";
  if (p.table.empty())
    return c;
  c.attributes += ", table = array<i8: ";
  for (size_t i = 0; i < p.table.size(); ++i)
    c.attributes += (i ? ", " : "") + std::to_string(p.table[i]);
  c.attributes += ">";
  return c;
}

std::vector<int64_t> mlir::qopt::runPlainly(const CodesProduct &p, const CodesData &data) {
  std::vector<int64_t> results;
  for (int64_t m = 0; m < p.rows; ++m)
    for (int64_t n = 0; n < p.columns; ++n) {
      volatile float total = 0; // each operation is rounded
      for (int64_t begin = 0; begin < p.depth; begin += p.run) {
        int64_t sum = 0;
        for (int64_t k = begin; k < std::min(begin + p.run, p.depth); ++k) {
          int8_t byte = data.input[m * p.depth + k];
          int code = data.codes[n * p.depth + k];
          int weight = !p.table.empty() ? p.table[code] : code < 8 ? code : code - 16;
          sum += (p.unsignedInput ? static_cast<uint8_t>(byte) : byte) * weight;
        }
        volatile float term = static_cast<float>(sum);
        term = term * data.scales[begin / p.run * p.columns + n];
        total = total + term;
      }
      total = total * data.rowScales[p.oneRowScale ? 0 : m];
      if (p.hasBias)
        total = total + data.bias[n];
      float result = total;
      int32_t bits;
      std::memcpy(&bits, &result, sizeof bits);
      results.push_back(bits);
    }
  return results;
}
