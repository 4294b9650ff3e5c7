// SPDX-License-Identifier: Apache-2.0
// Ops at the border between real numbers, codes and quantized values:
// quantize, dequantize, requantize, assemble, codes.
#include "qopt/IR/QOpt.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;

static LogicalResult verifySameShape(Operation *op, Type a, Type b) {
  if (cast<ShapedType>(a).getShape() != cast<ShapedType>(b).getShape())
    return op->emitOpError() << "expected equal shapes, got " << a << " and "
                             << b;
  return success();
}

static LogicalResult verifyConstantScales(Operation *op, Value scale) {
  auto scales = getConstantFloats(scale);
  if (!scales)
    return success();
  for (double s : *scales)
    if (!(s >= FLT_MIN && s <= FLT_MAX))
      return op->emitOpError()
             << "expected positive, finite, normal scales, got " << s;
  return success();
}

static LogicalResult verifyConstantZeroPoints(Operation *op, Value zeroPoint,
                                              FormatInterface format) {
  auto zeroPoints = getConstantInts(zeroPoint);
  if (!zeroPoints)
    return success();
  if (!format.isUniform()) { // quantize_c6, requantize_c6, assemble_c8
    for (int64_t z : *zeroPoints)
      if (z != 0)
        return op->emitOpError() << "expected zero points of 0 for format "
                                 << format << ", which is not uniform, got "
                                 << z;
    return success();
  }
  for (int64_t z : *zeroPoints)
    if (z < format.getMinCode() || z > format.getMaxCode())
      return op->emitOpError()
             << "expected zero points in [" << format.getMinCode() << ", "
             << format.getMaxCode() << "], got " << z;
  return success();
}

// Constraints C2..C5 shared by quantize, requantize and assemble.
static LogicalResult verifyParams(Operation *op, Value scale, Value zeroPoint,
                                  RankedTensorType resultType) {
  QType q = getQType(resultType);
  SmallVector<int64_t> wanted =
      getScaleShape(q.getGranularity(), resultType.getShape());
  auto scaleShape = cast<RankedTensorType>(scale.getType()).getShape();
  if (ArrayRef<int64_t>(wanted) != scaleShape)
    return op->emitOpError() << "expected scales of shape [" << wanted
                             << "] for granularity " << q.getGranularity()
                             << ", got [" << scaleShape << "]";
  auto zpShape = cast<RankedTensorType>(zeroPoint.getType()).getShape();
  if (zpShape != scaleShape)
    return op->emitOpError() << "expected zero points of shape [" << scaleShape
                             << "], got [" << zpShape << "]";
  if (failed(verifyConstantScales(op, scale)))
    return failure();
  return verifyConstantZeroPoints(op, zeroPoint, q.getFormat());
}

LogicalResult QuantizeOp::verify() {
  // quantize_c1; quantize_c2..c5 in verifyParams
  if (failed(verifySameShape(*this, getInput().getType(), getType())))
    return failure();
  return verifyParams(*this, getScale(), getZeroPoint(), getType());
}

LogicalResult RequantizeOp::verify() {
  // requantize_c1; requantize_c2..c5 in verifyParams
  if (failed(verifySameShape(*this, getInput().getType(), getType())))
    return failure();
  return verifyParams(*this, getScale(), getZeroPoint(), getType());
}

LogicalResult DequantizeOp::verify() {
  return verifySameShape(*this, getInput().getType(), getType()); // dequantize_c1
}

LogicalResult AssembleOp::verify() {
  // assemble_c1; assemble_c2..c5 in verifyParams
  if (failed(verifySameShape(*this, getCodes().getType(), getType())) ||
      failed(verifyParams(*this, getScale(), getZeroPoint(), getType())))
    return failure();
  FormatInterface format = getQType(getType()).getFormat();
  Type element = getElementTypeOrSelf(getCodes().getType());
  if (element != format.getStorageType()) // assemble_c6
    return emitOpError() << "expected codes of type " << format.getStorageType()
                         << " for format " << format << ", got " << element;
  if (auto codes = getConstantInts(getCodes())) // assemble_c7
    for (int64_t c : *codes)
      if (c < format.getMinCode() || c > format.getMaxCode())
        return emitOpError()
               << "expected codes in [" << format.getMinCode() << ", "
               << format.getMaxCode() << "], got " << c;
  return success();
}

LogicalResult CodesOp::verify() {
  // codes_c1
  if (failed(verifySameShape(*this, getInput().getType(), getType())))
    return failure();
  Type wanted = getQType(getInput().getType()).getFormat().getStorageType();
  Type got = getElementTypeOrSelf(getType());
  if (wanted != got) // codes_c2
    return emitOpError() << "expected a result of element type " << wanted
                         << ", got " << got;
  return success();
}

OpFoldResult CodesOp::fold(FoldAdaptor) {
  if (auto assemble = getInput().getDefiningOp<AssembleOp>())
    if (assemble.getCodes().getType() == getType())
      return assemble.getCodes();
  return {};
}
