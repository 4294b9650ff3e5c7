// SPDX-License-Identifier: Apache-2.0
// E5M2 is the upper half of f16. E4M3 is one `cvt` for two where the chip has it; else
// its exponent and mantissa move into place as they are, which is the number times 2^-8:
// the biases are 7 and 15. Codes of NaN, all ones, carry into a bit that nothing else
// sets and that makes them NaN.
#include "FloatFragments.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// Selectors of prmt: two bytes in the upper halves of a word's halves, zeros below.
constexpr int64_t kLowerPair = 0x1404, kUpperPair = 0x3424;

// The lower or upper two of a word's four codes.
static Value decodePair(NvvmEmit &b, const GpuFloats &floats, target::MmaType type,
                        Value word, bool isUpper) {
  if (type == target::MmaType::E4M3 && floats.hasConvert)
    return b.convertToHalves(type, word, isUpper);
  Value spread = b.permute(word, b.word(0), b.word(isUpper ? kUpperPair : kLowerPair));
  if (type == target::MmaType::E5M2)
    return spread;
  Value number = b.shiftRight(b.bitAnd(spread, 0x7f007f00), 1);
  Value nan = b.bitAnd(b.add(number, 0x00800080), 0x40004000);
  Value sign = b.bitAnd(spread, 0x80008000);
  return b.mulHalves(b.bitOr(b.bitOr(number, nan), sign), 256);
}

SmallVector<Value> mlir::qopt::decodeInput(NvvmEmit &b, const GpuFloats &floats,
                                           ArrayRef<Value> words) {
  SmallVector<Value> halves;
  for (size_t step = 0; step < 2; ++step)
    for (bool isUpper : {false, true})
      for (size_t row = 0; row < 2; ++row)
        halves.push_back(
            decodePair(b, floats, floats.input, words[2 * step + row], isUpper));
  return halves;
}

SmallVector<Value> mlir::qopt::decodeWeights(NvvmEmit &b, const GpuFloats &floats,
                                             ArrayRef<Value> words) {
  SmallVector<Value> halves;
  for (Value word : words)
    for (bool isUpper : {false, true})
      halves.push_back(decodePair(b, floats, floats.weights, word, isUpper));
  return halves;
}
