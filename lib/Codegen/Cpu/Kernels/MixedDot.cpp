// SPDX-License-Identifier: Apache-2.0
// The two forms of MixedDot.h: vpdpbusd, and pairs of 16-bit products, whose sums
// stand in the lane that both bytes came from.
#include "MixedDot.h"

#include "DotStep.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// 16-bit numbers that one multiplication takes.
static constexpr int64_t kPairNumbers = 16;

MixedDot::MixedDot(KernelBuilder &builder, target::Isa isa)
    : b(builder), dot(target::selectDot(isa, target::Operand::S32)) {}

MixedDot::Bytes MixedDot::prepareWeights(Value words) {
  if (isQuad())
    return {b.bitcast(words, b.vectorOf(4 * sizeOf(words), 8))};
  VectorType pairs = b.vectorOf(2 * sizeOf(words), 16);
  Value both = b.bitcast(words, pairs);
  return {arith::AndIOp::create(b, both, b.splat(pairs, 0xff)),
          arith::ShRUIOp::create(b, both, b.splat(pairs, 8))};
}

MixedDot::Bytes MixedDot::prepareActivations(Value words) {
  if (isQuad())
    return {b.bitcast(words, b.vectorOf(4 * sizeOf(words), 8))};
  VectorType pairs = b.vectorOf(2 * sizeOf(words), 16);
  Value both = b.bitcast(words, pairs), eight = b.splat(pairs, 8);
  Value upper = arith::ShLIOp::create(b, both, eight);
  return {arith::ShRSIOp::create(b, upper, eight),
          arith::ShRSIOp::create(b, both, eight)};
}

Value MixedDot::accumulate(Value sum, const Bytes &weights,
                           const Bytes &activations) {
  if (isQuad())
    return LLVM::CallIntrinsicOp::create(
               b, sum.getType(), b.getStringAttr(StringRef(dot.intrinsic)),
               ValueRange{sum, weights[0], activations[0]})
        ->getResult(0);
  for (auto [w, a] : llvm::zip_equal(weights, activations)) {
    SmallVector<Value> parts;
    for (int64_t i = 0; i < sizeOf(w); i += kPairNumbers)
      parts.push_back(multiplyPairs(b, dot, b.slice(w, i, kPairNumbers),
                                    b.slice(a, i, kPairNumbers)));
    sum = arith::AddIOp::create(b, sum, b.join(std::move(parts)));
  }
  return sum;
}
