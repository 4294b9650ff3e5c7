// SPDX-License-Identifier: Apache-2.0
// Tensors known at import time: ONNX element types and contents in memory.
#ifndef QOPT_LIB_IMPORT_ONNX_HOSTTENSOR_H
#define QOPT_LIB_IMPORT_ONNX_HOSTTENSOR_H

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlir::qopt::onnx_import {

using Shape = SmallVector<int64_t, 6>;

/// ONNX element types by their numbers in TensorProto.DataType.
enum class DataType : int32_t {
  Undefined = 0, Float = 1, Uint8 = 2, Int8 = 3, Uint16 = 4, Int16 = 5,
  Int32 = 6, Int64 = 7, String = 8, Bool = 9, Float16 = 10, Double = 11,
  Uint32 = 12, Uint64 = 13, Complex64 = 14, Complex128 = 15, Bfloat16 = 16,
  Float8E4M3FN = 17, Float8E4M3FNUZ = 18, Float8E5M2 = 19, Float8E5M2FNUZ = 20,
  Uint4 = 21, Int4 = 22, Float4E2M1 = 23, Float8E8M0 = 24, Uint2 = 25, Int2 = 26,
};

/// "float16", "int8", ...; "type 99" for numbers ONNX does not know.
std::string nameOf(DataType type);

/// Float, Float16, Bfloat16 and Double: all are held and computed as f32.
bool isFloating(DataType type);
/// Integers of 2 to 64 bits and Bool. Those of less than 8 bits are held in 8.
bool isIntegral(DataType type);
/// Float8 types and Float4E2M1: held as codes, which only casts and quantization
/// interpret; everything else moves them.
bool isSmallFloat(DataType type);
inline bool isSupported(DataType type) {
  return isFloating(type) || isIntegral(type) || isSmallFloat(type);
}
/// Uint2 .. Uint64, Bool, and the codes of small floats.
bool isUnsignedType(DataType type);
/// Bits of the ONNX type: 4 for Int4; 1 for Bool.
unsigned bitsOf(DataType type);
/// Bytes of one element as held here: 4 for Float to Double, 1 for Int4 and Bool.
unsigned storageBytes(DataType type);
/// Element type in the IR: f32, iN, uiN (N >= 8), i1 for Bool; small floats ui8.
Type getElementType(MLIRContext *context, DataType type);

/// Product of dimensions; nullopt where one is negative or on 64-bit overflow.
std::optional<int64_t> countElements(ArrayRef<int64_t> shape);
/// The same with empty dimensions counted as 1: even a tensor without elements
/// must not have a dimension that no loop could run over.
std::optional<int64_t> volumeOf(ArrayRef<int64_t> shape);
/// Whether a tensor of this shape, empty dimensions counted as 1, takes at most
/// `bytes`.
bool fitsInto(uint64_t bytes, DataType type, ArrayRef<int64_t> shape);

/// "[1, 3, 8]", and a number as short as it can be told from its neighbours.
std::string str(ArrayRef<int64_t> shape);
std::string str(double value);

/// Contents of a tensor: row-major, f32 for Float to Double, else native
/// integers of storageBytes(). Copies share their bytes.
class HostTensor {
public:
  HostTensor() = default;
  /// `bytes` holds exactly countElements(shape) * storageBytes(type) bytes.
  HostTensor(DataType type, ArrayRef<int64_t> shape, std::string bytes);

  /// From numbers that are representable in `type`.
  static HostTensor fromInts(DataType type, ArrayRef<int64_t> shape,
                             ArrayRef<int64_t> values);
  static HostTensor fromFloats(DataType type, ArrayRef<int64_t> shape,
                               ArrayRef<float> values);

  DataType type() const { return elementType; }
  ArrayRef<int64_t> shape() const { return dims; }
  int64_t numElements() const { return count; }
  ArrayRef<char> bytes() const { return view; }
  template <typename T> ArrayRef<T> as() const {
    return {reinterpret_cast<const T *>(view.data()), view.size() / sizeof(T)};
  }

  /// Element i by the type's signedness; Uint64 wraps into int64_t. Floats are
  /// truncated toward zero, saturating, NaN being 0.
  int64_t intAt(int64_t i) const;
  double floatAt(int64_t i) const;
  SmallVector<int64_t> ints() const;
  std::vector<float> floats() const;

  /// The same elements in another shape of equal count.
  HostTensor reshaped(ArrayRef<int64_t> shape) const;
  /// The same bytes under another type of the same storage.
  HostTensor retyped(DataType type) const;

  /// Lets the tensor read from `elsewhere`, which outlives it and has the same
  /// content, and gives its own memory back.
  void moveTo(ArrayRef<char> elsewhere);

private:
  DataType elementType = DataType::Undefined;
  Shape dims;
  int64_t count = 0;
  std::shared_ptr<const std::string> owner;
  ArrayRef<char> view;
};

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_HOSTTENSOR_H
