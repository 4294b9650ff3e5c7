// SPDX-License-Identifier: Apache-2.0
#include "Product.h"

#include "RandomScales.h"
#include "qopt/IR/GpuOps.h"

using namespace mlir;
using namespace mlir::qopt;

static bool isReal(const Product &p) { return p.result == "f32"; }
static bool rescales(const Product &p) { return p.result != "i32" && !isReal(p); }

static std::string listOf(const char *name, llvm::SmallVector<int64_t> numbers) {
  std::string text = std::string(name) + " = array<i64";
  for (size_t i = 0; i < numbers.size(); ++i)
    text += (i ? ", " : ": ") + std::to_string(numbers[i]);
  return text + ">";
}

static std::string attributesOf(const Product &p) {
  std::string text = p.unsignedInput ? "unsigned_input" : "";
  if (p.pixels) {
    llvm::SmallVector<int64_t> padding = p.pixels->low;
    padding.append(p.pixels->high);
    text += std::string(text.empty() ? "" : ", ") + listOf("kernel", p.pixels->kernel) + ", " +
            listOf("strides", p.pixels->strides) + ", " +
            listOf("dilations", p.pixels->dilations) + ", " + listOf("padding", padding) +
            ", pad_value = " + std::to_string(p.pixels->padValue) + " : i64";
  }
  if (!rescales(p))
    return text;
  if (p.narrow)
    text += text.empty() ? "narrow" : ", narrow";
  std::string range = p.result == "i8" ? "out_zp = -3 : i64, lo = -128 : i64, hi = 120 : i64"
                                       : "out_zp = 131 : i64, lo = 2 : i64, hi = 255 : i64";
  if (p.wholeRange)
    range = p.result == "i8" ? "out_zp = -3 : i64, lo = -128 : i64, hi = 127 : i64"
                             : "out_zp = 131 : i64, lo = 0 : i64, hi = 255 : i64";
  return text + (text.empty() ? "" : ", ") + range +
         ", rounding = #qopt<requant_rounding " + p.rounding + ">";
}

static KernelCase makeCase(const Product &p, const ProductData &data) {
  KernelCase c;
  c.chip = p.chip;
  c.blocks = p.blocks;
  c.attributes = attributesOf(p);
  c.op = "qopt.mma_matmul %a0, %a1";
  auto next = [&] { return "%a" + std::to_string(c.operands.size()); };
  auto add = [&](const std::string &word, KernelOperand operand) {
    c.op += word + next();
    c.operands.push_back(std::move(operand));
  };
  std::vector<int64_t> shape{p.rows, p.depth};
  if (p.pixels) {
    shape.assign(p.pixels->sizes.begin(), p.pixels->sizes.end());
    shape.insert(shape.begin(), p.pixels->batch);
    shape.push_back(p.pixels->channels);
  }
  c.operands = {KernelOperand::of(p.unsignedInput ? "ui8" : "i8", shape, data.input),
                KernelOperand::of("i8", {p.columns, getMmaRowBytes(p.depth)}, data.weights)};
  if (!isReal(p))
    add(" bias ", KernelOperand::of("i32", {p.columns}, data.bias));
  else if (p.hasBias)
    add(" bias ", KernelOperand::of("f32", {p.columns}, data.realBias));
  if (rescales(p)) {
    add(" rescale ", KernelOperand::of("i32", {p.columns}, data.multiplier));
    add(", ", KernelOperand::of("i8", {p.columns}, data.shift));
  }
  if (isReal(p)) {
    add(" scales ", KernelOperand::of("f32", {p.oneScale ? 1 : p.rows}, data.rowScales));
    add(", ", KernelOperand::of("f32", {p.oneScale ? 1 : p.columns}, data.columnScales));
  }
  add(" outs ", KernelOperand{p.result, {p.rows, p.columns}, {}});
  return c;
}

CompiledProduct mlir::qopt::compile(const Product &product) {
  return compileCase(makeCase(product, ProductData(product, 0)));
}

ProductResult mlir::qopt::runEmulator(const Product &product, const CompiledProduct &compiled,
                                      const ProductData &data, uint64_t seed) {
  return emulateCase(makeCase(product, data), compiled, seed);
}

ProductResult mlir::qopt::runInterpreter(const Product &product, const ProductData &data) {
  return interpretCase(makeCase(product, data));
}

ProductData::ProductData(const Product &p, uint64_t seed) {
  std::mt19937_64 random(seed);
  input = randomBytes(random, p.pixels ? p.pixels->batch * p.pixels->imageBytes()
                                       : p.rows * p.depth);
  weights = randomBytes(random, p.columns * getMmaRowBytes(p.depth));
  for (int64_t n = 0; n < p.columns; ++n) {
    // Every seventh column: anything that is valid, sums that wrap among it. The
    // others: results within and somewhat beyond the range of 8 bits.
    bool any = n % 7 == 6;
    int32_t number = static_cast<int32_t>(random());
    bias.push_back(p.narrow && any ? number / 4 : number / (any ? 1 : 1 << 18));
    uint32_t factor = static_cast<uint32_t>(random()) & 0x7fffffff;
    multiplier.push_back(static_cast<int32_t>(any ? factor : factor | 1u << 30));
    int64_t wild = p.narrow ? 31 + random() % 31 : random() % 63;
    shift.push_back(static_cast<int8_t>(any ? wild : 37 + random() % 8));
  }
  realBias = randomScales(random, p.columns);
  rowScales = randomScales(random, p.oneScale ? 1 : p.rows);
  columnScales = randomScales(random, p.oneScale ? 1 : p.columns);
}

// The code at a position of a convolution's result under a tap, by its definition; of
// fewer than three dimensions the first ones have one pixel.
static int8_t pixelAt(const Product &p, const ProductData &data, int64_t m, int64_t k) {
  const PixelGeometry &g = *p.pixels;
  int64_t size[3] = {1, 1, 1}, at[3] = {0, 0, 0}, tap = k / g.channels;
  for (size_t d = g.sizes.size(), axis = 3; d-- > 0;) {
    size[--axis] = g.sizes[d];
    int64_t positions = (g.sizes[d] + g.low[d] + g.high[d] - g.dilations[d] * (g.kernel[d] - 1) - 1) / g.strides[d] + 1;
    at[axis] = m % positions * g.strides[d] + tap % g.kernel[d] * g.dilations[d] - g.low[d];
    m /= positions;
    tap /= g.kernel[d];
    if (at[axis] < 0 || at[axis] >= size[axis])
      return static_cast<int8_t>(g.padValue);
  }
  int64_t pixel = ((m * size[0] + at[0]) * size[1] + at[1]) * size[2] + at[2];
  return data.input[pixel * g.channels + k % g.channels];
}

std::vector<int64_t> mlir::qopt::runPlainly(const Product &p, const ProductData &data) {
  std::vector<int64_t> sums;
  int64_t rowBytes = getMmaRowBytes(p.depth);
  for (int64_t m = 0; m < p.rows; ++m)
    for (int64_t n = 0; n < p.columns; ++n) {
      auto sum = static_cast<uint32_t>(data.bias[n]);
      for (int64_t k = 0; k < p.depth; ++k) {
        int8_t code = p.pixels ? pixelAt(p, data, m, k) : data.input[m * p.depth + k];
        int32_t value = p.unsignedInput ? static_cast<uint8_t>(code) : code;
        sum += static_cast<uint32_t>(value * data.weights[n * rowBytes + k]);
      }
      sums.push_back(static_cast<int32_t>(sum));
    }
  return sums;
}
