// SPDX-License-Identifier: Apache-2.0
// prmt chooses among 8 bytes by nibbles of three bits: of the lower and of the upper half
// of the table, four codes at a time. A nibble's fourth bit says which half is right. It
// becomes a mask of bytes by prmt, too, which spreads the sign of a chosen byte: of the
// word for nibbles of odd number, of the word moved up by four bits for the others.
#include "CodeDecoder.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
class TableDecoder final : public CodeDecoder {
public:
  TableDecoder(NvvmEmit &b, ArrayRef<int8_t> table, bool paired)
      : b(b), paired(paired) {
    for (size_t first = 0; first < 16; first += 4) {
      uint32_t word = 0;
      for (size_t i = 0; i < 4; ++i)
        word |= uint32_t(uint8_t(table[first + i])) << 8 * i;
      words[first / 4] = b.word(static_cast<int32_t>(word));
    }
  }

  Fragment decode(Value word) override;

private:
  /// Of the four nibbles in the selector's lower half, whose fourth bits `mask` has.
  Value lookUp(Value selector, Value mask) {
    Value low = b.permute(words[0], words[1], selector);
    Value high = b.permute(words[2], words[3], selector);
    return b.bitXor(low, b.bitAnd(b.bitXor(low, high), mask));
  }

  NvvmEmit &b;
  bool paired;
  Value words[4];
};
} // namespace

CodeDecoder::Fragment TableDecoder::decode(Value word) {
  Value moved = b.shiftLeft(word, 4);
  Value selector = b.bitAnd(word, 0x77777777);
  Value first = lookUp(selector, b.permute(word, moved, b.word(0x9d8c)));
  Value second = lookUp(b.shiftRight(selector, 16),
                        b.permute(word, moved, b.word(0xbfae)));
  if (!paired)
    return {first, second};
  return {b.permute(first, second, b.word(0x6420)),
          b.permute(first, second, b.word(0x7531))};
}

std::unique_ptr<CodeDecoder>
mlir::qopt::createTableDecoder(NvvmEmit &b, ArrayRef<int8_t> table, bool paired) {
  return std::make_unique<TableDecoder>(b, table, paired);
}

// Codes without a table whose sums have no room for a factor of 16 are looked up.
std::unique_ptr<CodeDecoder> mlir::qopt::createCodeDecoder(NvvmEmit &b,
                                                           const GpuCodes &codes) {
  if (codes.shifted)
    return createShiftDecoder(b);
  if (!codes.table.empty())
    return createTableDecoder(b, codes.table, /*paired=*/false);
  SmallVector<int8_t> integers;
  for (int code = 0; code < 16; ++code)
    integers.push_back(static_cast<int8_t>(code < 8 ? code : code - 16));
  return createTableDecoder(b, integers, /*paired=*/true);
}
