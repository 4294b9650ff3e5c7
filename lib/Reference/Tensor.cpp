// SPDX-License-Identifier: Apache-2.0
// Tensors: storage, constants, and the numbers they stand for.
#include "qopt/Reference/Tensor.h"

#include "qopt/IR/FormatCodec.h"
#include "Visit.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qopt;

//===-- Storage -----------------------------------------------------------===//

static Type storageOf(Type elementType) {
  if (auto q = dyn_cast<QType>(elementType))
    return q.getFormat().getStorageType();
  return elementType;
}

unsigned mlir::qopt::getByteWidth(Type elementType) {
  Type storage = storageOf(elementType);
  if (isa<Float32Type>(storage))
    return 4;
  auto integer = dyn_cast<IntegerType>(storage);
  if (!integer || integer.isSigned() || integer.getWidth() > 64)
    return 0;
  unsigned bytes = 1;
  while (bytes * 8 < integer.getWidth())
    bytes *= 2;
  return bytes;
}

Tensor::Tensor(Type elementType, ArrayRef<int64_t> shape)
    : elementType(elementType), shape(shape),
      numElements(ShapedType::getNumElements(shape)) {
  own = std::make_shared<std::vector<char>>(
      size_t(numElements) * getByteWidth(elementType));
  bytes = *own;
}

Tensor::Tensor(Type elementType, ArrayRef<int64_t> shape, ArrayRef<char> from)
    : Tensor(elementType, shape) {
  assert(from.size() == bytes.size() && "bytes fill the shape");
  std::copy(from.begin(), from.end(), own->begin());
}

Tensor Tensor::view(Type elementType, ArrayRef<int64_t> shape,
                    ArrayRef<char> bytes, std::shared_ptr<const void> owner) {
  Tensor tensor;
  tensor.elementType = elementType;
  tensor.shape.assign(shape.begin(), shape.end());
  tensor.numElements = ShapedType::getNumElements(shape);
  tensor.bytes = bytes;
  tensor.owner = std::move(owner);
  assert(bytes.size() == size_t(tensor.numElements) *
                             getByteWidth(elementType) &&
         "bytes fill the shape");
  return tensor;
}

RankedTensorType Tensor::getType() const {
  return RankedTensorType::get(shape, elementType);
}

Type Tensor::getStorageType() const { return storageOf(elementType); }

Tensor Tensor::withType(Type newType, ArrayRef<int64_t> newShape) const {
  Tensor result = *this;
  result.elementType = newType;
  result.shape.assign(newShape.begin(), newShape.end());
  result.params = nullptr;
  assert(ShapedType::getNumElements(newShape) == numElements &&
         getByteWidth(newType) == getByteWidth(elementType));
  return result;
}

//===-- Making ------------------------------------------------------------===//

Tensor mlir::qopt::makeFloatTensor(MLIRContext *context,
                                   ArrayRef<int64_t> shape,
                                   ArrayRef<float> values) {
  return Tensor(Float32Type::get(context), shape,
                {reinterpret_cast<const char *>(values.data()),
                 values.size() * sizeof(float)});
}

// Keeps `width` bits, extended by the element type's signedness.
static int64_t wrapTo(IntegerType type, int64_t value) {
  unsigned width = type.getWidth();
  if (width >= 64)
    return value;
  uint64_t low = static_cast<uint64_t>(value) & llvm::maskTrailingOnes<uint64_t>(width);
  bool isUnsigned = type.isUnsigned() || width == 1;
  return isUnsigned ? static_cast<int64_t>(low) : llvm::SignExtend64(low, width);
}

Tensor mlir::qopt::makeIntTensor(Type elementType, ArrayRef<int64_t> shape,
                                 ArrayRef<int64_t> values) {
  Tensor tensor(elementType, shape);
  assert(values.size() == static_cast<size_t>(tensor.getNumElements()));
  auto type = cast<IntegerType>(tensor.getStorageType());
  dispatchStorage(type, [&](auto zero) {
    auto out = tensor.mutableData<decltype(zero)>();
    for (size_t i = 0; i < values.size(); ++i)
      out[i] = static_cast<decltype(zero)>(wrapTo(type, values[i]));
  });
  return tensor;
}

//===-- Constants ---------------------------------------------------------===//

// Whether one element of the raw data is one element of a Tensor: widths of
// whole bytes. Others (i1, i4) are packed in ways that are the attribute's own.
static bool hasRawLayout(Type elementType) {
  return elementType.getIntOrFloatBitWidth() == getByteWidth(elementType) * 8;
}

static Tensor expandSplat(ShapedType type, ArrayRef<char> element) {
  Tensor tensor(type.getElementType(), type.getShape());
  dispatchStorage(type.getElementType(), [&](auto value) {
    std::memcpy(&value, element.data(), sizeof(value));
    llvm::fill(tensor.mutableData<decltype(value)>(), value);
  });
  return tensor;
}

static FailureOr<Tensor> copyValues(Location loc, ElementsAttr attr) {
  ShapedType type = attr.getShapedType();
  if (isa<Float32Type>(type.getElementType())) {
    if (auto values = attr.tryGetValues<APFloat>()) {
      SmallVector<float> floats;
      for (const APFloat &v : *values)
        floats.push_back(v.convertToFloat());
      return makeFloatTensor(attr.getContext(), type.getShape(), floats);
    }
  } else if (attr.tryGetValues<APInt>()) {
    return makeIntTensor(type.getElementType(), type.getShape(),
                         getIntValues(attr));
  }
  return emitError(loc) << "expected a constant with readable elements, got "
                        << attr;
}

FailureOr<Tensor> mlir::qopt::makeConstantTensor(Location loc,
                                                 ElementsAttr attr) {
  ShapedType type = attr.getShapedType();
  Type element = type.getElementType();
  if (getByteWidth(element) == 0)
    return emitError(loc) << "expected elements of f32 or of an integer of at "
                             "most 64 bits, got "
                          << type;
  if (!hasRawLayout(element))
    return copyValues(loc, attr);
  if (auto dense = dyn_cast<DenseElementsAttr>(attr)) {
    if (dense.isSplat())
      return expandSplat(type, dense.getRawData());
    return Tensor::view(element, type.getShape(), dense.getRawData(), nullptr);
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    size_t wanted = type.getNumElements() * getByteWidth(element);
    if (!blob || blob->getData().size() != wanted)
      return emitError(loc)
             << "expected resource '" << resource.getRawHandle().getKey()
             << "' to have " << wanted << " bytes, got "
             << (blob ? std::to_string(blob->getData().size()) : "none");
    return Tensor::view(element, type.getShape(), blob->getData(), nullptr);
  }
  return copyValues(loc, attr);
}

//===-- Parameters --------------------------------------------------------===//

bool QuantValues::sameSlot(int64_t a, int64_t b) const {
  for (size_t at = 0; at < scales.size(); at += slots())
    if (scales[at + a] != scales[at + b])
      return false;
  return zeroPoint(a) == zeroPoint(b);
}

QuantValues QuantValues::select(ArrayRef<int64_t> from) const {
  QuantValues result;
  for (size_t at = 0; at < scales.size(); at += slots())
    for (int64_t slot : from)
      result.scales.push_back(scales[at + slot]);
  for (int64_t slot : from) {
    result.zeroPoints.push_back(zeroPoints[slot]);
    if (isReal())
      result.realZeroPoints.push_back(realZeroPoints[slot]);
  }
  return result;
}

//===-- Reading -----------------------------------------------------------===//

// Sums of signed scales.
static std::vector<double> toSums(const Tensor &tensor, QType q) {
  std::vector<double> reals(tensor.getNumElements());
  const QuantValues &params = *tensor.params;
  unsigned planes = q.getFormat().getNumPlanes();
  ArrayRef<uint8_t> codes = tensor.data<uint8_t>();
  forEachParamRun(q.getGranularity(), tensor.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    for (int64_t i = begin; i < end; ++i) {
                      for (unsigned p = 0; p < planes; ++p) {
                        double scale = params.scales[p * params.slots() + slot];
                        reals[i] += codes[i] >> p & 1 ? scale : -scale;
                      }
                      reals[i] -= params.zeroPoint(slot).value();
                    }
                  });
  return reals;
}

std::vector<double> mlir::qopt::toReals(const Tensor &tensor) {
  auto q = dyn_cast<QType>(tensor.getElementType());
  if (q && q.getFormat().getNumPlanes())
    return toSums(tensor, q);
  std::vector<double> reals(tensor.getNumElements());
  if (q) {
    FormatCodec codec(q.getFormat());
    forEachStored(tensor, [&](size_t i, auto code) {
      reals[i] = codec.decode(static_cast<int64_t>(code));
    });
  } else {
    forEachStored(tensor, [&](size_t i, auto v) {
      reals[i] = static_cast<double>(v);
    });
  }
  if (q)
    forEachParamRun(q.getGranularity(), tensor.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      double scale = tensor.params->scales[slot];
                      double zero = tensor.params->zeroPoint(slot).value();
                      for (int64_t i = begin; i < end; ++i)
                        reals[i] = (reals[i] - zero) * scale;
                    });
  return reals;
}

std::vector<int64_t> mlir::qopt::toInts(const Tensor &tensor) {
  assert(!isa<FloatType>(tensor.getElementType()) && "integers or codes");
  std::vector<int64_t> ints(tensor.getNumElements());
  forEachStored(tensor, [&](size_t i, auto v) {
    ints[i] = static_cast<int64_t>(v);
  });
  return ints;
}
