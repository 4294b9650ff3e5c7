// SPDX-License-Identifier: Apache-2.0
// Constants on their way to linalg: unsigned types lose their sign, booleans
// become bytes, filters are permuted at compile time. Contents are handled as
// bytes; no element is ever boxed.
#include "LinalgLowering.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

// Dense attributes are never freed; from this size on contents go to a resource.
static constexpr size_t kResourceBytes = 4096;

// The bytes that the attribute holds: all elements, or one for a splat.
static std::optional<ArrayRef<char>> getHeldBytes(ElementsAttr attr) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return std::nullopt;
}

static std::vector<char> boolBytes(DenseElementsAttr attr) {
  std::vector<char> bytes;
  bytes.reserve(attr.getNumElements());
  for (bool v : attr.getValues<bool>())
    bytes.push_back(v);
  return bytes;
}

ElementsAttr codegen::toStorageElements(ElementsAttr attr) {
  auto type = getStorageType(attr.getShapedType());
  if (!type)
    return {};
  if (type == attr.getShapedType())
    return getHeldBytes(attr) ? attr : ElementsAttr();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  auto dense = dyn_cast<DenseElementsAttr>(attr);
  if (!dense)
    return {};
  if (attr.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, boolBytes(dense));
  return dense.bitcast(type.getElementType());
}

// All elements in storage form, splats expanded.
static FailureOr<std::vector<char>> getConstantBytes(ElementsAttr attr) {
  ElementsAttr stored = toStorageElements(attr);
  auto held = stored ? getHeldBytes(stored) : std::nullopt;
  if (!held)
    return failure();
  size_t size = stored.getShapedType().getElementTypeBitWidth() / 8;
  size_t count = static_cast<size_t>(stored.getNumElements());
  if (held->size() == size * count)
    return std::vector<char>(held->begin(), held->end());
  if (held->size() != size)
    return failure();
  std::vector<char> bytes(size * count);
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = (*held)[i % size];
  return bytes;
}

Value codegen::createConstantFromBytes(OpBuilder &b, Location loc,
                                       RankedTensorType type,
                                       ArrayRef<char> bytes) {
  if (bytes.size() < kResourceBytes)
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::getFromRawBuffer(type, bytes));
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyWithAlign(
      bytes, /*align=*/64, /*dataIsMutable=*/false);
  return arith::ConstantOp::create(
      b, loc,
      cast<TypedAttr>(DenseResourceElementsAttr::get(type, "qopt_permuted",
                                                     std::move(blob))));
}

namespace {
// Copies a row-major tensor into permuted order, the innermost result
// dimension in a tight loop.
class Permutation {
public:
  Permutation(ArrayRef<int64_t> shape, ArrayRef<int64_t> perm, size_t size)
      : size(size) {
    SmallVector<int64_t> strides(shape.size(), 1);
    for (size_t i = shape.size(); i-- > 1;)
      strides[i - 1] = strides[i] * shape[i];
    for (int64_t p : perm) {
      extents.push_back(shape[p]);
      steps.push_back(strides[p] * static_cast<int64_t>(size));
    }
  }

  std::vector<char> apply(ArrayRef<char> bytes) const {
    std::vector<char> result(bytes.size());
    char *out = result.data();
    copy(bytes.data(), 0, out);
    return result;
  }

private:
  void copy(const char *in, size_t dim, char *&out) const {
    if (dim == extents.size()) {
      std::memcpy(out, in, size);
      out += size;
      return;
    }
    for (int64_t i = 0; i < extents[dim]; ++i, in += steps[dim])
      copy(in, dim + 1, out);
  }

  size_t size;
  SmallVector<int64_t> extents, steps;
};
} // namespace

Value codegen::createTranspose(OpBuilder &b, Location loc, Value value,
                               ArrayRef<int64_t> perm, ElementsAttr constant) {
  auto type = cast<RankedTensorType>(value.getType());
  if (llvm::equal(perm, llvm::seq<int64_t>(0, perm.size())))
    return value;
  SmallVector<int64_t> shape;
  for (int64_t p : perm)
    shape.push_back(type.getDimSize(p));
  auto resultType = type.clone(shape);
  if (constant) {
    auto bytes = getConstantBytes(constant);
    if (succeeded(bytes) && !bytes->empty())
      return createConstantFromBytes(
          b, loc, resultType,
          Permutation(type.getShape(), perm, type.getElementTypeBitWidth() / 8)
              .apply(*bytes));
  }
  SmallVector<AffineExpr> from(perm.size());
  for (auto [i, p] : llvm::enumerate(perm))
    from[p] = b.getAffineDimExpr(i);
  AffineMap map = AffineMap::get(perm.size(), 0, from, b.getContext());
  return createElementwise(
      b, loc, resultType, value, map,
      [](OpBuilder &, Location, ValueRange args) { return args[0]; });
}
