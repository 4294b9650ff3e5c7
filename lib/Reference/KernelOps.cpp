// SPDX-License-Identifier: Apache-2.0
// qopt.packed_conv, qopt.packed_depthwise and qopt.packed_sparse_matmul on tensors: the
// weights are put back into plain order by KernelGeometry or SparseGeometry, so that the
// sums are those of qopt.conv and only reading, order and epilogue are the kernel's own.
#include "Convolve.h"
#include "EvaluateSparse.h"
#include "Linear.h"

#include "qopt/IR/KernelGeometry.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
/// One kernel op of any kind.
template <typename Op> class Kernel {
  static constexpr bool kIsSparse = std::is_same_v<Op, PackedSparseMatmulOp>;

public:
  Kernel(Op op, const Operands &in) : op(op), in(in), geometry(op.getGeometry()) {}
  FailureOr<Tensor> evaluate();

private:
  ConvShape getShape();
  std::vector<double> readInput();
  std::vector<double> unpackFilter();
  /// Feature number to its place in bias, multiplier and shift.
  int64_t channelIndex(int64_t feature) const;
  /// Sums of the float form as of qopt.conv: from the bias on, each product and
  /// each sum rounded. (Compiled kernels fuse the two, and may differ by that.)
  std::vector<float> sumFloats();
  Tensor finishFloat(const std::vector<float> &sums);
  FailureOr<Tensor> finishInteger(ArrayRef<double> sums);
  LogicalResult checkNarrow(int64_t sum, num::FixedPointMultiplier m);
  /// That the rows of `input` (read) which `zero_rows` names are 0.
  LogicalResult checkZeroRows(ArrayRef<double> input);

  Op op;
  const Operands &in;
  KernelGeometry geometry;
};
} // namespace

template <typename Op> ConvShape Kernel<Op>::getShape() {
  ArrayRef<int64_t> input =
      cast<RankedTensorType>(op.getInput().getType()).getShape();
  SmallVector<WindowDim> dims;
  for (size_t i = 0; i < geometry.kernel.size(); ++i)
    dims.push_back({input[i + 1], resultType(op).getDimSize(i + 1),
                    geometry.kernel[i], geometry.strides[i], 0, 0,
                    geometry.dilations[i]});
  return {input.front(),
          geometry.channels,
          geometry.features,
          geometry.isDepthwise ? geometry.channels : geometry.groups,
          ShapedType::getNumElements(input.drop_front().drop_back()),
          WindowIndex(dims)};
}

// The code where input is unsigned, code + 128 where it is signed.
template <typename Op> std::vector<double> Kernel<Op>::readInput() {
  const Tensor &input = in[op.getInput()];
  std::vector<double> values = toNumbers<double>(input);
  if (geometry.isFloat)
    return values;
  bool isSigned = !input.getElementType().isUnsignedInteger();
  for (double &v : values)
    if (isSigned)
      v = op.getUnsignedInput() ? (v < 0 ? v + 256 : v) : v + 128;
  return values;
}

// [N][K]: values where bits are set, zeros elsewhere.
static std::vector<double> expandSparse(const SparseGeometry &g,
                                        ArrayRef<int8_t> weights) {
  std::vector<double> filter(static_cast<size_t>(g.columns * g.depth), 0);
  for (int64_t n = 0; n < g.columns; ++n)
    for (int64_t group = 0; group < g.groups(); ++group) {
      int64_t first = group * g.group, stored = 0;
      for (int64_t k = first; k < std::min(first + g.group, g.depth); ++k) {
        auto place = g.maskPlace(n, group, (k - first) / g.kStep);
        int64_t bit = place.lowest + (k - first) % g.kStep;
        if ((weights[place.index] >> bit) & 1)
          filter[n * g.depth + k] = weights[g.valueIndex(n, group, stored++)];
      }
    }
  return filter;
}

template <typename Op> std::vector<double> Kernel<Op>::unpackFilter() {
  if constexpr (kIsSparse)
    return expandSparse(op.getSparseGeometry(),
                        toNumbers<int8_t>(in[op.getWeights()]));
  std::vector<double> packed = toNumbers<double>(in[op.getWeights()]);
  int64_t taps = geometry.taps();
  int64_t channels = geometry.isDepthwise ? 1 : geometry.groupChannels();
  std::vector<double> filter;
  filter.reserve(geometry.features * taps * channels);
  for (int64_t f = 0; f < geometry.features; ++f)
    for (int64_t tap = 0; tap < taps; ++tap)
      for (int64_t c = 0; c < channels; ++c)
        filter.push_back(packed[geometry.isDepthwise
                                    ? geometry.depthwiseIndex(f, tap)
                                    : geometry.convIndex(
                                          f / geometry.groupFeatures(),
                                          f % geometry.groupFeatures(), tap,
                                          c)]);
  return filter;
}

template <typename Op>
int64_t Kernel<Op>::channelIndex(int64_t feature) const {
  if (geometry.isDepthwise)
    return geometry.channelIndex(0, feature);
  return geometry.channelIndex(feature / geometry.groupFeatures(),
                               feature % geometry.groupFeatures());
}

template <typename Op>
std::vector<float> Kernel<Op>::sumFloats() {
  auto toFloats = [](const std::vector<double> &values) {
    return std::vector<float>(values.begin(), values.end());
  };
  std::vector<float> bias = toNumbers<float>(in[op.getBias()]), start;
  for (int64_t f = 0; f < geometry.features; ++f)
    start.push_back(bias[channelIndex(f)]);
  return convolve(getShape(), toFloats(readInput()), toFloats(unpackFilter()),
                  0.0f, start);
}

template <typename Op>
Tensor Kernel<Op>::finishFloat(const std::vector<float> &sums) {
  auto bound = [](std::optional<APFloat> value, float none) {
    return value ? value->convertToFloat() : none;
  };
  float lo = bound(op.getClampLo(), -std::numeric_limits<float>::infinity());
  float hi = bound(op.getClampHi(), std::numeric_limits<float>::infinity());
  Tensor result(resultType(op).getElementType(), resultType(op).getShape());
  MutableArrayRef<float> out = result.mutableData<float>();
  for (size_t i = 0; i < out.size(); ++i) {
    float value = sums[i];
    out[i] = value < lo ? lo : value > hi ? hi : value; // NaN stays NaN
  }
  return result;
}

template <typename Op>
LogicalResult Kernel<Op>::checkNarrow(int64_t sum,
                                      num::FixedPointMultiplier m) {
  if (std::abs(sum) < (int64_t{1} << 30) && m.shift >= 31 && m.shift <= 61)
    return success();
  return op.emitOpError() << "expected |sum| < 2^30 and a shift in [31, 61] of "
                             "a narrow kernel, got "
                          << sum << " and " << m.shift;
}

template <typename Op>
LogicalResult Kernel<Op>::checkZeroRows(ArrayRef<double> input) {
  if constexpr (std::is_same_v<Op, PackedConvOp>) {
    std::optional<ArrayRef<int64_t>> rows = op.getZeroRows();
    if (!rows)
      return success();
    ArrayRef<int64_t> shape =
        cast<RankedTensorType>(op.getInput().getType()).getShape();
    int64_t row = ShapedType::getNumElements(shape.drop_front(2));
    for (auto [i, value] : llvm::enumerate(input)) {
      int64_t at = static_cast<int64_t>(i) / row % shape[1];
      if (value != 0 && (at < rows->front() || at >= shape[1] - rows->back()))
        return op.emitOpError() << "expected codes that are read as 0 in the rows that "
                                   "zero_rows names, got "
                                << static_cast<int64_t>(value) << " in row " << at;
    }
  }
  return success();
}

template <typename Op>
FailureOr<Tensor> Kernel<Op>::finishInteger(ArrayRef<double> sums) {
  std::vector<int64_t> values(sums.size());
  for (size_t i = 0; i < sums.size(); ++i)
    values[i] = num::wrapTo32(static_cast<int64_t>(sums[i]));
  if (!op.getMultiplier())
    return encodeWrapping(op, values);
  std::vector<int64_t> multiplier = toInts(in[op.getMultiplier()]);
  std::vector<int64_t> shift = toInts(in[op.getShift()]);
  num::RequantRounding rounding = toNumerics(*op.getRounding());
  for (size_t i = 0; i < values.size(); ++i) {
    int64_t at = channelIndex(static_cast<int64_t>(i) % geometry.features);
    num::FixedPointMultiplier m{static_cast<int32_t>(multiplier[at]),
                                static_cast<int32_t>(shift[at])};
    if (!num::isValid(m))
      return op.emitOpError()
             << "expected multipliers >= 0 and shifts in [0, 62], got "
             << multiplier[at] << " and " << shift[at];
    if (op.getNarrow() && failed(checkNarrow(values[i], m)))
      return failure();
    values[i] = num::rescale(values[i], /*inZp=*/0, m, rounding,
                             static_cast<int64_t>(*op.getOutZp()),
                             static_cast<int64_t>(*op.getLo()),
                             static_cast<int64_t>(*op.getHi()));
  }
  return encodeWrapping(op, values);
}

template <typename Op> FailureOr<Tensor> Kernel<Op>::evaluate() {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  if constexpr (kIsSparse) {
    SparseGeometry sparse = op.getSparseGeometry();
    if (auto bad = sparse.findBadGroup(toNumbers<int8_t>(in[op.getWeights()])))
      return op.emitOpError()
             << "expected at most " << sparse.kept << " bits per column and group, for k < "
             << sparse.depth << ", got others in panel " << bad->first << ", group "
             << bad->second;
  } else if (geometry.isFloat) {
    return finishFloat(sumFloats());
  }
  // Bytes times bytes: double is exact up to 2^37 terms.
  std::vector<double> input = readInput();
  if (failed(checkZeroRows(input)))
    return failure();
  std::vector<double> sums = convolve(getShape(), input, unpackFilter(), 0.0);
  std::vector<double> bias = toNumbers<double>(in[op.getBias()]);
  for (size_t i = 0; i < sums.size(); ++i)
    sums[i] += bias[channelIndex(static_cast<int64_t>(i) % geometry.features)];
  return finishInteger(sums);
}

FailureOr<Tensor> mlir::qopt::evaluate(PackedConvOp op, const Operands &in) {
  return Kernel<PackedConvOp>(op, in).evaluate();
}

FailureOr<Tensor> mlir::qopt::evaluate(PackedDepthwiseOp op,
                                       const Operands &in) {
  return Kernel<PackedDepthwiseOp>(op, in).evaluate();
}

FailureOr<Tensor> mlir::qopt::evaluate(PackedSparseMatmulOp op, const Operands &in) {
  return Kernel<PackedSparseMatmulOp>(op, in).evaluate();
}
