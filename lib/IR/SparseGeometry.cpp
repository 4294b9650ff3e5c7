// SPDX-License-Identifier: Apache-2.0
// Which masks of compressed weights are none; 16 columns at a time, since the verifier
// reads all of them.
#include "qopt/IR/SparseGeometry.h"

#include "llvm/Support/Endian.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::qopt;

// Bits set in each of the 16 fields of four bits.
static uint64_t countBits(uint64_t fields) {
  constexpr uint64_t kOddBits = 0x5555555555555555, kPairs = 0x3333333333333333;
  fields -= (fields >> 1) & kOddBits;
  return (fields & kPairs) + ((fields >> 2) & kPairs);
}

std::optional<std::pair<int64_t, int64_t>>
SparseGeometry::findBadGroup(ArrayRef<int8_t> weights) const {
  constexpr uint64_t kOnes = 0x1111111111111111;
  // A count of at most 8 reaches 8 by this where it is more than `kept`.
  uint64_t upToEight = static_cast<uint64_t>(7 - kept) * kOnes;
  for (int64_t panel = 0; panel < panels(); ++panel)
    for (int64_t g = 0; g < groups(); ++g) {
      const int8_t *masks = weights.data() + panel * panelBytes() +
                            g * groupBytes() + valueBytes();
      uint64_t counts = 0, beyond = 0;
      for (int64_t step = 0; step < stepsPerGroup(); ++step) {
        uint64_t fields =
            llvm::support::endian::read64le(masks + step * kMaskBytes);
        int64_t left = depth - g * group - step * kStep;
        auto valid = static_cast<unsigned>(std::clamp<int64_t>(left, 0, kStep));
        beyond |= fields & ~(kOnes * ((1u << valid) - 1));
        counts += countBits(fields);
      }
      if (beyond != 0 || ((counts + upToEight) & (8 * kOnes)) != 0)
        return std::make_pair(panel, g);
    }
  return std::nullopt;
}
