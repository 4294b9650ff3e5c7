// SPDX-License-Identifier: Apache-2.0
// qopt.constant and access to constant contents.
#include "qopt/IR/QOpt.h"

#include "mlir/IR/Matchers.h"

#include <cstring>

using namespace mlir;
using namespace mlir::qopt;

//===-- qopt.constant -----------------------------------------------------===//

ParseResult ConstantOp::parse(OpAsmParser &parser, OperationState &result) {
  ElementsAttr value;
  if (parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseAttribute(value, "value", result.attributes))
    return failure();
  result.addTypes(value.getShapedType());
  return success();
}

void ConstantOp::print(OpAsmPrinter &printer) {
  printer.printOptionalAttrDict((*this)->getAttrs(), {"value"});
  printer << " " << getValue();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ConstantOp::verify() {
  // constant_c1
  if (getValue().getShapedType() != getResult().getType())
    return emitOpError() << "expected a value of type "
                         << getResult().getType() << ", got "
                         << getValue().getShapedType();
  return success();
}

//===-- Access ------------------------------------------------------------===//

ElementsAttr mlir::qopt::getConstant(Value value) {
  ElementsAttr attr;
  // A resource may lack its blob: it counts as known at run time only.
  if (value && matchPattern(value, m_Constant(&attr)) &&
      !isa<DenseResourceElementsAttr>(attr))
    return attr;
  return {};
}

SmallVector<int64_t> mlir::qopt::getIntValues(ElementsAttr attr) {
  auto type = cast<IntegerType>(attr.getElementType());
  SmallVector<int64_t> values;
  values.reserve(attr.getNumElements());
  for (const APInt &v : attr.getValues<APInt>())
    values.push_back(type.isUnsigned() || type.getWidth() == 1
                         ? static_cast<int64_t>(v.getZExtValue())
                         : v.getSExtValue());
  return values;
}

std::optional<SmallVector<int64_t>>
mlir::qopt::getConstantInts(Value value) {
  ElementsAttr attr = getConstant(value);
  if (!attr || !isa<IntegerType>(attr.getElementType()))
    return std::nullopt;
  return getIntValues(attr);
}

std::optional<SmallVector<double>>
mlir::qopt::getConstantFloats(Value value) {
  ElementsAttr attr = getConstant(value);
  if (!attr || !attr.getElementType().isF32())
    return std::nullopt;
  SmallVector<double> values;
  values.reserve(attr.getNumElements());
  for (float v : attr.getValues<float>())
    values.push_back(v);
  return values;
}

std::optional<SmallVector<double>>
mlir::qopt::getPerChannel(Value constant, int64_t channels) {
  auto values = getConstantFloats(constant);
  if (!values)
    return std::nullopt;
  auto shape = cast<RankedTensorType>(constant.getType()).getShape();
  for (int64_t d : shape.drop_back(shape.empty() ? 0 : 1))
    if (d != 1)
      return std::nullopt;
  int64_t count = static_cast<int64_t>(values->size());
  if (count != 1 && count != channels)
    return std::nullopt;
  values->resize(channels, values->front());
  return values;
}

// Copies elements of `width` bytes in the order of the permuted index space.
static void permuteBytes(const char *source, char *target, size_t width,
                         ArrayRef<int64_t> shape, ArrayRef<int64_t> strides) {
  SmallVector<int64_t> index(shape.size(), 0);
  int64_t offset = 0;
  for (;;) {
    std::memcpy(target, source + offset * width, width);
    target += width;
    int64_t d = static_cast<int64_t>(shape.size()) - 1;
    for (; d >= 0; --d) {
      offset += strides[d];
      if (++index[d] < shape[d])
        break;
      offset -= strides[d] * shape[d];
      index[d] = 0;
    }
    if (d < 0)
      return;
  }
}

DenseElementsAttr mlir::qopt::transposeElements(DenseElementsAttr attr,
                                                ArrayRef<int64_t> perm) {
  ArrayRef<int64_t> shape = attr.getType().getShape();
  SmallVector<int64_t> sourceStrides(shape.size(), 1), resultShape, strides;
  for (int64_t d = static_cast<int64_t>(shape.size()) - 2; d >= 0; --d)
    sourceStrides[d] = sourceStrides[d + 1] * shape[d + 1];
  for (int64_t p : perm) {
    resultShape.push_back(shape[p]);
    strides.push_back(sourceStrides[p]);
  }
  auto type = RankedTensorType::get(resultShape, attr.getElementType());
  if (attr.isSplat() || attr.getNumElements() == 0)
    return attr.reshape(type);
  size_t width = attr.getElementType().getIntOrFloatBitWidth() / 8;
  assert(width > 0 && "sub-byte constants are never transposed");
  ArrayRef<char> raw = attr.getRawData();
  std::vector<char> result(raw.size());
  permuteBytes(raw.data(), result.data(), width, resultShape, strides);
  return DenseElementsAttr::getFromRawBuffer(type, result);
}

//===-- Builders ----------------------------------------------------------===//

Value mlir::qopt::createFloatConstant(OpBuilder &builder, Location loc,
                                      ArrayRef<int64_t> shape,
                                      ArrayRef<float> values) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return ConstantOp::create(builder, loc, DenseElementsAttr::get(type, values));
}

// Elements of the storage width, filled bytewise: no APInt per element.
template <typename T>
static DenseElementsAttr packInts(RankedTensorType type,
                                  ArrayRef<int64_t> values) {
  std::vector<T> raw(values.begin(), values.end());
  return DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(reinterpret_cast<const char *>(raw.data()),
                           raw.size() * sizeof(T)));
}

DenseElementsAttr mlir::qopt::makeIntElements(Type elementType,
                                              ArrayRef<int64_t> shape,
                                              ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get(shape, elementType);
  unsigned width = cast<IntegerType>(elementType).getWidth();
  if (type.getNumElements() == static_cast<int64_t>(values.size()) &&
      values.size() > 1) {
    switch (width) {
    case 8:
      return packInts<uint8_t>(type, values);
    case 16:
      return packInts<uint16_t>(type, values);
    case 32:
      return packInts<uint32_t>(type, values);
    case 64:
      return packInts<uint64_t>(type, values);
    default:
      break;
    }
  }
  SmallVector<APInt> ints;
  for (int64_t v : values)
    ints.push_back(APInt(width, static_cast<uint64_t>(v), /*isSigned=*/false,
                         /*implicitTrunc=*/true));
  return DenseElementsAttr::get(type, ints);
}

Value mlir::qopt::createIntConstant(OpBuilder &builder, Location loc,
                                    Type elementType, ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> values) {
  return ConstantOp::create(builder, loc,
                            makeIntElements(elementType, shape, values));
}
