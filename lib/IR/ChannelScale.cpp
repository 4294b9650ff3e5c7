// SPDX-License-Identifier: Apache-2.0
// What the models of ChannelScaleInterface share, and their registration.
#include "ChannelScaleModels.h"

#include "qopt/Numerics/Fold/ChannelScales.h"
#include "qopt/Numerics/UnaryFunctions.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::scaleOnce;

#include "qopt/IR/ChannelScaleInterface.cpp.inc"

void mlir::qopt::attachChannelScaleModels(MLIRContext *context) {
  detail::attachLinearScaling(context);
  detail::attachElementwiseScaling(context);
  detail::attachShapeScaling(context);
  detail::attachNormScaling(context);
}

double mlir::qopt::factorOf(int32_t label, ArrayRef<double> factors) {
  return label == ChannelLabels::kNone ? 1.0 : factors[label];
}

bool mlir::qopt::detail::isScalable(Value constant) {
  ElementsAttr attr = getConstant(constant);
  return attr && attr.getElementType().isF32();
}

Value mlir::qopt::scaleConstant(Operation *op, Value constant,
                                const ChannelLabels &labels,
                                ArrayRef<double> factors, bool divide) {
  auto elements = cast<DenseElementsAttr>(getConstant(constant));
  ArrayRef<int64_t> given = elements.getType().getShape();
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(given, labels.shape);
  assert(succeeded(shape) && "labels of this constant");
  // Both by position in the broadcast shape.
  SmallVector<int32_t> positions(elements.getNumElements());
  for (auto [i, position] : llvm::enumerate(positions))
    position = static_cast<int32_t>(i);
  ChannelLabels source{SmallVector<int64_t>(given),
                       {positions.begin(), positions.end()}};
  std::vector<int32_t> from = source.expand(*shape);
  std::vector<int32_t> label = labels.expand(*shape);
  auto values = llvm::to_vector(elements.getValues<float>());
  std::vector<float> result(from.size());
  for (size_t i = 0; i < result.size(); ++i) {
    double factor = factorOf(label[i], factors);
    result[i] = scaleOnce(values[from[i]], divide ? 1 / factor : factor);
  }
  // A vector stays a vector: ones in front mean nothing.
  ArrayRef<int64_t> kept = *shape;
  while (kept.size() > given.size() && kept.front() == 1)
    kept = kept.drop_front();
  OpBuilder builder(op);
  return createFloatConstant(builder, constant.getLoc(), kept, result);
}

std::optional<SmallVector<double>> mlir::qopt::detail::getGain(Value gain,
                                                   int64_t channels) {
  if (auto constant = getPerChannel(gain, channels))
    return constant;
  auto sum = gain ? gain.getDefiningOp<BinaryOp>() : BinaryOp();
  if (!sum || sum.getKind() != BinaryKind::add)
    return std::nullopt;
  auto lhs = getPerChannel(sum.getLhs(), channels);
  auto rhs = getPerChannel(sum.getRhs(), channels);
  if (!lhs || !rhs)
    return std::nullopt;
  for (auto [a, b] : llvm::zip_equal(*lhs, *rhs))
    a = ::qopt::numerics::evaluateBinary(::qopt::numerics::BinaryFn::add,
                                         static_cast<float>(a),
                                         static_cast<float>(b));
  return lhs;
}

Value mlir::qopt::detail::divideGain(Operation *op, ArrayRef<double> gain,
                         ArrayRef<int32_t> channel, ArrayRef<double> factors) {
  SmallVector<float> values;
  for (auto [g, c] : llvm::zip_equal(gain, channel))
    values.push_back(scaleOnce(static_cast<float>(g), 1 / factorOf(c, factors)));
  OpBuilder builder(op);
  return createFloatConstant(builder, op->getLoc(),
                             {static_cast<int64_t>(values.size())}, values);
}
