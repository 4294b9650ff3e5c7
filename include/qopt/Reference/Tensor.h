// SPDX-License-Identifier: Apache-2.0
// The values that the reference interpreter computes with: bytes exactly as
// compiled code holds them, and for quantized values their scales and zero
// points.
#ifndef QOPT_REFERENCE_TENSOR_H
#define QOPT_REFERENCE_TENSOR_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/ZeroPoint.h"

#include <memory>
#include <vector>

namespace mlir::qopt {

/// Scales and zero points of a quantized value, in row-major order of the shape
/// that the granularity asks for (getScaleShape): one entry per slot of each, but
/// for formats of several planes, whose scales are the lists of plane 0, plane 1,
/// ... one after the other.
struct QuantValues {
  std::vector<float> scales;
  std::vector<int64_t> zeroPoints; ///< 0 where they are real
  /// f32 zero points, one per slot, or none at all.
  std::vector<float> realZeroPoints;

  size_t slots() const { return zeroPoints.size(); }
  bool isReal() const { return !realZeroPoints.empty(); }
  ::qopt::numerics::ZeroPoint zeroPoint(int64_t slot) const {
    using ::qopt::numerics::ZeroPoint;
    return isReal() ? ZeroPoint::ofReal(realZeroPoints[slot])
                    : ZeroPoint::ofInteger(zeroPoints[slot]);
  }
  /// Whether two slots have equal parameters.
  bool sameSlot(int64_t a, int64_t b) const;
  /// The parameters of the given slots, in this order.
  QuantValues select(ArrayRef<int64_t> from) const;
};

/// A dense tensor in row-major order. Element types: f32, iN (two's complement;
/// i1 is 0 or 1), uiN, N <= 64, and qopt.q, whose bytes are codes in the
/// format's storage type. An element takes 1, 2, 4 or 8 bytes, little-endian.
/// Copies share the bytes, which no one changes after they were filled in.
class Tensor {
public:
  Tensor() = default;
  /// Zero bytes, to be filled through mutableData.
  Tensor(Type elementType, ArrayRef<int64_t> shape);
  /// A copy of `bytes`, which must be byteSize() many (asserted).
  Tensor(Type elementType, ArrayRef<int64_t> shape, ArrayRef<char> bytes);
  /// A view of bytes that live as long as `owner` (null: for ever).
  static Tensor view(Type elementType, ArrayRef<int64_t> shape,
                     ArrayRef<char> bytes, std::shared_ptr<const void> owner);

  Type getElementType() const { return elementType; }
  ArrayRef<int64_t> getShape() const { return shape; }
  int64_t getNumElements() const { return numElements; }
  /// The ranked tensor type.
  RankedTensorType getType() const;
  /// What the bytes are: the storage type of a quantized element type, the
  /// element type itself otherwise.
  Type getStorageType() const;

  ArrayRef<char> getBytes() const { return bytes; }
  /// The elements; T must have the element's width (asserted).
  template <typename T> ArrayRef<T> data() const {
    assert(bytes.size() == size_t(numElements) * sizeof(T));
    return {reinterpret_cast<const T *>(bytes.data()), size_t(numElements)};
  }
  /// Writable elements of a tensor just made by the first constructor and not
  /// yet copied (asserted).
  template <typename T> MutableArrayRef<T> mutableData() {
    assert(own && own.use_count() == 1 && "filled before it is shared");
    assert(bytes.size() == size_t(numElements) * sizeof(T));
    return {reinterpret_cast<T *>(own->data()), size_t(numElements)};
  }

  /// The same bytes under another shape of as many elements, or another
  /// element type of the same storage (asserted). Keeps no parameters.
  Tensor withType(Type elementType, ArrayRef<int64_t> shape) const;

  /// Scales and zero points: set exactly on quantized tensors.
  std::shared_ptr<const QuantValues> params;

private:
  Type elementType;
  SmallVector<int64_t, 4> shape;
  int64_t numElements = 0;
  ArrayRef<char> bytes;
  std::shared_ptr<std::vector<char>> own;
  std::shared_ptr<const void> owner;
};

/// Bytes that an element takes: 1, 2, 4 or 8; 0 for types no Tensor can have.
unsigned getByteWidth(Type elementType);

/// f32 tensor of the values; as many as the shape has elements (asserted).
Tensor makeFloatTensor(MLIRContext *context, ArrayRef<int64_t> shape,
                       ArrayRef<float> values);
/// Integer tensor; values wrap into the element type.
Tensor makeIntTensor(Type elementType, ArrayRef<int64_t> shape,
                     ArrayRef<int64_t> values);

/// Contents of a constant; the bytes of dense attributes are shared, not
/// copied. Failure (with a diagnostic at `loc`) for elements that have no
/// bytes, such as a resource whose blob is missing.
FailureOr<Tensor> makeConstantTensor(Location loc, ElementsAttr attr);

/// The numbers a tensor stands for, in double: f32 and integers up to 53 bits
/// are exact; a quantized element is (decode(code) - zero_point) * scale, exact
/// where the difference has at most 29 bits (of several planes: the sum of scales
/// less the zero point, in double).
std::vector<double> toReals(const Tensor &tensor);

/// Integers, or the codes of a quantized tensor, by signedness; ui64 values
/// keep their bit pattern. Requires a tensor that is not f32 (asserted).
std::vector<int64_t> toInts(const Tensor &tensor);

} // namespace mlir::qopt

#endif // QOPT_REFERENCE_TENSOR_H
