// SPDX-License-Identifier: Apache-2.0
// Constant weights of integer-valued formats (flint, powers of two, E2M1, E2M3,
// ternary, ...) as the integers they are, for the integer dot products.
//   value = integer * 2^-e, so  value * scale = integer * (scale * 2^-e)
#include "Lowering.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::CodeTable;

// The integers of all codes, or nothing where one stands for NaN or infinity.
static std::optional<SmallVector<int64_t>>
readIntegers(const CodeTable &table, ArrayRef<int64_t> codes) {
  SmallVector<int64_t> integers;
  integers.reserve(codes.size());
  for (int64_t code : codes) {
    if (!std::isfinite(table.decode(static_cast<uint32_t>(code))))
      return std::nullopt;
    integers.push_back(table.decodeInteger(static_cast<uint32_t>(code)));
  }
  return integers;
}

Coded mlir::qopt::toIntegers(OpBuilder &builder, Coded coded) {
  const CodeTable *table = coded.format.getTable();
  if (!table)
    return coded;
  auto codes = getConstantInts(coded.codes);
  auto exponent = table->integerExponent();
  Location loc = coded.codes.getLoc();
  auto shape = cast<RankedTensorType>(coded.codes.getType()).getShape();
  coded.codes = nullptr;
  if (!codes || !exponent || table->integerBits() > 16)
    return coded;
  auto integers = readIntegers(*table, *codes);
  if (!integers)
    return coded;
  unsigned bits = std::max(table->integerBits(), 1);
  auto format = IntAttr::get(builder.getContext(), bits, /*isSigned=*/true,
                             /*narrow=*/false);
  coded.format = format;
  for (double &scale : coded.scales)
    scale = std::ldexp(scale, -*exponent);
  coded.codes = createIntConstant(builder, loc, format.getStorageType(), shape,
                                  *integers);
  return coded;
}
