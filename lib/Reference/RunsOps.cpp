// SPDX-License-Identifier: Apache-2.0
// Products scaled run by run, on plain and on packed operands, in the arithmetic of
// Numerics' RunSums.h.
#include "EvaluateRuns.h"
#include "MoveElements.h"
#include "Visit.h"

#include "qopt/Numerics/RunSums.h"

#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
/// One matrix [K][N] of weights: integers less zero points, and their factors by slot.
struct Plane {
  std::vector<int32_t> weights;
  std::vector<float> factors;
};

/// One column of a plane: weights by k, factors by run.
struct Column {
  std::vector<int32_t> weights;
  std::vector<float> factors;
};
} // namespace

// The real number of one result; `run` weights share a factor.
static float sumRuns(ArrayRef<int8_t> row, ArrayRef<Column> planes, int64_t run,
                     float rowScale, const float *bias) {
  float total = 0;
  auto depth = static_cast<int64_t>(row.size());
  for (int64_t begin = 0, r = 0; begin < depth; begin += run, ++r)
    for (const Column &column : planes) {
      uint32_t sum = 0; // exact: the verifier has bounded it
      for (int64_t k = begin, e = std::min(depth, begin + run); k < e; ++k)
        sum += static_cast<uint32_t>(row[k] * column.weights[k]);
      total = num::addRun(total, static_cast<int32_t>(sum), column.factors[r]);
    }
  return num::finishRuns(total, rowScale, bias);
}

// Bits as -1 and 1, and a plane of -1 under zero points in f32.
static std::vector<Plane> makeBinaryPlanes(const Tensor &right, unsigned count) {
  const QuantValues &params = *right.params;
  std::vector<Plane> planes(count);
  for (unsigned p = 0; p < count; ++p) {
    for (uint8_t code : right.data<uint8_t>())
      planes[p].weights.push_back(code >> p & 1 ? 1 : -1);
    auto own = ArrayRef(params.scales).slice(p * params.slots(), params.slots());
    planes[p].factors.assign(own.begin(), own.end());
  }
  if (params.isReal())
    planes.push_back({std::vector<int32_t>(right.getNumElements(), -1),
                      params.realZeroPoints});
  return planes;
}

static std::vector<Plane> makePlanes(const Tensor &right, const RunsForm &form,
                                     ArrayRef<int64_t> slots) {
  if (form.planes)
    return makeBinaryPlanes(right, form.planes);
  const QuantValues &params = *right.params;
  Plane plane{std::vector<int32_t>(right.getNumElements()), params.scales};
  forEachStored(right, [&](size_t i, auto code) {
    plane.weights[i] = static_cast<int32_t>(
        form.integers.empty()
            ? static_cast<int64_t>(code) - params.zeroPoints[slots[i]]
            : form.integers[static_cast<size_t>(code)]);
  });
  for (float &factor : plane.factors)
    factor *= form.unit;
  return {std::move(plane)};
}

FailureOr<Tensor> mlir::qopt::evaluate(MatmulRunsOp op, const Operands &in) {
  const Tensor &left = in[op.getLhs()], &right = in[op.getRhs()];
  QType type = getQType(right.getElementType());
  RunsForm form = *getRunsForm(type.getFormat());
  int64_t depth = left.getShape().back(), columns = right.getShape()[1];
  int64_t run = *getRunLength(type.getGranularity(), depth);
  std::vector<int64_t> slots = getParamSlots(right);
  std::vector<Plane> planes = makePlanes(right, form, slots);
  ArrayRef<int8_t> rows = left.data<int8_t>();
  ArrayRef<float> scales = in[op.getRows()].data<float>();
  std::vector<float> results(resultType(op).getNumElements());
  for (int64_t n = 0; n < columns; ++n) {
    std::vector<Column> own(planes.size());
    for (auto [column, plane] : llvm::zip_equal(own, planes))
      for (int64_t k = 0; k < depth; ++k) {
        column.weights.push_back(plane.weights[k * columns + n]);
        if (k % run == 0)
          column.factors.push_back(plane.factors[slots[k * columns + n]]);
      }
    const float *bias =
        op.getBias() ? &in[op.getBias()].data<float>()[n] : nullptr;
    for (size_t m = 0; m * columns < results.size(); ++m)
      results[m * columns + n] =
          sumRuns(rows.slice(m * depth, depth), own, run,
                  scales[scales.size() == 1 ? 0 : m], bias);
  }
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), results);
}

//===-- Packed ------------------------------------------------------------===//

FailureOr<Tensor> mlir::qopt::evaluate(PackRowsOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  RunsGeometry g = op.getGeometry();
  int64_t rows = op.getRowCount();
  std::vector<int64_t> words(g.rowWords(rows), 0);
  ArrayRef<int8_t> codes = in[op.getInput()].data<int8_t>();
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t k = 0; k < g.depth; ++k) {
      int8_t code = codes[m * g.depth + k];
      words[g.sumIndex(rows, k / g.run, m)] +=
          static_cast<int64_t>(op.getFactor()) * code;
      words[g.rowIndex(rows, m, k)] |= int64_t(uint8_t(code))
                                       << k % g.run % g.kStepCodes * 8;
    }
  for (int64_t &word : words)
    word = static_cast<int32_t>(static_cast<uint32_t>(word));
  return makeIntTensor(IntegerType::get(op.getContext(), 32),
                       {g.rowWords(rows)}, words);
}

namespace {
class PackedRuns {
public:
  PackedRuns(PackedMatmulRunsOp op, const Operands &in)
      : g(op.getGeometry()), op(op), words(in[op.getCodes()].data<uint32_t>()),
        scales(in[op.getScales()]) {
    if (op.getZeroPoints())
      zeroPoints = in[op.getZeroPoints()].data<uint8_t>();
  }

  int32_t weight(int64_t k, int64_t column) const {
    uint32_t field = 0;
    for (const RunsGeometry::Part &part : g.parts()) {
      RunsGeometry::Place at = g.place(part, k, column);
      field |= (words[at.word] >> at.shift & ((1u << part.width) - 1))
               << part.lowest;
    }
    auto table = op.getTable();
    return table ? (*table)[field] : static_cast<int32_t>(field);
  }
  float factor(int64_t r, int64_t column) const {
    int64_t at = g.panels().index(g.runs(), r, column);
    if (scales.getElementType().isF32())
      return scales.data<float>()[at];
    uint32_t bits = scales.getElementType().isInteger(8)
                        ? scales.data<uint8_t>()[at]
                        : scales.data<uint16_t>()[at];
    float value = llvm::bit_cast<float>(bits << *op.getScaleShift());
    auto second = op.getScaleFactor();
    return second ? value * second->convertToFloat() : value;
  }
  /// What a row's sum of a run starts at is this times the packed sum.
  int64_t startFactor(int64_t r, int64_t column) const {
    return zeroPoints.empty()
               ? 1
               : -int64_t(zeroPoints[g.panels().index(g.runs(), r, column)]);
  }

  RunsGeometry g;

private:
  mutable PackedMatmulRunsOp op;
  ArrayRef<uint32_t> words;
  const Tensor &scales;
  ArrayRef<uint8_t> zeroPoints;
};
} // namespace

FailureOr<Tensor> mlir::qopt::evaluate(PackedMatmulRunsOp op,
                                       const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  PackedRuns packed(op, in);
  const RunsGeometry &g = packed.g;
  int64_t rows = op.getRowCount();
  ArrayRef<int32_t> input = in[op.getInput()].data<int32_t>();
  ArrayRef<float> scales = in[op.getRows()].data<float>();
  std::vector<float> results(rows * g.columns);
  std::vector<int32_t> weights(g.depth);
  for (int64_t n = 0; n < g.columns; ++n) {
    for (int64_t k = 0; k < g.depth; ++k)
      weights[k] = packed.weight(k, n);
    for (int64_t m = 0; m < rows; ++m) {
      float total = 0;
      for (int64_t r = 0; r < g.runs(); ++r) {
        uint32_t sum = static_cast<uint32_t>(input[g.sumIndex(rows, r, m)]) *
                       static_cast<uint32_t>(packed.startFactor(r, n));
        for (int64_t k = r * g.run, e = k + g.runLength(r); k < e; ++k) {
          auto code = static_cast<int8_t>(input[g.rowIndex(rows, m, k)] >>
                                          k % g.run % g.kStepCodes * 8);
          sum += static_cast<uint32_t>(code * weights[k]);
        }
        total = num::addRun(total, static_cast<int32_t>(sum),
                            packed.factor(r, n));
      }
      results[m * g.columns + n] = num::finishRuns(
          total, scales[scales.size() == 1 ? 0 : m],
          op.getBias() ? &in[op.getBias()].data<float>()[n] : nullptr);
    }
  }
  return makeFloatTensor(op.getContext(),
                         cast<RankedTensorType>(op.getInit().getType()).getShape(),
                         results);
}
