// SPDX-License-Identifier: Apache-2.0
// Ops at the border between real numbers, codes and quantized values:
// quantize, dequantize, requantize, assemble, codes.
#include "qopt/IR/Sparsity.h"

#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

static LogicalResult verifySameShape(Operation *op, Type a, Type b) {
  if (cast<ShapedType>(a).getShape() != cast<ShapedType>(b).getShape())
    return op->emitOpError() << "expected equal shapes, got " << a << " and "
                             << b;
  return success();
}

// A format without 0 says 0 by a scale of 0, where nothing is divided by it.
static LogicalResult verifyConstantScales(Operation *op, Value scale,
                                          bool mayBeZero) {
  auto scales = getConstantFloats(scale);
  if (!scales)
    return success();
  for (double s : *scales)
    if (!(s >= (mayBeZero ? 0 : FLT_MIN) && s <= FLT_MAX))
      return op->emitOpError()
             << "expected "
             << (mayBeZero ? "scales that are finite and at least 0"
                           : "positive, finite, normal scales")
             << ", got " << s;
  return success();
}

// quantize_c7, assemble_c9
static LogicalResult verifyRealZeroPoints(Operation *op, Value zeroPoint) {
  if (auto zeroPoints = getConstantFloats(zeroPoint))
    for (double z : *zeroPoints)
      if (!std::isfinite(z))
        return op->emitOpError() << "expected finite zero points, got " << z;
  return success();
}

static LogicalResult verifyConstantZeroPoints(Operation *op, Value zeroPoint,
                                              FormatInterface format) {
  if (hasRealZeroPoint(zeroPoint))
    return verifyRealZeroPoints(op, zeroPoint);
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

// quantize_c8, assemble_c10
static LogicalResult verifySparsity(Operation *op, Value zeroPoint,
                                    RankedTensorType resultType) {
  SparsityAttr sparsity = getQType(resultType).getNofM();
  if (!sparsity)
    return success();
  if (sparsity.getAxis() >= resultType.getRank())
    return op->emitOpError() << "expected a sparse axis in [0, "
                             << resultType.getRank() << "), got "
                             << sparsity.getAxis();
  if (hasRealZeroPoint(zeroPoint))
    return op->emitOpError() << "expected i32 zero points of a sparse type, "
                                "whose zeros have a code, got f32";
  return success();
}

// Constraints C2..C5 shared by quantize, requantize and assemble.
static LogicalResult verifyParams(Operation *op, Value scale, Value zeroPoint,
                                  RankedTensorType resultType) {
  QType q = getQType(resultType);
  SmallVector<int64_t> wanted = getScaleShape(resultType);
  auto scaleShape = cast<RankedTensorType>(scale.getType()).getShape();
  if (ArrayRef<int64_t>(wanted) != scaleShape)
    return op->emitOpError() << "expected scales of shape [" << wanted
                             << "] for granularity " << q.getGranularity()
                             << ", got [" << scaleShape << "]";
  SmallVector<int64_t> slots =
      getScaleShape(q.getGranularity(), resultType.getShape());
  auto zpShape = cast<RankedTensorType>(zeroPoint.getType()).getShape();
  if (zpShape != ArrayRef<int64_t>(slots))
    return op->emitOpError() << "expected zero points of shape [" << slots
                             << "], got [" << zpShape << "]";
  bool mayBeZero = isa<AssembleOp>(op) && !q.getFormat().hasZero();
  if (failed(verifyConstantScales(op, scale, mayBeZero)))
    return failure();
  if (failed(verifyConstantZeroPoints(op, zeroPoint, q.getFormat())))
    return failure();
  return verifySparsity(op, zeroPoint, resultType);
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
  QType q = getQType(getType()); // requantize_c7
  if (q.getFormat().getNumPlanes() || q.getNofM())
    return emitOpError() << "expected a result with one scale per slot and no "
                            "sparsity, got "
                         << getType();
  return verifyParams(*this, getScale(), getZeroPoint(), getType());
}

LogicalResult DequantizeOp::verify() {
  return verifySameShape(*this, getInput().getType(), getType()); // dequantize_c1
}

// assemble_c11
static LogicalResult verifySparseCodes(AssembleOp op, ArrayRef<int64_t> codes) {
  QType q = getQType(op.getType());
  ArrayRef<int64_t> shape = op.getType().getShape();
  auto zeroPoints = getConstantInts(op.getZeroPoint());
  if (!zeroPoints && q.getFormat().isUniform())
    return success();
  if (!zeroPoints)
    zeroPoints.emplace(ShapedType::getNumElements(
                           getScaleShape(q.getGranularity(), shape)),
                       0);
  auto dense = findDenseRun(q, shape, codes, *zeroPoints);
  if (!dense)
    return success();
  return op.emitOpError() << "expected at most " << q.getNofM().getKept()
                          << " of " << q.getNofM().getGroup()
                          << " codes along axis " << q.getNofM().getAxis()
                          << " to differ from that of 0, got more from element "
                          << *dense << " on";
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
  auto codes = getConstantInts(getCodes());
  if (!codes)
    return success();
  for (int64_t c : *codes) // assemble_c7
    if (c < format.getMinCode() || c > format.getMaxCode())
      return emitOpError() << "expected codes in [" << format.getMinCode()
                           << ", " << format.getMaxCode() << "], got " << c;
  return getQType(getType()).getNofM() ? verifySparseCodes(*this, *codes)
                                       : success();
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
