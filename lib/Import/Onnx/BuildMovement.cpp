// SPDX-License-Identifier: Apache-2.0
// Graph builder: ops that move elements, and the border between real numbers
// and codes. Weights that are stored as codes are moved as codes.
#include "GraphBuilder.h"

#include "qopt/Numerics/IntFormat.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;
namespace num = ::qopt::numerics;

//===-- Weights stored as codes -------------------------------------------===//

// A constant that is kept as codes and not yet in the IR.
static bool isStoredAsCodes(const Tensor &x) {
  return x->codes && x->codes->constant && !x->constant;
}

// `x` with moved codes under `granularity`; scales keep their values.
static Tensor withCodes(const Tensor &x, HostTensor codes,
                        Attribute granularity, Tensor scale,
                        Tensor zeroPoint) {
  auto result = std::make_shared<ImportedTensor>();
  result->type = x->type;
  result->shape = Shape(codes.shape());
  result->name = x->name;
  result->scheme = {x->scheme.codeType, x->scheme.saturates, granularity,
                    std::move(scale), std::move(zeroPoint)};
  result->codes = std::make_shared<ImportedTensor>();
  result->codes->type = codes.type();
  result->codes->shape = result->shape;
  result->codes->name = x->codes->name;
  result->codes->constant = std::move(codes);
  return result;
}

// Where the axis of `granularity` is after a transposition.
static Attribute permuted(Attribute granularity, ArrayRef<int64_t> perm) {
  auto newAxis = [&](int64_t axis) {
    return static_cast<int64_t>(llvm::find(perm, axis) - perm.begin());
  };
  MLIRContext *context = granularity.getContext();
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
    return ChannelGranularityAttr::get(context, newAxis(channel.getAxis()));
  if (auto group = dyn_cast<GroupGranularityAttr>(granularity))
    return GroupGranularityAttr::get(context, newAxis(group.getAxis()),
                                     group.getSize());
  return granularity;
}

// The granularity after a reshape; null where the codes would need other scales.
static Attribute reshaped(Attribute granularity, ArrayRef<int64_t> from,
                          ArrayRef<int64_t> to) {
  if (isa<TensorGranularityAttr>(granularity))
    return granularity;
  auto channel = dyn_cast<ChannelGranularityAttr>(granularity);
  if (!channel)
    return {};
  int64_t axis = channel.getAxis();
  auto before = countElements(from.take_front(axis));
  int64_t running = 1;
  for (size_t i = 0; i < to.size(); ++i) {
    if (running == *before && to[i] == from[axis])
      return ChannelGranularityAttr::get(granularity.getContext(), i);
    running *= to[i];
  }
  return {};
}

// Whether a slice leaves the axis that scales belong to as it is.
static bool keepsScales(Attribute granularity, ArrayRef<int64_t> from,
                        ArrayRef<int64_t> to, ArrayRef<int64_t> starts,
                        ArrayRef<int64_t> steps) {
  auto channel = dyn_cast<ChannelGranularityAttr>(granularity);
  if (!channel)
    return isa<TensorGranularityAttr>(granularity);
  int64_t axis = channel.getAxis();
  return from[axis] == to[axis] && starts[axis] == 0 && steps[axis] == 1;
}

//===-- Movement ----------------------------------------------------------===//

Tensor GraphBuilder::reshape(const Tensor &x, ArrayRef<int64_t> shape) {
  if (!x || hasFailed())
    return nullptr;
  if (ArrayRef<int64_t>(x->shape) == shape)
    return x;
  if (countElements(shape) != countElements(x->shape)) {
    fail("expected a shape with the elements of " + str(x->shape) + ", got " +
         str(shape));
    return nullptr;
  }
  if (!resultType(x->type, shape))
    return nullptr;
  if (x->constant) {
    Tensor result = constant(x->constant->reshaped(shape));
    result->name = x->name;
    return result;
  }
  if (isStoredAsCodes(x))
    if (Attribute granularity = reshaped(x->scheme.granularity, x->shape, shape))
      return withCodes(x, x->codes->constant->reshaped(shape), granularity,
                       x->scheme.scale, x->scheme.zeroPoint);
  auto type = resultType(x->type, shape);
  Value input = materialize(x);
  return type && input ? wrap(create<ReshapeOp>(type, input), x->type, shape)
                       : nullptr;
}

Tensor GraphBuilder::transpose(const Tensor &x, ArrayRef<int64_t> perm) {
  if (!x || hasFailed())
    return nullptr;
  if (llvm::equal(perm, llvm::seq<int64_t>(0, perm.size())))
    return x;
  if (x->constant) {
    Tensor result = constant(foldTranspose(*x->constant, perm));
    result->name = x->name;
    return result;
  }
  if (isStoredAsCodes(x)) {
    bool grouped = isa<GroupGranularityAttr>(x->scheme.granularity);
    return withCodes(x, foldTranspose(*x->codes->constant, perm),
                     permuted(x->scheme.granularity, perm),
                     grouped ? transpose(x->scheme.scale, perm) : x->scheme.scale,
                     grouped ? transpose(x->scheme.zeroPoint, perm)
                             : x->scheme.zeroPoint);
  }
  Shape shape;
  for (int64_t p : perm)
    shape.push_back(x->shape[p]);
  auto type = resultType(x->type, shape);
  Value input = materialize(x);
  return type && input
             ? wrap(create<TransposeOp>(type, input, perm), x->type, shape)
             : nullptr;
}

Tensor GraphBuilder::toChannelsLast(const Tensor &x) {
  if (!x)
    return nullptr;
  SmallVector<int64_t> perm{0};
  for (int64_t d = 2; d < x->rank(); ++d)
    perm.push_back(d);
  perm.push_back(1);
  return transpose(x, perm);
}

Tensor GraphBuilder::toChannelsFirst(const Tensor &x) {
  if (!x)
    return nullptr;
  SmallVector<int64_t> perm{0, x->rank() - 1};
  for (int64_t d = 1; d + 1 < x->rank(); ++d)
    perm.push_back(d);
  return transpose(x, perm);
}

Tensor GraphBuilder::broadcast(const Tensor &x, ArrayRef<int64_t> shape) {
  if (!x || hasFailed())
    return nullptr;
  if (ArrayRef<int64_t>(x->shape) == shape)
    return x;
  auto common = broadcastShapes(x->shape, shape);
  if (failed(common) || ArrayRef<int64_t>(*common) != shape) {
    fail("expected a shape that broadcasts to " + str(shape) + ", got " +
         str(x->shape));
    return nullptr;
  }
  if (shouldFold(x->type, shape, {x}))
    return constant(foldBroadcast(*x->constant, shape));
  auto type = resultType(x->type, shape);
  Value input = materialize(x);
  return type && input ? wrap(create<BroadcastOp>(type, input), x->type, shape)
                       : nullptr;
}

Tensor GraphBuilder::concat(ArrayRef<Tensor> inputs, int64_t axis) {
  if (hasFailed() || llvm::is_contained(inputs, nullptr))
    return nullptr;
  Shape shape = inputs.front()->shape;
  shape[axis] = 0;
  for (const Tensor &input : inputs)
    if (llvm::AddOverflow(shape[axis], input->shape[axis], shape[axis])) {
      fail("expected a size below 2^63, got more");
      return nullptr;
    }
  DataType elementType = inputs.front()->type;
  if (shouldFold(elementType, shape, inputs)) {
    SmallVector<HostTensor> parts;
    for (const Tensor &input : inputs)
      parts.push_back(*input->constant);
    return constant(foldConcat(parts, axis));
  }
  auto type = resultType(elementType, shape);
  SmallVector<Value> values;
  for (const Tensor &input : inputs)
    values.push_back(materialize(input));
  if (!type || hasFailed())
    return nullptr;
  return wrap(create<ConcatOp>(type, values, axis), elementType, shape);
}

Tensor GraphBuilder::slice(const Tensor &x, ArrayRef<int64_t> shape,
                           ArrayRef<int64_t> starts, ArrayRef<int64_t> steps) {
  if (!x || hasFailed())
    return nullptr;
  bool whole = llvm::all_of(starts, [](int64_t s) { return s == 0; }) &&
               llvm::all_of(steps, [](int64_t s) { return s == 1; });
  if (whole && ArrayRef<int64_t>(x->shape) == shape)
    return x;
  if (shouldFold(x->type, shape, {x}))
    return constant(foldSlice(*x->constant, shape, starts, steps));
  if (isStoredAsCodes(x) &&
      keepsScales(x->scheme.granularity, x->shape, shape, starts, steps))
    return withCodes(x, foldSlice(*x->codes->constant, shape, starts, steps),
                     x->scheme.granularity, x->scheme.scale,
                     x->scheme.zeroPoint);
  auto type = resultType(x->type, shape);
  Value input = materialize(x);
  return type && input ? wrap(create<SliceOp>(type, input, starts, steps),
                              x->type, shape)
                       : nullptr;
}

Tensor GraphBuilder::pad(const Tensor &x, ArrayRef<int64_t> low,
                         ArrayRef<int64_t> high, PadMode mode, double value) {
  if (!x || hasFailed())
    return nullptr;
  Shape shape;
  for (int64_t d = 0; d < x->rank(); ++d)
    shape.push_back(x->shape[d] + low[d] + high[d]);
  if (ArrayRef<int64_t>(shape) == ArrayRef<int64_t>(x->shape) &&
      llvm::all_of(low, [](int64_t p) { return p == 0; }))
    return x;
  auto type = resultType(x->type, shape);
  if (!type)
    return nullptr;
  if (shouldFold(x->type, shape, {x}))
    return constant(foldPad(*x->constant, low, high, mode, value));
  Value input = materialize(x);
  return input ? wrap(create<PadOp>(type, input, low, high, mode,
                                    llvm::APFloat(value)),
                      x->type, shape)
               : nullptr;
}

Tensor GraphBuilder::gather(const Tensor &data, const Tensor &indices,
                            int64_t axis) {
  if (!data || !indices || hasFailed())
    return nullptr;
  Shape shape(ArrayRef<int64_t>(data->shape).take_front(axis));
  llvm::append_range(shape, indices->shape);
  llvm::append_range(shape, ArrayRef<int64_t>(data->shape).drop_front(axis + 1));
  auto type = resultType(data->type, shape);
  if (!type)
    return nullptr;
  if (shouldFold(data->type, shape, {data, indices}))
    return constant(foldGather(*data->constant, *indices->constant, axis));
  Value d = materialize(data), i = materialize(indices);
  return d && i ? wrap(create<GatherOp>(type, d, i, axis), data->type, shape)
                : nullptr;
}
