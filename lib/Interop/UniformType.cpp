// SPDX-License-Identifier: Apache-2.0
// Reads upstream's three uniform types into one structure. Sub-channel types keep
// their zero points as bits of the storage type, extended here by its sign.
#include "UniformType.h"

using namespace mlir;
using namespace mlir::qopt;

static void readSubChannel(quant::UniformQuantizedSubChannelType type,
                           UniformType &result) {
  result.isSubChannel = true;
  for (APFloat scale : type.getScales().getValues<APFloat>()) {
    bool lossy;
    scale.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lossy);
    result.scales.push_back(scale.convertToDouble());
  }
  bool isSigned = type.isSigned();
  for (APInt zero : type.getZeroPoints().getValues<APInt>())
    result.zeroPoints.push_back(isSigned ? zero.getSExtValue()
                                         : int64_t(zero.getZExtValue()));
  llvm::append_range(result.blockCounts, type.getScales().getType().getShape());
  for (auto [dim, size] : type.getBlockSizeInfo())
    result.blockSizes.push_back({dim, size});
}

std::optional<UniformType>
mlir::qopt::readUniformType(quant::QuantizedType type) {
  UniformType result;
  result.storage = dyn_cast<IntegerType>(type.getStorageType());
  result.expressed = dyn_cast_or_null<FloatType>(type.getExpressedType());
  if (!result.storage || !result.expressed)
    return std::nullopt;
  result.isSigned = type.isSigned();
  result.minCode = type.getStorageTypeMin();
  result.maxCode = type.getStorageTypeMax();
  if (auto uniform = dyn_cast<quant::UniformQuantizedType>(type)) {
    result.scales = {uniform.getScale()};
    result.zeroPoints = {uniform.getZeroPoint()};
  } else if (auto axis = dyn_cast<quant::UniformQuantizedPerAxisType>(type)) {
    llvm::append_range(result.scales, axis.getScales());
    llvm::append_range(result.zeroPoints, axis.getZeroPoints());
    result.axis = axis.getQuantizedDimension();
    result.blockCounts = {int64_t(result.scales.size())};
  } else if (auto blocks =
                 dyn_cast<quant::UniformQuantizedSubChannelType>(type)) {
    readSubChannel(blocks, result);
  } else {
    return std::nullopt;
  }
  return result;
}
