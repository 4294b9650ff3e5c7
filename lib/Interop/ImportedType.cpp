// SPDX-License-Identifier: Apache-2.0
// !quant.uniform to !qopt.q with scales and zero points.
#include "QuantizedValue.h"
#include "UniformType.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;

/// The integer format with exactly this range, or null.
static IntAttr findFormat(MLIRContext *context, int64_t min, int64_t max) {
  for (unsigned width : llvm::concat<const unsigned>(
           llvm::to_vector(llvm::seq_inclusive(1u, 16u)),
           SmallVector<unsigned>{32}))
    for (bool isSigned : {true, false})
      for (bool narrow : {false, true}) {
        if (narrow && (!isSigned || width < 2))
          continue;
        auto format = IntAttr::get(context, width, isSigned, narrow);
        if (format.getMinCode() == min && format.getMaxCode() == max)
          return format;
      }
  return {};
}

/// Blocks along the axes of `shape`: elements per block.
static SmallVector<int64_t> blockSizes(const UniformType &type,
                                       ArrayRef<int64_t> shape) {
  SmallVector<int64_t> sizes(shape);
  for (auto [dim, size] : type.blockSizes)
    sizes[dim] = size;
  return sizes;
}

/// Group where one axis is cut into blocks and all others into single indices;
/// channel and tensor where that says the same. Null: two axes have blocks.
static Attribute findGranularity(MLIRContext *context, const UniformType &type,
                                 ArrayRef<int64_t> shape) {
  if (type.isPerTensor())
    return TensorGranularityAttr::get(context);
  if (type.axis)
    return ChannelGranularityAttr::get(context, *type.axis);
  SmallVector<int64_t> sizes = blockSizes(type, shape);
  SmallVector<int64_t> whole, single, cut; // axes of more than one element
  for (auto [axis, size] : llvm::enumerate(shape)) {
    if (size == 1)
      continue;
    auto &kind = sizes[axis] == size ? whole : sizes[axis] == 1 ? single : cut;
    kind.push_back(axis);
  }
  if (single.empty() && cut.empty())
    return TensorGranularityAttr::get(context);
  if (single.size() == 1 && cut.empty())
    return ChannelGranularityAttr::get(context, single.front());
  if (whole.size() + cut.size() > 1)
    return {};
  int64_t axis = !cut.empty()     ? cut.front()
                 : !whole.empty() ? whole.front()
                                  : int64_t(shape.size()) - 1;
  return GroupGranularityAttr::get(context, axis, sizes[axis]);
}

static LogicalResult readParams(const UniformType &type,
                                QuantizedTensor &result, EmitError emitError) {
  for (double given : type.scales) {
    auto scale = static_cast<float>(given);
    if (!(scale >= FLT_MIN && scale <= FLT_MAX))
      return emitError() << "expected positive, normal f32 scales, got "
                         << given;
    result.scales.push_back(scale);
  }
  for (int64_t zero : type.zeroPoints) {
    if (zero < type.minCode || zero > type.maxCode)
      return emitError() << "expected zero points in [" << type.minCode << ", "
                         << type.maxCode << "], got " << zero;
    result.zeroPoints.push_back(zero);
  }
  return success();
}

FailureOr<QuantizedTensor>
mlir::qopt::importQuantizedType(Type given, EmitError emitError) {
  auto tensor = dyn_cast<RankedTensorType>(given);
  if (!tensor || !tensor.hasStaticShape())
    return emitError() << "expected a quantized tensor of static shape, got "
                       << given;
  auto element = cast<quant::QuantizedType>(tensor.getElementType());
  std::optional<UniformType> type = readUniformType(element);
  if (!type)
    return emitError() << "expected a !quant.uniform type, got " << element;
  if (!type->expressed.isF32())
    return emitError() << "expected the expressed type f32, got "
                       << type->expressed;
  MLIRContext *context = given.getContext();
  IntAttr format = findFormat(context, type->minCode, type->maxCode);
  if (!format)
    return emitError() << "expected a storage range of 1 to 16 or 32 bits, or "
                          "one without its smallest code, got ["
                       << type->minCode << ", " << type->maxCode << "]";
  Attribute granularity = findGranularity(context, *type, tensor.getShape());
  if (!granularity)
    return emitError() << "expected blocks along one axis and single indices "
                          "along the others, got blocks of ["
                       << blockSizes(*type, tensor.getShape()) << "] in "
                       << tensor;
  QuantizedTensor result;
  result.type = tensor.clone(QType::get(context, format, granularity));
  result.scaleShape = getScaleShape(granularity, tensor.getShape());
  if (failed(readParams(*type, result, emitError)))
    return failure();
  return result;
}
