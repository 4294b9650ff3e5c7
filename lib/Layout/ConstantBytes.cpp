// SPDX-License-Identifier: Apache-2.0
// Raw access to dense and resource constants, splats expanded.
#include "ConstantBytes.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qopt;

std::optional<SmallVector<char>>
mlir::qopt::getConstantBytes(Value value, unsigned elementBytes) {
  ElementsAttr attr = getConstant(value);
  if (!attr || attr.getElementType().getIntOrFloatBitWidth() != 8 * elementBytes)
    return std::nullopt;
  size_t size = static_cast<size_t>(attr.getNumElements()) * elementBytes;
  ArrayRef<char> raw;
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    raw = dense.getRawData();
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      raw = blob->getData();
  }
  if (raw.size() != size && raw.size() != elementBytes)
    return std::nullopt;
  SmallVector<char> bytes(size);
  for (size_t i = 0; i < size; i += raw.size())
    std::memcpy(bytes.data() + i, raw.data(), raw.size());
  return bytes;
}

void mlir::qopt::eraseConstants(RewriterBase &rewriter, ArrayRef<Value> values) {
  SetVector<Operation *> ops;
  for (Value value : values)
    if (Operation *def = value ? value.getDefiningOp() : nullptr)
      ops.insert(def);
  for (Operation *op : ops)
    if (op->use_empty())
      rewriter.eraseOp(op);
}
