// SPDX-License-Identifier: Apache-2.0
//
// An array as NumPy files hold it: name, element type, shape and raw bytes, and
// the views that calibration, evaluation and the reference need of it.
#ifndef QOPT_DATA_ARRAY_H
#define QOPT_DATA_ARRAY_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qopt::data {

/// Element types of .npy files that qopt reads and writes.
enum class DType : uint8_t {
  Bool, ///< one byte, 0 or 1
  I8,
  U8,
  I16,
  U16,
  I32,
  U32,
  I64,
  U64,
  F16, ///< IEEE binary16
  F32,
  F64,
};

/// Bytes of one element: 1, 2, 4 or 8.
size_t byteWidth(DType dtype);

/// NumPy's short name: "b1", "i1", "u1", ..., "f8"; and back (no byte-order
/// mark; unknown text gives nullopt).
std::string_view name(DType dtype);
std::optional<DType> parseDType(std::string_view text);

/// A dense array in C order, elements little-endian.
/// Invariant: bytes.size() == count() * byteWidth(dtype), no negative dimension.
struct Array {
  std::string name; ///< name inside an .npz, without ".npy"; "" from an .npy
  DType dtype = DType::F32;
  std::vector<int64_t> shape; ///< empty: a scalar
  std::vector<uint8_t> bytes;

  /// Number of elements: the product of the shape, 1 for a scalar.
  int64_t count() const;
};

/// Type and shape for messages: "f4[3,32,32]".
std::string describe(const Array &array);

/// Array of the given contents. `values` must hold the product of `shape`
/// elements (asserted).
Array makeFloatArray(std::string name, std::vector<int64_t> shape,
                     const std::vector<float> &values);

/// IEEE binary16 bits to the float of the same value: exact; NaN stays NaN.
float halfToFloat(uint16_t bits);

/// All elements as floats: integers and f8 are rounded to nearest even, f2 and
/// bool are exact.
std::vector<float> toFloats(const Array &array);

/// All elements as 64-bit integers; nullopt for floating point arrays and for
/// u8 (8-byte) values beyond 2^63 - 1.
std::optional<std::vector<int64_t>> toInts(const Array &array);

/// The samples of an array along axis 0: a view, valid while the array is.
/// A scalar has no samples (size() == 0).
class Samples {
public:
  explicit Samples(const Array &array);

  /// Number of samples: shape[0].
  int64_t size() const { return number; }
  /// Shape of one sample: the array's without axis 0.
  std::vector<int64_t> shape() const;
  /// Elements and bytes of one sample.
  int64_t elements() const { return perSample; }
  size_t byteSize() const { return size_t(perSample) * byteWidth(source.dtype); }
  /// First byte of sample i, 0 <= i < size() (asserted).
  const uint8_t *bytes(int64_t i) const;
  /// Sample i as floats, converted as by toFloats.
  std::vector<float> floats(int64_t i) const;

private:
  const Array &source;
  int64_t number = 0;
  int64_t perSample = 0;
};

} // namespace qopt::data

#endif // QOPT_DATA_ARRAY_H
