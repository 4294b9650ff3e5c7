// SPDX-License-Identifier: Apache-2.0
// Scales and zero points of quantized ONNX operators, checked.
#include "QuantParams.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

bool mlir::qopt::onnx_import::isCodeType(DataType type) {
  return isIntegral(type) && type != DataType::Bool &&
         (bitsOf(type) <= 16 || type == DataType::Int32);
}

// What the scale's shape says; null after an error.
static Attribute readGranularity(NodeImporter &n, const QuantInputs &at,
                                 ArrayRef<int64_t> shape) {
  ArrayRef<int64_t> scale = n.input(at.scale)->shape;
  MLIRContext *context = n.b.getContext();
  int64_t rank = static_cast<int64_t>(shape.size());
  if (at.blockSize > 0) {
    int64_t axis = n.normalizeAxis(at.axis, rank);
    if (n.failed())
      return {};
    auto granularity = GroupGranularityAttr::get(context, axis, at.blockSize);
    SmallVector<int64_t> wanted = getScaleShape(granularity, shape);
    if (ArrayRef<int64_t>(wanted) == scale)
      return granularity;
    n.fail("expected scales of shape " + str(wanted) + " for blocks of " +
           Twine(at.blockSize) + ", got " + str(scale));
    return {};
  }
  if (scale.empty() || scale == ArrayRef<int64_t>{1})
    return TensorGranularityAttr::get(context);
  if (scale.size() != 1) {
    n.fail("expected one scale or a list of scales, got shape " + str(scale));
    return {};
  }
  int64_t axis = n.normalizeAxis(at.axis, rank);
  if (n.failed())
    return {};
  if (scale[0] == shape[axis])
    return ChannelGranularityAttr::get(context, axis);
  n.fail("expected " + Twine(shape[axis]) + " scales for axis " + Twine(axis) +
         " of shape " + str(shape) + ", got " + Twine(scale[0]));
  return {};
}

static void checkScales(NodeImporter &n, const Tensor &scale) {
  if (!scale || !scale->constant)
    return;
  for (float s : scale->constant->as<float>())
    if (!(s >= FLT_MIN && s <= FLT_MAX))
      return n.fail("expected scales that are positive, finite and not "
                    "subnormal, got " +
                    str(s));
}

static Tensor readZeroPoint(NodeImporter &n, const QuantInputs &at,
                            ArrayRef<int64_t> shape) {
  if (!n.has(at.zeroPoint))
    return n.b.splat(DataType::Int32, shape, 0);
  const Tensor &given = n.input(at.zeroPoint);
  n.requireType(at.zeroPoint, at.codeType);
  if (countElements(given->shape) != countElements(shape) ||
      (given->rank() > 1 && given->rank() != static_cast<int64_t>(shape.size())))
    n.fail("expected zero points of the scales' shape " +
           str(n.input(at.scale)->shape) + ", got " + str(given->shape));
  // 32-bit codes are accumulators: a zero point would not fit beside them.
  if (at.codeType == DataType::Int32 &&
      (!given->constant || llvm::any_of(given->constant->ints(),
                                        [](int64_t z) { return z != 0; })))
    n.fail("expected zero points of 0 for int32 codes, got others");
  if (n.failed())
    return nullptr;
  return n.b.cast(n.b.reshape(given, shape), DataType::Int32);
}

std::optional<QuantScheme>
mlir::qopt::onnx_import::readScheme(NodeImporter &n, const QuantInputs &at,
                                    ArrayRef<int64_t> shape) {
  n.requireFloating(at.scale);
  if (!isCodeType(at.codeType))
    n.fail("codes of type " + nameOf(at.codeType) + " are not supported");
  if (n.failed())
    return std::nullopt;
  QuantScheme scheme;
  scheme.codeType = at.codeType;
  scheme.granularity = readGranularity(n, at, shape);
  if (n.failed())
    return std::nullopt;
  SmallVector<int64_t> scaleShape = getScaleShape(scheme.granularity, shape);
  scheme.scale = n.b.reshape(n.input(at.scale), scaleShape);
  checkScales(n, scheme.scale);
  scheme.zeroPoint = readZeroPoint(n, at, scaleShape);
  if (n.failed() || !scheme.scale || !scheme.zeroPoint)
    return std::nullopt;
  return scheme;
}
