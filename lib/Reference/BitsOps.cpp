// SPDX-License-Identifier: Apache-2.0
// Products of one row with weights in planes of bits, through the tables of sums that
// kernels read, in the arithmetic of Numerics' RunSums.h.
#include "EvaluateRuns.h"

#include "qopt/Numerics/RunSums.h"

#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

FailureOr<Tensor> mlir::qopt::evaluate(SubsetSumsOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  BitsGeometry g = op.getGeometry();
  ArrayRef<int8_t> codes = in[op.getInput()].data<int8_t>();
  std::vector<uint32_t> words(g.sumWords(), 0);
  for (int64_t k = 0; k < g.depth; ++k)
    words[g.startIndex(k / g.run)] += static_cast<uint32_t>(op.getFactor()) *
                                      static_cast<uint32_t>(codes[k]);
  for (int64_t word = 0; word < g.words(); ++word) {
    BitsGeometry::Codes own = g.wordCodes(word);
    for (const BitsGeometry::Field &field : g.kFields)
      for (int64_t i = 0; i < int64_t(1) << field.bits; ++i) {
        int32_t sum = 0;
        for (int64_t j = 0; j < field.bits; ++j)
          if ((i >> j & 1) && field.lowest + j < own.count)
            sum += codes[own.first + field.lowest + j];
        int64_t entry = word * g.kWordEntries + field.entry + i;
        words[entry / 2] |= uint32_t(static_cast<uint16_t>(sum)) << entry % 2 * 16;
      }
  }
  std::vector<int64_t> results;
  for (uint32_t word : words)
    results.push_back(static_cast<int32_t>(word));
  return makeIntTensor(IntegerType::get(op.getContext(), 32), {g.sumWords()}, results);
}

static float readScale(PackedMatmulBitsOp op, const Tensor &scales, int64_t at) {
  if (scales.getElementType().isF32())
    return scales.data<float>()[at];
  uint32_t bits = scales.getElementType().isInteger(8) ? scales.data<uint8_t>()[at]
                                                       : scales.data<uint16_t>()[at];
  float value = llvm::bit_cast<float>(bits << *op.getScaleShift());
  auto factor = op.getScaleFactor();
  return factor ? value * factor->convertToFloat() : value;
}

// The sum of the codes of the bits that are set in a word of weights.
static int32_t lookUp(ArrayRef<int32_t> sums, int64_t word, uint16_t bits) {
  int32_t sum = 0;
  for (const BitsGeometry::Field &field : BitsGeometry::kFields) {
    int64_t entry = word * BitsGeometry::kWordEntries + field.entry +
                    (bits >> field.lowest & ((1 << field.bits) - 1));
    sum += static_cast<int16_t>(static_cast<uint32_t>(sums[entry / 2]) >> entry % 2 * 16);
  }
  return sum;
}

FailureOr<Tensor> mlir::qopt::evaluate(PackedMatmulBitsOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  BitsGeometry g = op.getGeometry();
  ArrayRef<int32_t> sums = in[op.getInput()].data<int32_t>();
  ArrayRef<uint16_t> codes = in[op.getCodes()].data<uint16_t>();
  const Tensor &scales = in[op.getScales()];
  std::vector<float> results;
  // Of the set bits of a run.
  auto sumRun = [&](int64_t r, int64_t plane, int64_t column) {
    uint32_t sum = 0;
    int64_t first = r * g.runChunks() * g.kChunkWords;
    int64_t count = g.ceilDiv(g.runLength(r), g.kWordCodes);
    for (int64_t word = first; word < first + count; ++word)
      sum += static_cast<uint32_t>(
          lookUp(sums, word, codes[g.wordIndex(word, plane, column)]));
    return sum;
  };
  for (int64_t n = 0; n < g.columns; ++n) {
    float total = 0;
    for (int64_t r = 0; r < g.runs(); ++r) {
      int32_t start = sums[g.startIndex(r)];
      for (int64_t p = 0; p < g.planes; ++p) {
        uint32_t sum = static_cast<uint32_t>(start) +
                       static_cast<uint32_t>(op.getStep()) * sumRun(r, p, n);
        total = num::addRun(total, static_cast<int32_t>(sum),
                            readScale(op, scales, g.scaleIndex(r, p, n)));
      }
      if (op.getOffsets())
        total = num::addRun(total, start,
                            in[op.getOffsets()].data<float>()[g.offsetIndex(r, n)]);
    }
    results.push_back(num::finishRuns(
        total, in[op.getRows()].data<float>()[0],
        op.getBias() ? &in[op.getBias()].data<float>()[n] : nullptr));
  }
  return makeFloatTensor(op.getContext(),
                         cast<RankedTensorType>(op.getInit().getType()).getShape(),
                         results);
}
