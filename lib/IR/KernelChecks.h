// SPDX-License-Identifier: Apache-2.0
// What packed kernel ops with fixed-point epilogues check alike.
#ifndef QOPT_LIB_IR_KERNELCHECKS_H
#define QOPT_LIB_IR_KERNELCHECKS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Multiplier, shift, out_zp, lo, hi and rounding all or none; with them lo <= hi in
/// the range of the result type, without them a result of f32 or i32; else an error.
template <typename OpTy> LogicalResult verifyRescale(OpTy op) {
  Type result = cast<ShapedType>(op.getInit().getType()).getElementType();
  bool rescales = static_cast<bool>(op.getMultiplier());
  bool complete = op.getShift() && op.getOutZp() && op.getLo() &&
                  op.getHi() && op.getRounding();
  bool any = op.getShift() || op.getOutZp() || op.getLo() || op.getHi() ||
             op.getRounding();
  if (rescales ? !complete : any)
    return op.emitOpError() << "expected multiplier, shift, out_zp, lo, hi and "
                               "rounding, all or none, got some";
  if (!rescales) {
    if (result.isF32() || result.isSignlessInteger(32))
      return success();
    return op.emitOpError()
           << "expected an i32 result without a rescale, got " << result;
  }
  auto range = getIntegerRange(result);
  // Signless results hold unsigned codes too, once uiN has become iN.
  int64_t most = result.isSignlessInteger() ? 2 * range.max + 1 : range.max;
  int64_t lo = static_cast<int64_t>(*op.getLo());
  int64_t hi = static_cast<int64_t>(*op.getHi());
  if (lo <= hi && lo >= range.min && hi <= most)
    return success();
  return op.emitOpError() << "expected lo <= hi in [" << range.min << ", "
                          << most << "], got " << lo << " and " << hi;
}

/// `narrow` with a rescale only, whose constant shifts lie in [31, 61]; else an error.
template <typename OpTy> LogicalResult verifyNarrow(OpTy op) {
  if (!op.getNarrow())
    return success();
  if (!op.getMultiplier())
    return op.emitOpError() << "expected narrow with a rescale only";
  if (auto shifts = getConstantInts(op.getShift()))
    for (int64_t s : *shifts)
      if (s < 31 || s > 61)
        return op.emitOpError()
               << "expected shifts in [31, 61] with narrow, got " << s;
  return success();
}

/// `value`, called `name`, of the packed shape `wanted` where there is one; else an
/// error.
template <typename OpTy>
LogicalResult verifyPackedShape(OpTy op, Value value, StringRef name,
                                ArrayRef<int64_t> wanted) {
  if (!value || cast<ShapedType>(value.getType()).getShape() == wanted)
    return success();
  return op.emitOpError() << "expected " << name << " of packed shape [" << wanted
                          << "], got ["
                          << cast<ShapedType>(value.getType()).getShape() << "]";
}

} // namespace mlir::qopt

#endif // QOPT_LIB_IR_KERNELCHECKS_H
