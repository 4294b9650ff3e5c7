// SPDX-License-Identifier: Apache-2.0
// Graph builder: elementwise ops, reductions and the ops that compute.
#include "GraphBuilder.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

//===-- Elementwise -------------------------------------------------------===//

static bool integersHave(UnaryKind kind, DataType type) {
  switch (kind) {
  case UnaryKind::relu:
  case UnaryKind::clip:
  case UnaryKind::neg:
  case UnaryKind::abs:
  case UnaryKind::sign:
    return !isUnsignedType(type);
  default:
    return false;
  }
}

Tensor GraphBuilder::unary(UnaryKind kind, const Tensor &x, double alpha,
                           double beta) {
  if (!x || hasFailed())
    return nullptr;
  if (!isFloating(x->type) && !integersHave(kind, x->type)) {
    fail("function " + stringifyEnum(kind) + " of " + nameOf(x->type) +
         " is not supported");
    return nullptr;
  }
  if (shouldFold(x->type, x->shape, {x}))
    return constant(foldUnary(kind, *x->constant, alpha, beta));
  auto type = resultType(x->type, x->shape);
  Value input = materialize(x);
  if (!type || !input)
    return nullptr;
  return wrap(create<UnaryOp>(type, input, Value(), Value(), kind,
                              llvm::APFloat(alpha), llvm::APFloat(beta)),
              x->type, x->shape);
}

Tensor GraphBuilder::binary(BinaryKind kind, const Tensor &lhs,
                            const Tensor &rhs) {
  if (!lhs || !rhs || hasFailed())
    return nullptr;
  auto shape = broadcastShapes(lhs->shape, rhs->shape);
  if (failed(shape)) {
    fail("expected shapes that broadcast, got " + str(lhs->shape) + " and " +
         str(rhs->shape));
    return nullptr;
  }
  if (lhs->type != rhs->type || lhs->type == DataType::Bool) {
    fail("expected operands of one number type, got " + nameOf(lhs->type) +
         " and " + nameOf(rhs->type));
    return nullptr;
  }
  if (shouldFold(lhs->type, *shape, {lhs, rhs}))
    return constant(foldBinary(kind, *lhs->constant, *rhs->constant));
  auto type = resultType(lhs->type, *shape);
  Value a = materialize(lhs), b = materialize(rhs);
  if (!type || !a || !b)
    return nullptr;
  return wrap(create<BinaryOp>(type, a, b, Value(), Value(), kind), lhs->type,
              *shape);
}

Tensor GraphBuilder::cast(const Tensor &x, DataType type) {
  if (!x || hasFailed() || x->type == type)
    return hasFailed() ? nullptr : x;
  assert(!isSmallFloat(type) && !isSmallFloat(x->type) &&
         "codes of small floats are quantized and dequantized");
  if (shouldFold(type, x->shape, {x}))
    return constant(foldCast(*x->constant, type));
  auto target = resultType(type, x->shape);
  if (!target)
    return nullptr;
  if (getElementType(getContext(), type) ==
      getElementType(getContext(), x->type)) {
    // All floats are computed as f32, and int4 is held as int8: only the name
    // of the type changes.
    auto copy = std::make_shared<ImportedTensor>(*x);
    copy->type = type;
    return copy;
  }
  Value input = materialize(x);
  return input ? wrap(create<CastOp>(target, input), type, x->shape) : nullptr;
}

//===-- Reductions --------------------------------------------------------===//

static bool integersHave(ReduceKind kind) {
  return kind != ReduceKind::l2 && kind != ReduceKind::log_sum &&
         kind != ReduceKind::log_sum_exp;
}

Tensor GraphBuilder::reduce(ReduceKind kind, const Tensor &x,
                            ArrayRef<int64_t> axes) {
  if (!x || hasFailed())
    return nullptr;
  if (!isFloating(x->type) && !integersHave(kind)) {
    fail("reduction " + stringifyEnum(kind) + " of " + nameOf(x->type) +
         " is not supported");
    return nullptr;
  }
  Shape shape = x->shape;
  for (int64_t axis : axes)
    shape[axis] = 1;
  if (shouldFold(x->type, shape, {x}))
    if (auto folded = foldReduce(kind, *x->constant, axes))
      return constant(*folded);
  auto type = resultType(x->type, shape);
  Value input = materialize(x);
  if (!type || !input)
    return nullptr;
  return wrap(create<ReduceOp>(type, input, Value(), Value(), kind, axes),
              x->type, shape);
}

Tensor GraphBuilder::softmax(const Tensor &x, int64_t axis, bool log,
                             const Tensor &mask) {
  Value input = materialize(x);
  Value kept = mask ? materialize(mask) : Value();
  auto type = input && !hasFailed() ? resultType(x->type, x->shape)
                                    : RankedTensorType();
  if (!type)
    return nullptr;
  // The integer form's attributes stay unset.
  IntegerAttr unset;
  return wrap(create<SoftmaxOp>(type, input, kept, Value(), Value(), Value(),
                                axis, log, unset, unset, unset, unset, unset, unset),
              x->type, x->shape);
}

//===-- Linear and windowed ops -------------------------------------------===//

Tensor GraphBuilder::matmul(const Tensor &lhs, const Tensor &rhs,
                            const Tensor &bias, DataType type) {
  Value a = materialize(lhs), b = materialize(rhs);
  Value c = bias ? materialize(bias) : Value();
  if (!a || !b || hasFailed())
    return nullptr;
  ArrayRef<int64_t> left = lhs->shape, right = rhs->shape;
  auto shape = broadcastShapes(left.drop_back(2), right.drop_back(2));
  if (failed(shape) || left.back() != right[right.size() - 2]) {
    fail("expected matrices [.., M, K] and [.., K, N], got " + str(left) +
         " and " + str(right));
    return nullptr;
  }
  shape->push_back(left[left.size() - 2]);
  shape->push_back(right.back());
  auto result = resultType(type, *shape);
  if (!result)
    return nullptr;
  return wrap(create<MatmulOp>(result, a, b, c, Value(), Value()), type,
              *shape);
}

// Rejects sizes on which the shape formula could overflow.
static bool isSane(ArrayRef<int64_t> values) {
  constexpr int64_t limit = int64_t{1} << 31;
  return llvm::all_of(values,
                      [](int64_t v) { return v > -limit && v < limit; });
}

Tensor GraphBuilder::conv(const Tensor &input, const Tensor &filter,
                          const Tensor &bias, const ConvGeometry &g,
                          DataType type) {
  if (!input || !filter || hasFailed())
    return nullptr;
  size_t spatial = input->shape.size() - 2;
  if (!isSane(g.strides) || !isSane(g.padding) || !isSane(g.dilations) ||
      !isSane(g.inputDilations)) {
    fail("expected strides, pads and dilations below 2^31, got larger ones");
    return nullptr;
  }
  Shape shape{input->shape.front()};
  for (size_t i = 0; i < spatial; ++i)
    shape.push_back(convOutputSize(
        input->shape[i + 1], filter->shape[i + 1], g.strides[i], g.padding[i],
        g.padding[spatial + i], g.dilations[i], g.inputDilations[i]));
  shape.push_back(filter->shape.front());
  if (llvm::any_of(shape, [](int64_t d) { return d < 1; })) {
    fail("expected a kernel that fits the padded input, got input " +
         str(input->shape) + " and filter " + str(filter->shape) +
         " (channels last)");
    return nullptr;
  }
  auto result = resultType(type, shape);
  Value x = materialize(input), w = materialize(filter);
  Value b = bias ? materialize(bias) : Value();
  if (!result || !x || !w || hasFailed())
    return nullptr;
  return wrap(create<ConvOp>(result, x, w, b, Value(), Value(), g.strides,
                             g.padding, g.dilations, g.inputDilations,
                             g.groups, IntegerAttr()),
              type, shape);
}

Tensor GraphBuilder::pool(PoolKind kind, const Tensor &x,
                          ArrayRef<int64_t> outputs, const PoolGeometry &g) {
  Value input = materialize(x);
  if (!input)
    return nullptr;
  Shape shape{x->shape.front()};
  llvm::append_range(shape, outputs);
  shape.push_back(x->shape.back());
  auto type = resultType(x->type, shape);
  if (!type)
    return nullptr;
  return wrap(create<PoolOp>(type, input, Value(), Value(), kind, g.kernel,
                             g.strides, g.padding, g.dilations,
                             g.countIncludePad),
              x->type, shape);
}

Tensor GraphBuilder::resize(const Tensor &x, ArrayRef<ResizeTaps> taps) {
  Value input = materialize(x);
  if (!input)
    return nullptr;
  Shape shape = x->shape;
  SmallVector<int64_t> axes;
  SmallVector<Attribute> positions, weights;
  for (const ResizeTaps &t : taps) {
    axes.push_back(t.axis);
    shape[t.axis] = t.outputs;
    auto tapShape = {t.outputs, t.taps};
    positions.push_back(DenseElementsAttr::get(
        RankedTensorType::get(tapShape, builder.getI64Type()),
        ArrayRef<int64_t>(t.positions)));
    weights.push_back(DenseElementsAttr::get(
        RankedTensorType::get(tapShape, builder.getF32Type()),
        ArrayRef<float>(t.weights)));
  }
  auto type = resultType(x->type, shape);
  if (!type)
    return nullptr;
  return wrap(create<ResizeOp>(type, input, Value(), Value(), axes,
                               builder.getArrayAttr(positions),
                               builder.getArrayAttr(weights)),
              x->type, shape);
}
