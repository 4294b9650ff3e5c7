// SPDX-License-Identifier: Apache-2.0
// Scales chosen at run time, sums of codes to numbers, columns of outliers: in
// Numerics' arithmetic.
#include "Broadcast.h"
#include "EvaluateRunTime.h"

#include "qopt/IR/ParamRuns.h"
#include "qopt/Numerics/RunTimeScale.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

FailureOr<Tensor> mlir::qopt::evaluate(ChooseScalesOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  RankedTensorType type = resultType(op);
  auto target = cast<QType>(op.getTarget());
  std::vector<uint32_t> largest(type.getNumElements(), 0);
  // A bound that no magnitude reaches, NaN included, where none is given.
  uint32_t bound = op.getBelow()
                       ? num::magnitudeBits(op.getBelow()->convertToFloat())
                       : ~0u;
  ArrayRef<float> data = input.data<float>();
  forEachParamRun(target.getGranularity(), input.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    for (int64_t i = begin; i < end; ++i) {
                      uint32_t bits = num::magnitudeBits(data[i]);
                      if (bits < bound)
                        largest[slot] = std::max(largest[slot], bits);
                    }
                  });
  float code = *getLargestMagnitude(target.getFormat());
  std::vector<float> scales;
  for (uint32_t bits : largest)
    scales.push_back(num::scaleOfMagnitude(bits, code));
  return makeFloatTensor(op.getContext(), type.getShape(), scales);
}

FailureOr<Tensor> mlir::qopt::evaluate(DequantizeSumsOp op, const Operands &in) {
  ArrayRef<int64_t> shape = resultType(op).getShape();
  int64_t rows = shape[shape.size() - 2], columns = shape.back();
  ArrayRef<int32_t> sums = in[op.getSums()].data<int32_t>();
  const Tensor &rowScales = in[op.getRows()], &columnScales = in[op.getColumns()];
  SmallVector<int64_t> columnShape(shape.drop_back(2));
  columnShape.push_back(columns);
  auto rowIndex = broadcastIndices(rowScales.getShape(), shape.drop_back());
  auto columnIndex = broadcastIndices(columnScales.getShape(), columnShape);
  std::vector<float> result(sums.size());
  for (size_t row = 0; row < rowIndex.size(); ++row)
    for (int64_t n = 0; n < columns; ++n) {
      size_t i = row * columns + n;
      size_t batch = row / rows;
      result[i] = num::dequantizeSum(
          sums[i], rowScales.data<float>()[rowIndex[row]],
          columnScales.data<float>()[columnIndex[batch * columns + n]]);
      if (op.getBias())
        result[i] += in[op.getBias()].data<float>()[n];
    }
  return makeFloatTensor(op.getContext(), shape, result);
}

FailureOr<Tensor> mlir::qopt::evaluate(FindOutliersOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  RankedTensorType type = resultType(op);
  uint32_t threshold = num::magnitudeBits(op.getThreshold().convertToFloat());
  SmallVector<int64_t> found(type.getNumElements(), 0);
  for (auto [i, x] : llvm::enumerate(input.data<float>()))
    found[i % found.size()] |= num::magnitudeBits(x) >= threshold;
  return makeIntTensor(type.getElementType(), type.getShape(), found);
}

FailureOr<Tensor> mlir::qopt::evaluate(KeepColumnsOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  SmallVector<int64_t> mask = llvm::to_vector(llvm::map_range(
      in[op.getMask()].data<uint8_t>(), [](uint8_t m) { return int64_t(m & 1); }));
  std::vector<float> kept(input.getNumElements());
  for (auto [i, x] : llvm::enumerate(input.data<float>()))
    kept[i] = (mask[i % mask.size()] != 0) != op.getInverted() ? x : 0.0f;
  return makeFloatTensor(op.getContext(), input.getShape(), kept);
}
