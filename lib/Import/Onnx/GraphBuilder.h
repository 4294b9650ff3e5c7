// SPDX-License-Identifier: Apache-2.0
// Creation of qopt ops from operands that may be known at import time: what can
// be computed now is computed, the rest becomes verified ops.
#ifndef QOPT_LIB_IMPORT_ONNX_GRAPHBUILDER_H
#define QOPT_LIB_IMPORT_ONNX_GRAPHBUILDER_H

#include "Fold.h"
#include "HostTensor.h"

#include "qopt/IR/QOpt.h"

namespace mlir::qopt::onnx_import {

struct ImportedTensor;
/// A value of the ONNX graph. Null means that an error has been reported; every
/// GraphBuilder method passes null on.
using Tensor = std::shared_ptr<ImportedTensor>;

/// How real numbers are stored as codes. Scale and zero point have the shape
/// that the granularity asks for; the zero point is Int32.
struct QuantScheme {
  DataType codeType = DataType::Undefined;
  /// Small floats: too large numbers become the largest, not infinity or NaN.
  bool saturates = true;
  Attribute granularity;
  Tensor scale, zeroPoint;
};

/// The number format of the codes. Needs a code type that is one: an integer of
/// at most 16 or of 32 bits, or a small float.
FormatInterface getFormat(MLIRContext *context, const QuantScheme &scheme);

/// One value, in as many forms as are known. Which form an op reads is decided
/// when it is created, so a constant that is only needed transposed never
/// enters the IR as it stands.
struct ImportedTensor {
  DataType type = DataType::Undefined;
  Shape shape;
  std::string name;                   ///< In the model; may be empty.
  std::optional<HostTensor> constant; ///< Contents, where known.
  Value value;                        ///< Plain tensor in the IR.
  /// Integral type: these are the codes of `quantized`, stored as in `scheme`.
  Value quantized;
  /// Floating type: this is `codes` dequantized by `scheme`.
  Tensor codes;
  QuantScheme scheme;

  int64_t rank() const { return static_cast<int64_t>(shape.size()); }
};

/// Attributes of a convolution in channels-last form, see qopt.conv.
struct ConvGeometry {
  SmallVector<int64_t> strides, padding, dilations, inputDilations;
  int64_t groups = 1;
};

struct PoolGeometry {
  SmallVector<int64_t> kernel, strides, padding, dilations;
  bool countIncludePad = false;
};

/// Taps of one resized axis: positions and weights, [outputs, taps] row-major.
/// `before` and `after` count outputs beyond those, which no tap feeds.
struct ResizeTaps {
  int64_t axis = 0, outputs = 0, taps = 0, before = 0, after = 0;
  std::vector<int64_t> positions;
  std::vector<float> weights;
};

class GraphBuilder {
public:
  GraphBuilder(OpBuilder &builder, uint64_t maxTensorBytes);

  //===-- Errors ----------------------------------------------------------===//

  /// Ops created from here on get this location; forgets an earlier error.
  void startNode(Location location);
  /// Records why the current node cannot be imported; the first reason stays.
  void fail(const Twine &reason);
  bool hasFailed() const { return !reason.empty(); }
  StringRef getReason() const { return reason; }

  /// Takes `elements` from what the importer may compute for one model; false
  /// when that is used up. A file of a few bytes must not keep it busy.
  bool spend(int64_t elements);

  //===-- Constants -------------------------------------------------------===//

  Tensor constant(HostTensor tensor);
  Tensor scalar(DataType type, double value);
  Tensor intConstant(DataType type, ArrayRef<int64_t> shape,
                     ArrayRef<int64_t> values);
  /// `value` repeated; stays small in memory whatever the shape.
  Tensor splat(DataType type, ArrayRef<int64_t> shape, double value);
  /// The contents, dequantized if need be; nullopt when not known.
  std::optional<HostTensor> getContents(const Tensor &tensor);
  /// The value as a plain tensor in the IR; null after an error.
  Value materialize(const Tensor &tensor);
  Tensor fromValue(Value value, DataType type);

  //===-- Elementwise -----------------------------------------------------===//

  Tensor unary(UnaryKind kind, const Tensor &x, double alpha = 0,
               double beta = 0);
  /// Operands of one type, broadcast as in numpy.
  Tensor binary(BinaryKind kind, const Tensor &lhs, const Tensor &rhs);
  Tensor cast(const Tensor &x, DataType type);
  /// Operands of one type; the result is Bool. Both broadcast as in numpy.
  Tensor relate(Relation relation, const Tensor &lhs, const Tensor &rhs);
  Tensor logicalNot(const Tensor &x);
  /// condition ? lhs : rhs, of one type; all broadcast as in numpy.
  Tensor select(const Tensor &condition, const Tensor &lhs, const Tensor &rhs);

  //===-- Movement --------------------------------------------------------===//

  Tensor reshape(const Tensor &x, ArrayRef<int64_t> shape);
  Tensor transpose(const Tensor &x, ArrayRef<int64_t> perm);
  Tensor broadcast(const Tensor &x, ArrayRef<int64_t> shape);
  Tensor concat(ArrayRef<Tensor> inputs, int64_t axis);
  Tensor slice(const Tensor &x, ArrayRef<int64_t> shape,
               ArrayRef<int64_t> starts, ArrayRef<int64_t> steps);
  Tensor pad(const Tensor &x, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
             PadMode mode, double value);
  Tensor gather(const Tensor &data, const Tensor &indices, int64_t axis);
  /// [N, C, S...] to [N, S..., C] and back.
  Tensor toChannelsLast(const Tensor &x);
  Tensor toChannelsFirst(const Tensor &x);

  //===-- Computation -----------------------------------------------------===//

  Tensor reduce(ReduceKind kind, const Tensor &x, ArrayRef<int64_t> axes);
  /// `mask`: Int8, broadcasts to `x`; where it is 0 an element counts as nothing.
  Tensor softmax(const Tensor &x, int64_t axis, bool log,
                 const Tensor &mask = nullptr);
  /// Along the last dimension; gain and bias have its shape or are null.
  Tensor norm(NormKind kind, const Tensor &x, const Tensor &gain,
              const Tensor &bias, double epsilon);
  /// cos and sin as qopt.rotary asks for them.
  Tensor rotary(const Tensor &x, const Tensor &cos, const Tensor &sin,
                bool interleaved);
  /// `type` is the result's; Int32 for the integer form.
  Tensor matmul(const Tensor &lhs, const Tensor &rhs, const Tensor &bias,
                DataType type);
  Tensor conv(const Tensor &input, const Tensor &filter, const Tensor &bias,
              const ConvGeometry &geometry, DataType type);
  Tensor pool(PoolKind kind, const Tensor &x, ArrayRef<int64_t> outputs,
              const PoolGeometry &geometry);
  Tensor resize(const Tensor &x, ArrayRef<ResizeTaps> taps);

  //===-- Quantization ----------------------------------------------------===//

  Tensor quantize(const Tensor &x, const QuantScheme &scheme);
  Tensor dequantize(const Tensor &codes, const QuantScheme &scheme);

  MLIRContext *getContext() { return builder.getContext(); }

private:
  template <typename Op, typename... Args>
  Value create(Args &&...args) {
    Op op = Op::create(builder, *location, std::forward<Args>(args)...);
    return verifyNew(op) ? Value(op->getResult(0)) : Value();
  }
  bool verifyNew(Operation *op);
  /// The type, or null and an error where the tensor would be too large.
  RankedTensorType resultType(DataType type, ArrayRef<int64_t> shape);
  RankedTensorType quantizedType(const QuantScheme &scheme,
                                 ArrayRef<int64_t> shape);
  bool shouldFold(DataType type, ArrayRef<int64_t> shape,
                  ArrayRef<Tensor> operands);
  Tensor wrap(Value value, DataType type, ArrayRef<int64_t> shape);
  Value materializeConstant(ImportedTensor &tensor);
  Value materializeQuantized(const Tensor &codes, const QuantScheme &scheme);

  OpBuilder &builder;
  std::optional<Location> location;
  uint64_t maxTensorBytes;
  int64_t budget;
  std::string reason;
};

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_GRAPHBUILDER_H
