// SPDX-License-Identifier: Apache-2.0
// Errors, constants and types of the graph builder.
#include "GraphBuilder.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

// Results of up to this many elements are computed at import time...
static constexpr int64_t kFoldElements = 1 << 16;
// ... integers, which are shapes and indices, up to this many.
static constexpr int64_t kFoldIntegers = 1 << 22;
// ... and for one model this many together: seconds, not minutes.
static constexpr int64_t kFoldTotal = 1 << 28;

GraphBuilder::GraphBuilder(OpBuilder &builder, uint64_t maxTensorBytes)
    : builder(builder), maxTensorBytes(maxTensorBytes),
      budget(std::min<uint64_t>(kFoldTotal, maxTensorBytes)) {}

bool GraphBuilder::spend(int64_t elements) {
  if (elements > budget)
    return false;
  budget -= elements;
  return true;
}

//===-- Errors ------------------------------------------------------------===//

void GraphBuilder::startNode(Location newLocation) {
  location = newLocation;
  reason.clear();
}

void GraphBuilder::fail(const Twine &why) {
  if (reason.empty())
    reason = why.str();
}

// The importer checks what it knows of an op's rules beforehand; whatever it
// missed must still end in a clean error at the right node.
bool GraphBuilder::verifyNew(Operation *op) {
  std::string message;
  ScopedDiagnosticHandler handler(builder.getContext(), [&](Diagnostic &diag) {
    if (message.empty())
      message = diag.str();
    return success();
  });
  if (succeeded(verify(op, /*verifyRecursively=*/false)))
    return true;
  op->erase();
  fail(message.empty() ? "the op made for it is invalid" : message);
  return false;
}

//===-- Types -------------------------------------------------------------===//

RankedTensorType GraphBuilder::resultType(DataType type,
                                          ArrayRef<int64_t> shape) {
  if (!fitsInto(maxTensorBytes, type, shape)) {
    fail("expected a tensor of at most " + Twine(maxTensorBytes) +
         " bytes, got shape " + str(shape) + " of " + nameOf(type));
    return {};
  }
  return RankedTensorType::get(shape, getElementType(getContext(), type));
}

RankedTensorType GraphBuilder::quantizedType(const QuantScheme &scheme,
                                             ArrayRef<int64_t> shape) {
  if (!resultType(scheme.codeType, shape))
    return {};
  return RankedTensorType::get(
      shape, QType::get(getContext(), getFormat(getContext(), scheme),
                        scheme.granularity));
}

bool GraphBuilder::shouldFold(DataType type, ArrayRef<int64_t> shape,
                              ArrayRef<Tensor> operands) {
  if (!resultType(type, shape))
    return false;
  int64_t known = 0;
  for (const Tensor &operand : operands) {
    if (!operand->constant)
      return false;
    known += operand->constant->numElements();
  }
  int64_t count = *countElements(shape);
  // A result no larger than its operands costs no memory that was not spent.
  return count <= std::max(known, isIntegral(type) ? kFoldIntegers
                                                   : kFoldElements) &&
         spend(std::max(known, count));
}

Tensor GraphBuilder::wrap(Value value, DataType type, ArrayRef<int64_t> shape) {
  if (!value)
    return nullptr;
  auto tensor = std::make_shared<ImportedTensor>();
  tensor->type = type;
  tensor->shape = Shape(shape);
  tensor->value = value;
  return tensor;
}

Tensor GraphBuilder::fromValue(Value value, DataType type) {
  return wrap(value, type, llvm::cast<RankedTensorType>(value.getType()).getShape());
}

//===-- Constants ---------------------------------------------------------===//

Tensor GraphBuilder::constant(HostTensor contents) {
  auto tensor = std::make_shared<ImportedTensor>();
  tensor->type = contents.type();
  tensor->shape = Shape(contents.shape());
  tensor->constant = std::move(contents);
  return tensor;
}

Tensor GraphBuilder::scalar(DataType type, double value) {
  if (isFloating(type))
    return constant(
        HostTensor::fromFloats(type, {}, {static_cast<float>(value)}));
  return constant(HostTensor::fromInts(type, {}, {static_cast<int64_t>(value)}));
}

Tensor GraphBuilder::intConstant(DataType type, ArrayRef<int64_t> shape,
                                 ArrayRef<int64_t> values) {
  return constant(HostTensor::fromInts(type, shape, values));
}

Tensor GraphBuilder::splat(DataType type, ArrayRef<int64_t> shape,
                           double value) {
  return broadcast(scalar(type, value), shape);
}

static bool holdsNan(const HostTensor &tensor) {
  return isFloating(tensor.type()) &&
         llvm::any_of(tensor.as<float>(), [](float v) { return std::isnan(v); });
}

static DenseElementsAttr toAttribute(RankedTensorType type,
                                     const HostTensor &tensor) {
  if (tensor.type() != DataType::Bool)
    return DenseElementsAttr::getFromRawBuffer(type, tensor.bytes());
  SmallVector<bool> bits;
  for (char c : tensor.bytes())
    bits.push_back(c != 0);
  return DenseElementsAttr::get(type, bits);
}

Value GraphBuilder::materializeConstant(ImportedTensor &tensor) {
  HostTensor &contents = *tensor.constant;
  if (holdsNan(contents)) {
    fail("expected numbers in tensor '" + tensor.name + "', got NaN");
    return {};
  }
  RankedTensorType type = resultType(contents.type(), contents.shape());
  if (!type)
    return {};
  DenseElementsAttr attr = toAttribute(type, contents);
  // The context now holds a copy for good; read from that one.
  if (attr.getRawData().size() == contents.bytes().size() &&
      tensor.type != DataType::Bool)
    contents.moveTo(attr.getRawData());
  return create<ConstantOp>(attr);
}

Value GraphBuilder::materialize(const Tensor &tensor) {
  if (!tensor || hasFailed())
    return {};
  if (tensor->value)
    return tensor->value;
  if (tensor->constant)
    return tensor->value = materializeConstant(*tensor);
  if (tensor->quantized) {
    auto type = resultType(tensor->type, tensor->shape);
    return tensor->value =
               type ? create<CodesOp>(type, tensor->quantized) : Value();
  }
  Value q = materializeQuantized(tensor->codes, tensor->scheme);
  auto type = resultType(tensor->type, tensor->shape);
  return tensor->value = q && type ? create<DequantizeOp>(type, q) : Value();
}
