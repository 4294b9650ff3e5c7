// SPDX-License-Identifier: Apache-2.0
// qopt.optimizer_step on tensors: Numerics' step on copies of the operands.
#include "Evaluate.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// A copy that may be written to.
static Tensor copyOf(const Tensor &tensor) {
  return Tensor(tensor.getElementType(), tensor.getShape(), tensor.getBytes());
}

FailureOr<SmallVector<Tensor>>
mlir::qopt::evaluateStep(OptimizerStepOp op, const Operands &in) {
  if (op.getResults().empty())
    return op.emitOpError() << "expected a step on tensors, got one on "
                            << op.getParameter().getType();
  num::StepScalars scalars;
  auto read = [&](Value scalar, float none) {
    return scalar ? in[scalar].data<float>().front() : none;
  };
  scalars.step = read(op.getStep(), 0);
  scalars.correction = read(op.getRoot(), 1);
  scalars.keep = read(op.getKeep(), 1);

  SmallVector<Tensor> results{copyOf(in[op.getParameter()])};
  for (Value state : op.getStates())
    results.push_back(copyOf(in[state]));
  for (Value absmax : op.getAbsmax())
    results.push_back(copyOf(in[absmax]));

  float *parameters = results[0].mutableData<float>().data();
  const float *gradients = in[op.getGradient()].data<float>().data();
  auto n = static_cast<size_t>(results[0].getNumElements());
  size_t count = op.getStates().size();
  if (!op.hasCodes()) {
    SmallVector<float *> states;
    for (size_t k = 0; k < count; ++k)
      states.push_back(results[1 + k].mutableData<float>().data());
    num::optimizerStep(op.getSpec(), scalars, n, parameters, gradients,
                       states.data());
    return results;
  }
  SmallVector<num::BlockState> states;
  for (size_t k = 0; k < count; ++k)
    states.push_back({results[1 + k].mutableData<uint8_t>().data(),
                      results[1 + count + k].mutableData<float>().data()});
  num::optimizerStep(op.getSpec(), scalars, n,
                     static_cast<size_t>(*op.getBlock()), parameters, gradients,
                     states.data());
  return results;
}
