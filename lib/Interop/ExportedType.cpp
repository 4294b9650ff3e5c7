// SPDX-License-Identifier: Apache-2.0
// !qopt.q with constant scales and zero points to !quant.uniform.
#include "QuantizedValue.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
/// What the three types have in common.
struct Exporter {
  unsigned flags;
  IntegerType storage;
  FloatType expressed;
  int64_t minCode, maxCode;
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  ArrayRef<int64_t> shape;
  EmitError emitError;

  Type perTensor() const {
    return quant::UniformQuantizedType::getChecked(
        emitError, flags, storage, expressed, scales.front(),
        zeroPoints.front(), minCode, maxCode);
  }
  Type perAxis(int64_t axis) const {
    return quant::UniformQuantizedPerAxisType::getChecked(
        emitError, flags, storage, expressed, scales, zeroPoints,
        static_cast<int32_t>(axis), minCode, maxCode);
  }
  Type perGroup(GroupGranularityAttr group) const {
    int64_t axis = group.getAxis();
    int64_t size = std::min(group.getSize(), shape[axis]);
    if (shape[axis] % size != 0) {
      emitError() << "expected groups of one size, got groups of " << size
                  << " along a dimension of " << shape[axis];
      return {};
    }
    auto dims = llvm::to_vector(llvm::seq<int32_t>(0, shape.size()));
    SmallVector<int64_t> sizes(shape.size(), 1);
    sizes[axis] = size;
    SmallVector<int64_t> blocks(shape);
    blocks[axis] /= size;
    SmallVector<Attribute> scaleAttrs, zeroAttrs;
    for (double scale : scales)
      scaleAttrs.push_back(FloatAttr::get(expressed, scale));
    for (int64_t zero : zeroPoints)
      zeroAttrs.push_back(IntegerAttr::get(
          storage, APInt(storage.getWidth(), zero, false, true)));
    return quant::UniformQuantizedSubChannelType::getChecked(
        emitError, flags, storage, expressed,
        DenseElementsAttr::get(RankedTensorType::get(blocks, expressed),
                               scaleAttrs),
        DenseElementsAttr::get(RankedTensorType::get(blocks, storage),
                               zeroAttrs),
        dims, sizes, minCode, maxCode);
  }

  Type element(Attribute granularity) const {
    if (isa<TensorGranularityAttr>(granularity))
      return perTensor();
    if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
      return perAxis(channel.getAxis());
    if (auto group = dyn_cast<GroupGranularityAttr>(granularity))
      return perGroup(group);
    emitError() << "expected granularity tensor, channel or group, got "
                << granularity;
    return {};
  }
};
} // namespace

static FailureOr<SmallVector<double>> readScales(QuantParams params,
                                                 EmitError emitError) {
  auto scales = params.scale ? getConstantFloats(params.scale) : std::nullopt;
  if (!scales)
    return emitError() << "expected constant scales, got scales known only at "
                          "run time";
  return *scales;
}

static FailureOr<SmallVector<int64_t>> readZeroPoints(QuantParams params,
                                                      EmitError emitError) {
  if (params.zeroPoint && hasRealZeroPoint(params.zeroPoint))
    return emitError() << "expected i32 zero points, got f32, which "
                          "!quant.uniform can not hold";
  auto zeros =
      params.zeroPoint ? getConstantInts(params.zeroPoint) : std::nullopt;
  if (!zeros)
    return emitError()
           << "expected constant zero points, got zero points known "
              "only at run time";
  return *zeros;
}

FailureOr<RankedTensorType>
mlir::qopt::exportQuantizedType(RankedTensorType type, QuantParams params,
                                EmitError emitError) {
  QType q = getQType(type);
  auto format = dyn_cast<IntAttr>(q.getFormat());
  if (!format)
    return emitError() << "expected an integer format, got " << q.getFormat();
  if (q.getNofM())
    return emitError() << "expected a type without sparsity, got " << q;
  auto scales = readScales(params, emitError);
  if (failed(scales))
    return failure();
  auto zeros = readZeroPoints(params, emitError);
  if (failed(zeros))
    return failure();
  MLIRContext *context = type.getContext();
  Exporter exporter{format.getIsSigned() ? quant::QuantizationFlags::Signed
                                         : 0u,
                    IntegerType::get(context, format.getWidth()),
                    Float32Type::get(context),
                    format.getMinCode(),
                    format.getMaxCode(),
                    *scales,
                    *zeros,
                    type.getShape(),
                    emitError};
  Type element = exporter.element(q.getGranularity());
  if (!element)
    return failure();
  return cast<RankedTensorType>(type.clone(element));
}
