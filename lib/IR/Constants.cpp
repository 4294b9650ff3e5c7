// SPDX-License-Identifier: Apache-2.0
// qopt.constant and access to constant contents.
#include "qopt/IR/QOpt.h"

#include "mlir/IR/Matchers.h"

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
  if (value && matchPattern(value, m_Constant(&attr)))
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
