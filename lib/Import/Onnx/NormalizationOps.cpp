// SPDX-License-Identifier: Apache-2.0
// BatchNormalization in its inference form, and ops that do nothing then.
#include "NodeImporter.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

namespace {
// y = x * scale + shift per channel, both of shape [C].
struct Affine {
  Tensor scale, shift;
};
} // namespace

// Parameters known at import time, folded in double and rounded once.
static Affine foldParameters(NodeImporter &n, double epsilon) {
  auto gamma = n.constantFloats(1), beta = n.constantFloats(2),
       mean = n.constantFloats(3), variance = n.constantFloats(4);
  if (n.failed())
    return {};
  std::vector<float> scale, shift;
  for (size_t c = 0; c < gamma->size(); ++c) {
    double deviation = std::sqrt((*variance)[c] + epsilon);
    double factor = (*gamma)[c] / deviation;
    scale.push_back(static_cast<float>(factor));
    shift.push_back(static_cast<float>((*beta)[c] - (*mean)[c] * factor));
    if (!std::isfinite(scale.back()) || !std::isfinite(shift.back())) {
      n.fail("expected finite factors scale / sqrt(variance + epsilon), got "
             "variance " +
             str((*variance)[c]) + " and epsilon " + str(epsilon) +
             " in channel " + Twine(c));
      return {};
    }
  }
  DataType type = n.input(0)->type;
  ArrayRef<int64_t> shape = n.input(1)->shape;
  return {n.b.constant(HostTensor::fromFloats(type, shape, scale)),
          n.b.constant(HostTensor::fromFloats(type, shape, shift))};
}

static Affine computeParameters(NodeImporter &n, double epsilon) {
  GraphBuilder &b = n.b;
  DataType type = n.input(0)->type;
  auto param = [&](size_t i) { return b.cast(n.input(i), type); };
  Tensor deviation =
      b.unary(UnaryKind::sqrt, b.binary(BinaryKind::add, param(4),
                                        b.scalar(type, epsilon)));
  Tensor scale = b.binary(BinaryKind::div, param(1), deviation);
  Tensor shift = b.binary(BinaryKind::sub, param(2),
                          b.binary(BinaryKind::mul, param(3), scale));
  return {scale, shift};
}

static void importBatchNormalization(NodeImporter &n) {
  double epsilon = n.getFloat("epsilon", 1e-5f);
  n.ignoreAttr("momentum"); // training only
  if (n.opset < 9 && n.getInt("spatial", 1) != 1)
    n.fail("spatial = 0 is not supported");
  if (n.opset >= 14 && n.getFlag("training_mode", false))
    n.fail("training_mode = 1 is not supported");
  for (size_t i = 1; i < n.numOutputs(); ++i)
    if (n.isUsed(i))
      n.fail("output " + Twine(i) + " (training statistics) is not supported");
  const Tensor &x = n.input(0);
  if (x->rank() < 2)
    n.fail("expected an input [N, C, ...], got shape " + str(x->shape));
  if (epsilon < 0)
    n.fail("expected epsilon >= 0, got " + str(epsilon));
  if (n.failed())
    return;
  bool known = true;
  for (size_t i = 0; i < 5; ++i) {
    n.requireFloating(i);
    if (i > 0) {
      n.requireShape(i, {x->shape[1]});
      n.requireFinite(i);
      known = known && (n.input(i)->constant || n.input(i)->codes);
    }
  }
  if (n.failed())
    return;
  Affine affine =
      known ? foldParameters(n, epsilon) : computeParameters(n, epsilon);
  SmallVector<int64_t> perChannel(x->rank() - 1, 1);
  perChannel[0] = x->shape[1];
  Tensor y = n.b.binary(BinaryKind::mul, x,
                        n.b.reshape(affine.scale, perChannel));
  n.setOutput(0, n.b.binary(BinaryKind::add, y,
                            n.b.reshape(affine.shift, perChannel)));
}

static void importIdentity(NodeImporter &n) { n.setOutput(0, n.input(0)); }

// Inference: the identity, and a mask that keeps everything.
static void importDropout(NodeImporter &n) {
  if (n.opset < 12)
    n.getFloat("ratio", 0.5);
  n.ignoreAttr("seed");
  if (n.has(2)) {
    auto training = n.constantScalar(2);
    bool dropsNothing = n.has(1) && n.constantScalar(1) == 0.0;
    if (training && *training != 0 && !dropsNothing)
      n.fail("training_mode = true is not supported");
  }
  if (n.failed())
    return;
  n.setOutput(0, n.input(0));
  if (n.isUsed(1))
    n.setOutput(1, n.b.splat(n.opset < 10 ? n.input(0)->type : DataType::Bool,
                             n.input(0)->shape, 1));
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getNormalizationOps() {
  static constexpr OpRow rows[] = {
      {"BatchNormalization", 7, kNewest, 5, 5, 5, importBatchNormalization},
      {"Identity", 1, kNewest, 1, 1, 1, importIdentity},
      {"Dropout", 7, 11, 1, 1, 2, importDropout},
      {"Dropout", 12, kNewest, 1, 3, 2, importDropout},
  };
  return rows;
}
