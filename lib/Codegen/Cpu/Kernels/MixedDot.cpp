// SPDX-License-Identifier: Apache-2.0
// The forms of MixedDot.h: four products per lane, and pairs of 16-bit products, whose
// sums stand in the lane that both bytes came from.
#include "MixedDot.h"

#include "DotStep.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// 16-bit numbers that one multiplication takes.
static constexpr int64_t kPairNumbers = 16;

MixedDot::MixedDot(KernelBuilder &builder, target::Isa isa,
                   int64_t largestWeight)
    : b(builder), dot(target::selectDot(isa, target::Operand::S32)),
      largestWeight(largestWeight) {}

MixedDot::Bytes MixedDot::prepareWeights(Value words) {
  if (splits())
    words = arith::XOrIOp::create(b, words,
                                  b.splat(words.getType(), 0x80808080));
  if (isQuad())
    return {b.bitcast(words, b.vectorOf(4 * sizeOf(words), 8))};
  VectorType pairs = b.vectorOf(2 * sizeOf(words), 16);
  Value both = b.bitcast(words, pairs);
  return {arith::AndIOp::create(b, both, b.splat(pairs, 0xff)),
          arith::ShRUIOp::create(b, both, b.splat(pairs, 8))};
}

MixedDot::Bytes MixedDot::prepareActivations(Value words) {
  if (isQuad()) {
    VectorType type = b.vectorOf(4 * sizeOf(words), 8);
    Bytes bytes{b.bitcast(words, type)};
    if (!splits())
      return bytes;
    // 128 is no signed byte: 64 twice.
    Value sum = b.splat(words.getType(), 0), half = b.splat(type, 64);
    for (int i = 0; i < 2; ++i)
      sum = multiplyQuads(b, dot, sum, half, bytes[0]);
    bytes.push_back(sum);
    return bytes;
  }
  VectorType pairs = b.vectorOf(2 * sizeOf(words), 16);
  Value both = b.bitcast(words, pairs), eight = b.splat(pairs, 8);
  Value upper = arith::ShLIOp::create(b, both, eight);
  return {arith::ShRSIOp::create(b, upper, eight),
          arith::ShRSIOp::create(b, both, eight)};
}

Value MixedDot::accumulate(Value sum, const Bytes &weights,
                           const Bytes &activations) {
  if (isQuad()) {
    if (splits())
      sum = arith::AddIOp::create(b, sum, activations[1]);
    return multiplyQuads(b, dot, sum, weights[0], activations[0]);
  }
  for (auto [w, a] : llvm::zip_equal(weights, activations)) {
    SmallVector<Value> parts;
    for (int64_t i = 0; i < sizeOf(w); i += kPairNumbers)
      parts.push_back(multiplyPairs(b, dot, b.slice(w, i, kPairNumbers),
                                    b.slice(a, i, kPairNumbers)));
    sum = arith::AddIOp::create(b, sum, b.join(std::move(parts)));
  }
  return sum;
}
