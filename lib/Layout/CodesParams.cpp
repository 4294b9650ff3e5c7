// SPDX-License-Identifier: Apache-2.0
// Scales in as few bytes as lose nothing; see the header.
#include "CodesParams.h"

#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qopt;

// Positive f32 numbers from bit `shift` on; the bits below are 0.
template <typename T>
static StoredScales createUpperBits(OpBuilder &b, Location loc,
                                    const std::vector<float> &packed, int64_t shift) {
  std::vector<T> upper;
  for (float s : packed)
    upper.push_back(static_cast<T>(llvm::bit_cast<uint32_t>(s) >> shift));
  return {createFlat(b, loc, b.getIntegerType(8 * sizeof(T)), upper),
          b.getI64IntegerAttr(shift), {}};
}

StoredScales mlir::qopt::createScales(OpBuilder &b, Location loc,
                                      const std::vector<float> &packed) {
  auto lowestBitsAreZero = [&](int64_t count) {
    return llvm::all_of(packed, [&](float s) {
      uint32_t bits = llvm::bit_cast<uint32_t>(s);
      return (bits & ((1u << count) - 1)) == 0 && bits >> 31 == 0;
    });
  };
  if (lowestBitsAreZero(23))
    return createUpperBits<int8_t>(b, loc, packed, 23);
  if (lowestBitsAreZero(16))
    return createUpperBits<int16_t>(b, loc, packed, 16);
  return {createFlat(b, loc, b.getF32Type(), packed), {}, {}};
}

StoredScales mlir::qopt::createScales(OpBuilder &b, Location loc,
                                      const CodesSite &site) {
  if (const auto &codes = site.byteScales) {
    auto packed = packParams<int8_t, uint8_t>(
        site.geometry, codes->bytes, 0,
        [](uint8_t byte) { return static_cast<int8_t>(byte); });
    return {createFlat(b, loc, b.getI8Type(), packed),
            b.getI64IntegerAttr(codes->shift),
            codes->factor ? b.getF32FloatAttr(*codes->factor) : FloatAttr()};
  }
  return createScales(b, loc,
                      packParams<float, float>(site.geometry, site.scales, 0,
                                               [](float s) { return s; }));
}

Value mlir::qopt::createZeroPoints(OpBuilder &b, Location loc,
                                   const CodesSite &site) {
  return createFlat(b, loc, b.getI8Type(),
                    packParams<int8_t, uint8_t>(
                        site.geometry, site.zeroPoints, 0,
                        [](uint8_t z) { return static_cast<int8_t>(z); }));
}

Value mlir::qopt::createPackedBias(OpBuilder &b, Location loc,
                                   const CodesSite &site) {
  std::vector<float> bias = site.bias;
  bias.resize(site.geometry.biasCount(), 0.0f);
  return createFlat(b, loc, b.getF32Type(), bias);
}
