// SPDX-License-Identifier: Apache-2.0
// qopt.pool. A window that sees no input position gives the lowest value as
// maximum (-infinity, the least code) and 0 (the zero point) as average or sum.
#include "Evaluate.h"
#include "Visit.h"
#include "Window.h"

#include "qopt/Numerics/IntegerOps.h"
#include "qopt/Numerics/UnaryFunctions.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
struct PoolShape {
  int64_t batch, channels, inputSpatial;
  WindowIndex window;
  bool countPadding;
};
} // namespace

static PoolShape getShape(PoolOp op) {
  ArrayRef<int64_t> input =
      cast<RankedTensorType>(op.getInput().getType()).getShape();
  size_t spatial = input.size() - 2;
  SmallVector<WindowDim> dims;
  for (size_t i = 0; i < spatial; ++i)
    dims.push_back({input[i + 1], resultType(op).getDimSize(i + 1),
                    op.getKernel()[i], op.getStrides()[i], op.getPadding()[i],
                    op.getPadding()[spatial + i], op.getDilations()[i]});
  return {input.front(), input.back(),
          ShapedType::getNumElements(input.slice(1, spatial)),
          WindowIndex(dims), op.getCountIncludePad()};
}

// out[n, o, c] = finish(fold of all values in the window, positions counted),
// values taken in window order.
template <typename T, typename Fold, typename Finish>
static std::vector<T> pool(const PoolShape &shape, const std::vector<T> &input,
                           T initial, Fold fold, Finish finish) {
  int64_t channels = shape.channels, outputs = shape.window.outputs();
  std::vector<T> result(shape.batch * outputs * channels, initial);
  std::vector<int64_t> positions;
  for (int64_t n = 0; n < shape.batch; ++n)
    for (int64_t o = 0; o < outputs; ++o) {
      shape.window.positions(o, positions);
      T *row = result.data() + (n * outputs + o) * channels;
      int64_t count = 0;
      for (int64_t position : positions) {
        if (position < 0) {
          count += shape.countPadding && position == WindowIndex::kPadding;
          continue;
        }
        ++count;
        const T *from =
            input.data() + (n * shape.inputSpatial + position) * channels;
        for (int64_t c = 0; c < channels; ++c)
          row[c] = fold(row[c], from[c]);
      }
      for (int64_t c = 0; c < channels; ++c)
        row[c] = finish(row[c], count);
    }
  return result;
}

static std::vector<double> poolReals(PoolOp op, const PoolShape &shape,
                                     const std::vector<double> &input) {
  auto add = [](double sum, double v) { return sum + v; };
  auto keep = [](double v, int64_t) { return v; };
  switch (op.getKind()) {
  case PoolKind::max:
    return pool(shape, input, -std::numeric_limits<double>::infinity(),
                [](double best, double v) {
                  return num::evaluateBinary(num::BinaryFn::max, best, v);
                },
                keep);
  case PoolKind::average:
    return pool(shape, input, 0.0, add, [](double sum, int64_t count) {
      return count ? sum / static_cast<double>(count) : 0.0;
    });
  case PoolKind::sum:
    return pool(shape, input, 0.0, add, keep);
  }
  llvm_unreachable("all kinds are handled");
}

static FailureOr<Tensor> poolIntegers(PoolOp op, const PoolShape &shape,
                                      const Tensor &tensor) {
  if (tensor.getElementType().getIntOrFloatBitWidth() > 32)
    return op.emitOpError() << "expected integers of at most 32 bits, got "
                            << tensor.getType();
  std::vector<int64_t> input = toInts(tensor), result;
  auto add = [](int64_t sum, int64_t v) { return sum + v; };
  auto keep = [](int64_t v, int64_t) { return v; };
  switch (op.getKind()) {
  case PoolKind::max:
    result = pool(shape, input, getIntegerRange(tensor.getElementType()).min,
                  [](int64_t best, int64_t v) { return std::max(best, v); },
                  keep);
    break;
  case PoolKind::average:
    result = pool(shape, input, int64_t{0}, add,
                  [](int64_t sum, int64_t count) {
                    return num::averageRound(sum, count);
                  });
    break;
  case PoolKind::sum:
    result = pool(shape, input, int64_t{0}, add, keep);
    break;
  }
  std::vector<__int128> exact(result.begin(), result.end());
  return encodeExact(op, exact, "value");
}

FailureOr<Tensor> mlir::qopt::evaluate(PoolOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  PoolShape shape = getShape(op);
  if (stageOf(op.getType()) == Stage::Integer)
    return poolIntegers(op, shape, input);
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  return encodeReals(op, poolReals(op, shape, toReals(input)), *params);
}
