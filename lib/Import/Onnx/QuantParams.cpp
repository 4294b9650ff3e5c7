// SPDX-License-Identifier: Apache-2.0
// Scales and zero points of quantized ONNX operators, checked.
#include "QuantParams.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

bool mlir::qopt::onnx_import::isCodeType(DataType type) {
  if (isSmallFloat(type))
    return type != DataType::Float8E8M0; // a format of scales
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

// Codes are the numbers themselves.
static QuantScheme unitScheme(NodeImporter &n, DataType type, bool saturates) {
  return {type, saturates, TensorGranularityAttr::get(n.b.getContext()),
          n.b.scalar(DataType::Float, 1), n.b.scalar(DataType::Int32, 0)};
}

Tensor mlir::qopt::onnx_import::castFloatToSmall(NodeImporter &n,
                                                 const Tensor &x, DataType type,
                                                 bool saturates) {
  if (!isCodeType(type)) {
    n.fail("a cast to " + nameOf(type) + " is not supported");
    return nullptr;
  }
  return n.b.quantize(n.b.cast(x, DataType::Float),
                      unitScheme(n, type, saturates));
}

Tensor mlir::qopt::onnx_import::castSmallToFloat(NodeImporter &n,
                                                 const Tensor &x) {
  Tensor y = n.b.dequantize(x, unitScheme(n, x->type, /*saturates=*/true));
  auto contents = y ? n.b.getContents(y) : std::nullopt;
  return contents ? n.b.constant(*contents) : y;
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
  // 32-bit codes are accumulators: a zero point would not fit beside them. The
  // code of a float is no number to add.
  bool mustBeZero =
      at.codeType == DataType::Int32 || isSmallFloat(at.codeType);
  if (mustBeZero &&
      (!given->constant || llvm::any_of(given->constant->ints(),
                                        [](int64_t z) { return z != 0; })))
    n.fail("expected zero points of 0 for " + nameOf(at.codeType) +
           " codes, got others");
  if (n.failed())
    return nullptr;
  if (mustBeZero)
    return n.b.splat(DataType::Int32, shape, 0);
  return n.b.cast(n.b.reshape(given, shape), DataType::Int32);
}

std::optional<QuantScheme>
mlir::qopt::onnx_import::readScheme(NodeImporter &n, const QuantInputs &at,
                                    ArrayRef<int64_t> shape) {
  // Block scales of MX are powers of two: their codes become numbers here.
  bool isPowerOfTwo = n.input(at.scale)->type == DataType::Float8E8M0;
  if (!isPowerOfTwo)
    n.requireFloating(at.scale);
  if (!isCodeType(at.codeType))
    n.fail("codes of type " + nameOf(at.codeType) + " are not supported");
  if (n.failed())
    return std::nullopt;
  QuantScheme scheme;
  scheme.codeType = at.codeType;
  scheme.saturates = at.saturates;
  scheme.granularity = readGranularity(n, at, shape);
  if (n.failed())
    return std::nullopt;
  SmallVector<int64_t> scaleShape = getScaleShape(scheme.granularity, shape);
  Tensor scale = n.input(at.scale);
  scheme.scale =
      n.b.reshape(isPowerOfTwo ? castSmallToFloat(n, scale) : scale, scaleShape);
  checkScales(n, scheme.scale);
  scheme.zeroPoint = readZeroPoint(n, at, scaleShape);
  if (n.failed() || !scheme.scale || !scheme.zeroPoint)
    return std::nullopt;
  return scheme;
}
