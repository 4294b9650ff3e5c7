// SPDX-License-Identifier: Apache-2.0
// qopt.reshape, transpose, broadcast, concat, slice, pad and gather.
#include "MoveElements.h"
#include "Visit.h"

#include <cstring>

using namespace mlir;
using namespace mlir::qopt;

FailureOr<Tensor> mlir::qopt::evaluate(ReshapeOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  ParamsPtr params = input.params;
  QType q = getQType(input.getElementType());
  if (q && !isa<TensorGranularityAttr>(q.getGranularity())) {
    auto derived = deriveParams(op, getParamSlots(input), *params);
    if (failed(derived))
      return failure();
    params = *derived;
  }
  return withResultParams(op, input, params);
}

FailureOr<Tensor> mlir::qopt::evaluate(TransposeOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  SmallVector<int64_t> strides = getStrides(input.getShape());
  Movement movement{SmallVector<int64_t>(resultType(op).getShape()), {}};
  for (auto [d, from] : llvm::enumerate(op.getPerm())) {
    std::vector<int64_t> table(movement.shape[d]);
    for (size_t i = 0; i < table.size(); ++i)
      table[i] = static_cast<int64_t>(i) * strides[from];
    movement.tables.push_back(std::move(table));
  }
  return moveElements(op, input, movement);
}

FailureOr<Tensor> mlir::qopt::evaluate(BroadcastOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  ArrayRef<int64_t> from = input.getShape();
  SmallVector<int64_t> strides = getStrides(from);
  Movement movement{SmallVector<int64_t>(resultType(op).getShape()), {}};
  size_t added = movement.shape.size() - from.size();
  for (size_t d = 0; d < movement.shape.size(); ++d) {
    std::vector<int64_t> table(movement.shape[d], 0);
    if (d >= added && from[d - added] != 1)
      for (size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<int64_t>(i) * strides[d - added];
    movement.tables.push_back(std::move(table));
  }
  return moveElements(op, input, movement);
}

FailureOr<Tensor> mlir::qopt::evaluate(SliceOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  SmallVector<int64_t> strides = getStrides(input.getShape());
  Movement movement{SmallVector<int64_t>(resultType(op).getShape()), {}};
  for (size_t d = 0; d < movement.shape.size(); ++d) {
    std::vector<int64_t> table(movement.shape[d]);
    for (size_t i = 0; i < table.size(); ++i)
      table[i] = (op.getStarts()[d] +
                  static_cast<int64_t>(i) * op.getSteps()[d]) *
                 strides[d];
    movement.tables.push_back(std::move(table));
  }
  return moveElements(op, input, movement);
}

//===-- Pad ---------------------------------------------------------------===//

static int64_t modulo(int64_t x, int64_t n) { return ((x % n) + n) % n; }

// The input coordinate that padded coordinate `at` (0 is the input's first)
// shows, or kFill. Reflection is around the outermost elements, which do not
// repeat; it needs pads smaller than the dimension (pad_c2).
static int64_t padSource(PadMode mode, int64_t at, int64_t size) {
  if (at >= 0 && at < size)
    return at;
  switch (mode) {
  case PadMode::constant:
    return Movement::kFill;
  case PadMode::edge:
    return at < 0 ? 0 : size - 1;
  case PadMode::reflect:
    return at < 0 ? -at : 2 * (size - 1) - at;
  case PadMode::wrap:
    return modulo(at, size);
  }
  llvm_unreachable("all modes are handled");
}

FailureOr<Tensor> mlir::qopt::evaluate(PadOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  SmallVector<int64_t> strides = getStrides(input.getShape());
  Movement movement{SmallVector<int64_t>(resultType(op).getShape()), {}};
  for (size_t d = 0; d < movement.shape.size(); ++d) {
    std::vector<int64_t> table(movement.shape[d]);
    for (size_t i = 0; i < table.size(); ++i) {
      int64_t from = padSource(op.getMode(),
                               static_cast<int64_t>(i) - op.getLow()[d],
                               input.getShape()[d]);
      table[i] = from == Movement::kFill ? from : from * strides[d];
    }
    movement.tables.push_back(std::move(table));
  }
  return moveElements(op, input, movement,
                      op.getValue().convertToDouble());
}

//===-- Gather ------------------------------------------------------------===//

FailureOr<Tensor> mlir::qopt::evaluate(GatherOp op, const Operands &in) {
  const Tensor &data = in[op.getData()];
  int64_t axis = static_cast<int64_t>(op.getAxis());
  ArrayRef<int64_t> shape = data.getShape();
  SmallVector<int64_t> strides = getStrides(shape);
  Movement movement;
  for (size_t d = 0; d < shape.size(); ++d) {
    std::vector<int64_t> table;
    if (static_cast<int64_t>(d) != axis)
      for (int64_t i = 0; i < shape[d]; ++i)
        table.push_back(i * strides[d]);
    else
      for (int64_t index : toInts(in[op.getIndices()])) {
        int64_t from = index < 0 ? index + shape[d] : index;
        from = std::clamp<int64_t>(from, 0, std::max<int64_t>(shape[d] - 1, 0));
        table.push_back(from * strides[d]);
      }
    movement.shape.push_back(static_cast<int64_t>(table.size()));
    movement.tables.push_back(std::move(table));
  }
  if (data.getNumElements() == 0 && resultType(op).getNumElements() != 0)
    return op.emitOpError() << "expected data to gather from, got "
                            << data.getType();
  return moveElements(op, data, movement);
}

//===-- Write row ---------------------------------------------------------===//

FailureOr<Tensor> mlir::qopt::evaluate(WriteRowOp op, const Operands &in) {
  const Tensor &cache = in[op.getCache()], &row = in[op.getRow()];
  auto axis = static_cast<int64_t>(op.getAxis());
  ArrayRef<int64_t> shape = cache.getShape();
  int64_t size = shape[axis], position = toInts(in[op.getPosition()]).front();
  position = std::clamp<int64_t>(position < 0 ? position + size : position, 0,
                                 size - 1);
  if (cache.getNumElements() == 0)
    return cache;
  // [outer][axis][inner], in bytes.
  size_t inner = getByteWidth(cache.getElementType());
  for (int64_t d : shape.drop_front(axis + 1))
    inner *= d;
  std::vector<char> bytes(cache.getBytes().begin(), cache.getBytes().end());
  size_t outer = row.getBytes().size() / inner;
  for (size_t o = 0; o < outer; ++o)
    std::memcpy(bytes.data() + (o * size + position) * inner,
                row.getBytes().data() + o * inner, inner);
  return Tensor(cache.getElementType(), shape, bytes);
}

//===-- Concat ------------------------------------------------------------===//

// Appends the inputs' pieces row by row: [outer][axis and inner].
template <typename T>
static void concatRows(ArrayRef<ArrayRef<T>> inputs, int64_t outer,
                       MutableArrayRef<T> out) {
  size_t at = 0;
  for (int64_t o = 0; o < outer; ++o)
    for (ArrayRef<T> input : inputs) {
      size_t row = input.size() / outer;
      std::copy_n(input.begin() + o * row, row, out.begin() + at);
      at += row;
    }
}

// The first zero point, whole ones without a point.
static std::string zeroPointText(const QuantValues &params) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (params.isReal())
    os << params.realZeroPoints[0];
  else
    os << params.zeroPoints[0];
  return text;
}

// One scale for all: every input must have it. Several: they move along.
static FailureOr<ParamsPtr> concatParams(ConcatOp op,
                                         ArrayRef<const Tensor *> inputs,
                                         int64_t outer) {
  QType q = getQType(resultType(op));
  if (!q)
    return ParamsPtr();
  ParamsPtr first = inputs.front()->params;
  if (isa<TensorGranularityAttr>(q.getGranularity())) {
    for (const Tensor *input : inputs)
      if (input->params->scales != first->scales ||
          input->params->zeroPoints != first->zeroPoints ||
          input->params->realZeroPoints != first->realZeroPoints)
        return op.emitOpError()
               << "expected operands of one scale and zero point, got "
               << first->scales[0] << ", " << zeroPointText(*first) << " and "
               << input->params->scales[0] << ", "
               << zeroPointText(*input->params);
    return first;
  }
  QuantValues all;
  std::vector<std::vector<int64_t>> slots;
  for (const Tensor *input : inputs) {
    if (input->params->isReal() != first->isReal())
      return op.emitOpError() << "expected operands with zero points of one "
                                 "type, got i32 and f32";
    slots.push_back(getParamSlots(*input));
    for (int64_t &slot : slots.back())
      slot += static_cast<int64_t>(all.slots());
    llvm::append_range(all.zeroPoints, input->params->zeroPoints);
    llvm::append_range(all.realZeroPoints, input->params->realZeroPoints);
  }
  // Plane by plane, each with the slots of all inputs.
  for (unsigned p = 0; p < std::max(1u, q.getFormat().getNumPlanes()); ++p)
    for (const Tensor *input : inputs) {
      size_t count = input->params->slots();
      ArrayRef<float> scales = input->params->scales;
      llvm::append_range(all.scales, scales.slice(p * count, count));
    }
  std::vector<int64_t> moved(resultType(op).getNumElements());
  SmallVector<ArrayRef<int64_t>> rows(slots.begin(), slots.end());
  concatRows<int64_t>(rows, outer, moved);
  return deriveParams(op, moved, all);
}

FailureOr<Tensor> mlir::qopt::evaluate(ConcatOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  SmallVector<const Tensor *> inputs;
  for (Value input : op.getInputs())
    inputs.push_back(&in[input]);
  Tensor result(type.getElementType(), type.getShape());
  int64_t outer =
      ShapedType::getNumElements(type.getShape().take_front(op.getAxis()));
  if (type.getNumElements() == 0)
    outer = 1;
  auto params = concatParams(op, inputs, outer);
  if (failed(params))
    return failure();
  result.params = *params;
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    using T = decltype(zero);
    SmallVector<ArrayRef<T>> rows;
    for (const Tensor *input : inputs)
      rows.push_back(input->data<T>());
    concatRows<T>(rows, outer, result.mutableData<T>());
  });
  return result;
}
