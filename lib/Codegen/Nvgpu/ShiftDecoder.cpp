// SPDX-License-Identifier: Apache-2.0
// A code in the upper half of a byte is the code times 16 as it stands: the fields of
// even number move up, those of odd number stay, and the other half is masked away.
#include "CodeDecoder.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kUpperHalves = static_cast<int32_t>(0xf0f0f0f0);

namespace {
class ShiftDecoder final : public CodeDecoder {
public:
  explicit ShiftDecoder(NvvmEmit &b) : b(b) {}
  Fragment decode(Value word) override {
    return {b.bitAnd(b.shiftLeft(word, 4), kUpperHalves),
            b.bitAnd(word, kUpperHalves)};
  }
  int64_t shift() const override { return 4; }

private:
  NvvmEmit &b;
};
} // namespace

std::unique_ptr<CodeDecoder> mlir::qopt::createShiftDecoder(NvvmEmit &b) {
  return std::make_unique<ShiftDecoder>(b);
}
