// SPDX-License-Identifier: Apache-2.0
// QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear.
#include "QuantParams.h"

#include <limits>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static int64_t readBlockSize(NodeImporter &n) {
  int64_t size = n.opset >= 21 ? n.getInt("block_size", 0) : 0;
  if (size < 0)
    n.fail("expected block_size >= 0, got " + Twine(size));
  return size;
}

// uint8 unless the zero point or output_dtype say otherwise.
static DataType readCodeType(NodeImporter &n) {
  auto declared = static_cast<DataType>(
      n.opset >= 21 ? n.getInt("output_dtype", 0) : 0);
  if (n.has(2) && declared != DataType::Undefined)
    n.requireType(2, declared);
  if (n.has(2))
    return n.input(2)->type;
  return declared == DataType::Undefined ? DataType::Uint8 : declared;
}

// The type in which x / scale is computed; all of them are f32 here.
static void ignorePrecision(NodeImporter &n) {
  if (n.opset >= 23)
    n.getInt("precision", 0);
}

static void importQuantizeLinear(NodeImporter &n) {
  QuantInputs at{1, 2, readCodeType(n)};
  at.axis = n.opset >= 13 ? n.getInt("axis", 1) : 1;
  at.blockSize = readBlockSize(n);
  if (n.opset >= 19) // of small floats; integers always saturate
    at.saturates = n.getFlag("saturate", true);
  ignorePrecision(n);
  const Tensor &x = n.input(0);
  if (!isFloating(x->type) && x->type != DataType::Int32)
    n.fail("expected an input of a floating-point type or int32, got " +
           nameOf(x->type));
  if (at.codeType == DataType::Int32)
    n.fail("expected codes of at most 16 bits, got int32");
  if (n.failed())
    return;
  if (auto scheme = readScheme(n, at, x->shape))
    n.setOutput(0, n.b.quantize(n.b.cast(x, DataType::Float), *scheme));
}

static void importDequantizeLinear(NodeImporter &n) {
  const Tensor &x = n.input(0);
  QuantInputs at{1, 2, x->type};
  at.axis = n.opset >= 13 ? n.getInt("axis", 1) : 1;
  at.blockSize = readBlockSize(n);
  auto declared = static_cast<DataType>(
      n.opset >= 23 ? n.getInt("output_dtype", 0) : 0);
  if (n.failed())
    return;
  auto scheme = readScheme(n, at, x->shape);
  if (!scheme)
    return;
  Tensor y = n.b.dequantize(x, *scheme);
  if (declared != DataType::Undefined && !isFloating(declared))
    return n.fail("expected output_dtype to be a floating-point type, got " +
                  nameOf(declared));
  n.setOutput(0, declared == DataType::Undefined ? y : n.b.cast(y, declared));
}

// Scale and zero point of the range that the input takes, widened to hold 0.
static void importDynamicQuantizeLinear(NodeImporter &n) {
  n.requireType(0, DataType::Float);
  const Tensor &x = n.input(0);
  if (!n.failed() && *countElements(x->shape) == 0)
    n.fail("expected a non-empty input, got shape " + str(x->shape));
  if (n.failed())
    return;
  GraphBuilder &b = n.b;
  using B = BinaryKind;
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, x->rank()));
  Tensor zero = b.scalar(DataType::Float, 0);
  Tensor high = b.binary(
      B::max, b.reshape(b.reduce(ReduceKind::max, x, axes), {}), zero);
  Tensor low = b.binary(
      B::min, b.reshape(b.reduce(ReduceKind::min, x, axes), {}), zero);
  Tensor scale = b.binary(B::div, b.binary(B::sub, high, low),
                          b.scalar(DataType::Float, 255));
  Tensor offset =
      b.binary(B::div, b.binary(B::sub, zero, low), scale);
  offset = b.unary(UnaryKind::round, b.unary(UnaryKind::clip, offset, 0, 255));
  Tensor zeroPoint = b.cast(offset, DataType::Uint8);
  QuantScheme scheme{DataType::Uint8, /*saturates=*/true,
                     TensorGranularityAttr::get(b.getContext()), scale,
                     b.cast(zeroPoint, DataType::Int32)};
  n.setOutput(0, b.quantize(x, scheme));
  n.setOutput(1, scale);
  n.setOutput(2, zeroPoint);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getQuantOps() {
  static constexpr OpRow rows[] = {
      {"QuantizeLinear", 10, kNewest, 2, 3, 1, importQuantizeLinear},
      {"DequantizeLinear", 10, kNewest, 2, 3, 1, importDequantizeLinear},
      {"DynamicQuantizeLinear", 11, kNewest, 1, 1, 3,
       importDynamicQuantizeLinear},
  };
  return rows;
}
