// SPDX-License-Identifier: Apache-2.0
// qopt.resize: axis after axis in double, rounded once at the end; nearest
// moves elements.
#include "MoveElements.h"
#include "Visit.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
struct AxisTaps {
  int64_t axis, outputs, taps;
  std::vector<int64_t> positions; // [outputs][taps]
  std::vector<double> weights;
};
} // namespace

static SmallVector<AxisTaps> readTaps(ResizeOp op) {
  SmallVector<AxisTaps> result;
  for (auto [i, axis] : llvm::enumerate(op.getAxes())) {
    auto positions = cast<DenseIntElementsAttr>(op.getPositions()[i]);
    auto weights = cast<DenseFPElementsAttr>(op.getWeights()[i]);
    ArrayRef<int64_t> shape = positions.getType().getShape();
    AxisTaps taps{axis, shape[0], shape[1], {}, {}};
    llvm::append_range(taps.positions, positions.getValues<int64_t>());
    llvm::append_range(taps.weights, weights.getValues<float>());
    result.push_back(std::move(taps));
  }
  return result;
}

static bool isNearest(ArrayRef<AxisTaps> all) {
  return llvm::all_of(all, [](const AxisTaps &taps) {
    return taps.taps == 1 &&
           llvm::all_of(taps.weights, [](double w) { return w == 1; });
  });
}

static Movement nearestMovement(ResizeOp op, ArrayRef<AxisTaps> all,
                                ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = getStrides(shape);
  Movement movement{SmallVector<int64_t>(resultType(op).getShape()), {}};
  for (size_t d = 0; d < shape.size(); ++d) {
    std::vector<int64_t> table(movement.shape[d]);
    for (size_t i = 0; i < table.size(); ++i)
      table[i] = static_cast<int64_t>(i) * strides[d];
    movement.tables.push_back(std::move(table));
  }
  for (const AxisTaps &taps : all)
    for (int64_t o = 0; o < taps.outputs; ++o)
      movement.tables[taps.axis][o] = taps.positions[o] * strides[taps.axis];
  return movement;
}

// One axis of `shape` (changed in place) interpolated; taps in order.
static std::vector<double> interpolate(const std::vector<double> &input,
                                       SmallVectorImpl<int64_t> &shape,
                                       const AxisTaps &taps) {
  ArrayRef<int64_t> dims = shape;
  int64_t inner = ShapedType::getNumElements(dims.drop_front(taps.axis + 1));
  int64_t outer = ShapedType::getNumElements(dims.take_front(taps.axis));
  int64_t size = dims[taps.axis];
  std::vector<double> result(outer * taps.outputs * inner, 0.0);
  for (int64_t p = 0; p < outer; ++p)
    for (int64_t o = 0; o < taps.outputs; ++o) {
      double *to = result.data() + (p * taps.outputs + o) * inner;
      for (int64_t t = 0; t < taps.taps; ++t) {
        int64_t position = taps.positions[o * taps.taps + t];
        double weight = taps.weights[o * taps.taps + t];
        const double *from = input.data() + (p * size + position) * inner;
        for (int64_t i = 0; i < inner; ++i)
          to[i] += from[i] * weight;
      }
    }
  shape[taps.axis] = taps.outputs;
  return result;
}

FailureOr<Tensor> mlir::qopt::evaluate(ResizeOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  SmallVector<AxisTaps> all = readTaps(op);
  bool ownParams = static_cast<bool>(op.getResultScale());
  if (isNearest(all) && !ownParams)
    return moveElements(op, input, nearestMovement(op, all, input.getShape()));
  if (stageOf(op.getType()) == Stage::Integer)
    return op.emitOpError() << "expected one tap of weight 1 in integer form, "
                               "got an interpolation";
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  std::vector<double> values = toReals(input);
  SmallVector<int64_t> shape(input.getShape());
  for (const AxisTaps &taps : all)
    values = interpolate(values, shape, taps);
  return encodeReals(op, values, *params);
}
