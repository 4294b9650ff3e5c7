// SPDX-License-Identifier: Apache-2.0
// qopt.mma_float_matmul on tensors.
#include "GpuEpilogue.h"

#include "qopt/Numerics/ExactSum.h"
#include "qopt/Numerics/Formats/Minifloat.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// The numbers of codes of `type`.
static std::vector<double> decode(const Tensor &codes, Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  num::CodeTable table = num::tableOf(*num::namedMinifloat(name));
  std::vector<double> numbers;
  for (int64_t code : toInts(codes))
    numbers.push_back(table.decode(static_cast<uint32_t>(code)));
  return numbers;
}

// Of `count` products of one run, block by block.
static float sumRun(const double *x, const double *w, int64_t count, int64_t block) {
  float sum = 0;
  for (int64_t begin = 0; begin < count; begin += block) {
    num::ExactSum exact;
    exact.add(sum);
    for (int64_t k = begin, e = std::min(count, begin + block); k < e; ++k)
      exact.addProduct(x[k], w[k]);
    sum = exact.toFloat();
  }
  return sum;
}

static float sumRow(MmaFloatMatmulOp op, const double *x, const double *w) {
  auto block = static_cast<int64_t>(op.getBlock());
  auto promote = static_cast<int64_t>(op.getPromote());
  int64_t depth = op.getDepth();
  if (promote == 0)
    return sumRun(x, w, depth, block);
  float total = 0;
  for (int64_t begin = 0; begin < depth; begin += promote)
    total += sumRun(x + begin, w + begin, std::min(promote, depth - begin), block);
  return total;
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaFloatMatmulOp op, const Operands &in) {
  if (failed(checkIsOnTensors(op)))
    return failure();
  std::vector<double> x = decode(in[op.getInput()], op.getInputType());
  std::vector<double> w = decode(in[op.getWeights()], op.getWeightType());
  std::vector<float> results;
  for (int64_t m = 0; m < op.getRows(); ++m)
    for (int64_t n = 0; n < op.getColumns(); ++n) {
      float result = sumRow(op, &x[m * op.getDepth()], &w[n * op.getRowElements()]);
      if (op.getRowScales()) {
        result *= scaleAt(in[op.getRowScales()].data<float>(), m);
        result *= scaleAt(in[op.getColumnScales()].data<float>(), n);
      }
      if (op.getBias())
        result += in[op.getBias()].data<float>()[n];
      results.push_back(result);
    }
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), results);
}
