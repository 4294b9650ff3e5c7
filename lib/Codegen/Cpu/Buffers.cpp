// SPDX-License-Identifier: Apache-2.0
// Sizes and shapes of buffers in memory.
#include "Buffers.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;

std::optional<int64_t> codegen::getByteSize(MemRefType type) {
  Type element = type.getElementType();
  int64_t bytes = 8;
  if (element.isIntOrFloat())
    bytes = static_cast<int64_t>(
        llvm::divideCeil(element.getIntOrFloatBitWidth(), 8));
  else if (!element.isIndex())
    return std::nullopt;
  return type.getNumElements() * bytes;
}

bool codegen::isContiguous(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset = 0;
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         !ShapedType::isDynamic(offset) &&
         type.areTrailingDimsContiguous(type.getRank());
}
