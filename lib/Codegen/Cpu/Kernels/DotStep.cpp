// SPDX-License-Identifier: Apache-2.0
// Dot steps: instructions of four products per lane, and pairs of 16-bit products
// by vpmaddwd or by plain vector arithmetic.
#include "DotStep.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// Codes that one 16-bit multiplication takes: 4 columns of 4 codes.
static constexpr int64_t kPairCodes = 16;
// Codes of one step of a panel: 16 columns of 4 codes.
static constexpr int64_t kQuadCodes = 64;
static constexpr int64_t kIntStep = target::kIntStep;

Value mlir::qopt::multiplyPairs(KernelBuilder &b, const target::DotRow &dot,
                                Value lhs, Value rhs) {
  int64_t size = sizeOf(lhs);
  if (!dot.intrinsic.empty())
    return LLVM::CallIntrinsicOp::create(
               b, b.vectorOf(size / 2, 32),
               b.getStringAttr(StringRef(dot.intrinsic)), ValueRange{lhs, rhs})
        ->getResult(0);
  VectorType wide = b.vectorOf(size, 32);
  Value products =
      arith::MulIOp::create(b, arith::ExtSIOp::create(b, wide, lhs),
                            arith::ExtSIOp::create(b, wide, rhs));
  SmallVector<int64_t> even, odd;
  for (int64_t i = 0; i < size; i += 2) {
    even.push_back(i);
    odd.push_back(i + 1);
  }
  return arith::AddIOp::create(b, b.shuffle(products, products, even),
                               b.shuffle(products, products, odd));
}

IntDotStep::IntDotStep(KernelBuilder &builder, target::Isa isa)
    : b(builder), dot(target::selectDot(isa, target::Operand::S32)) {}

// u.w = (u - 128).w + 128 * sum(w); sums modulo 2^32 are enough, as the whole is
// within 32 bits. Subtracted from 0 twice, since 128 is no signed byte but -128 is.
Value IntDotStep::complete(Value bias, Value steps,
                           llvm::function_ref<Value(Value step)> weightsOf) {
  if (!readsSigned())
    return bias;
  Value zero = b.splat(bias.getType(), 0);
  Value least = b.splat(b.vectorOf(kIntStep * sizeOf(bias), 8), -128);
  Value negated = arith::SubIOp::create(b, zero, bias);
  negated = b.loop(b.index(0), steps, 1, ValueRange{negated},
                   [&](Value step, ValueRange sums) {
                     return SmallVector<Value>{multiplyQuads(
                         b, dot, sums[0], least, weightsOf(step))};
                   })[0];
  return arith::SubIOp::create(b, zero, negated);
}

Accumulator IntDotStep::start(Value bias) {
  if (isQuad())
    return {bias};
  // Column c is the sum of lanes 2c and 2c + 1: its bias stands in the first.
  int64_t columns = sizeOf(bias);
  Value zero = b.splat(bias.getType(), 0);
  Accumulator sums;
  for (int64_t c = 0; c < columns; c += kPairCodes / 4) {
    SmallVector<int64_t> mask;
    for (int64_t i = 0; i < kPairCodes / 4; ++i)
      mask.append({c + i, columns});
    sums.push_back(b.shuffle(bias, zero, mask));
  }
  return sums;
}

Value IntDotStep::broadcast(Value codes, int64_t dropped, bool flip) {
  int64_t size = isQuad() ? kQuadCodes : kPairCodes;
  Value word = vector::ExtractOp::create(b, b.bitcast(codes, b.vectorOf(1, 32)),
                                         ArrayRef<int64_t>{0});
  Value words = vector::BroadcastOp::create(b, b.vectorOf(size / 4, 32), word);
  if (dropped)
    words = arith::ShRUIOp::create(b, words,
                                   b.splat(words.getType(), 8 * dropped));
  if (flip != readsSigned())
    words = arith::XOrIOp::create(b, words,
                                  b.splat(words.getType(), 0x80808080));
  Value bytes = b.bitcast(words, b.vectorOf(size, 8));
  if (isQuad())
    return bytes;
  return arith::ExtUIOp::create(b, b.vectorOf(size, 16), bytes);
}

Value IntDotStep::prepare(Value codes) {
  if (isQuad() && readsSigned())
    return arith::XOrIOp::create(b, codes, b.splat(codes.getType(), 0x80));
  if (isQuad())
    return codes;
  return arith::ExtUIOp::create(b, b.vectorOf(sizeOf(codes), 16), codes);
}

void IntDotStep::accumulate(Accumulator &sums, Value codes, Value weights) {
  if (isQuad()) {
    Value operand = b.slice(codes, 0, sizeOf(weights));
    sums[0] = multiplyQuads(b, dot, sums[0], operand, weights);
    return;
  }
  bool same = sizeOf(codes) == kPairCodes;
  for (auto [i, sum] : llvm::enumerate(sums)) {
    int64_t offset = static_cast<int64_t>(i) * kPairCodes;
    Value w = prepareWeights(b.slice(weights, offset, kPairCodes));
    sum = addPart(sum, same ? codes : b.slice(codes, offset, kPairCodes), w);
  }
}

Value IntDotStep::prepareWeights(Value weights) {
  return arith::ExtSIOp::create(b, b.vectorOf(kPairCodes, 16), weights);
}

Value IntDotStep::addPart(Value sum, Value codes, Value preparedWeights) {
  return arith::AddIOp::create(b, sum, multiplyPairs(b, dot, codes, preparedWeights));
}

Value IntDotStep::finish(const Accumulator &sums) {
  if (isQuad())
    return sums[0];
  // Concatenate two by two, adding the pairs of each two on the way.
  SmallVector<Value> parts;
  for (size_t i = 0; i < sums.size(); i += 2) {
    Value first = sums[i];
    Value second = i + 1 < sums.size() ? sums[i + 1] : sums[i];
    SmallVector<int64_t> even, odd;
    int64_t lanes = i + 1 < sums.size() ? kPairCodes : kPairCodes / 2;
    for (int64_t k = 0; k < lanes; k += 2) {
      even.push_back(k);
      odd.push_back(k + 1);
    }
    parts.push_back(arith::AddIOp::create(b, b.shuffle(first, second, even),
                                          b.shuffle(first, second, odd)));
  }
  return b.join(std::move(parts));
}

// The name of an instruction that exists for shorter vectors, too, ends in the bits.
static std::string nameFor(const target::DotRow &dot, int64_t bytes) {
  std::string name(dot.intrinsic);
  if (bytes != dot.kStep * dot.lanes)
    name.replace(name.rfind('.') + 1, std::string::npos,
                 std::to_string(8 * bytes));
  return name;
}

Value mlir::qopt::multiplyQuads(KernelBuilder &b, const target::DotRow &dot,
                                Value sums, Value lhs, Value rhs) {
  int64_t total = sizeOf(sums), lanes = std::min<int64_t>(dot.lanes, total);
  SmallVector<Value> parts;
  for (int64_t i = 0; i < total; i += lanes) {
    Value sum = b.slice(sums, i, lanes);
    auto bytes = [&](Value x) {
      return b.slice(x, kIntStep * i, kIntStep * lanes);
    };
    parts.push_back(LLVM::CallIntrinsicOp::create(
                        b, sum.getType(),
                        b.getStringAttr(nameFor(dot, kIntStep * lanes)),
                        ValueRange{sum, bytes(lhs), bytes(rhs)})
                        ->getResult(0));
  }
  return b.join(std::move(parts));
}

Value mlir::qopt::multiplyAdd(KernelBuilder &builder, target::Isa isa, Value a,
                              Value b, Value c) {
  if (target::selectDot(isa, target::Operand::F32).intrinsic.empty())
    return arith::AddFOp::create(builder, arith::MulFOp::create(builder, a, b),
                                 c);
  return vector::FMAOp::create(builder, a, b, c);
}
