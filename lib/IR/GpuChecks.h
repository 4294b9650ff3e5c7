// SPDX-License-Identifier: Apache-2.0
// What the products of QOptGpuOps.td check alike.
#ifndef QOPT_LIB_IR_GPUCHECKS_H
#define QOPT_LIB_IR_GPUCHECKS_H

#include "KernelChecks.h"
#include "qopt/IR/GpuOps.h"

namespace mlir::qopt {

inline ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

template <typename OpTy>
LogicalResult verifySizes(OpTy op, int64_t inputRank = 2) {
  for (auto [value, name, rank] :
       {std::tuple(Value(op.getInput()), "input", inputRank),
        std::tuple(Value(op.getInit()), "result", int64_t(2))})
    if (shaped(value).getRank() != rank ||
        llvm::is_contained(shaped(value).getShape(), 0))
      return op.emitOpError() << "expected a non-empty " << name << " of rank "
                              << rank << ", got " << value.getType();
  return success();
}

template <typename OpTy>
LogicalResult verifyShape(OpTy op, Value value, StringRef name,
                                 ArrayRef<int64_t> wanted) {
  if (!value || shaped(value).getShape() == wanted)
    return success();
  return op.emitOpError() << "expected " << name << " of shape [" << wanted
                          << "], got [" << shaped(value).getShape() << "]";
}

// One scale per slot, or one for all.
template <typename OpTy>
LogicalResult verifyScales(OpTy op, Value value, StringRef name,
                                  int64_t slots) {
  if (!value || shaped(value).getShape() == ArrayRef<int64_t>{1})
    return success();
  return verifyShape(op, value, name, {slots});
}

/// The geometry of a filter's attributes over an input of `shape` [batch, spatial.., C].
inline PixelGeometry pixelsOf(ArrayRef<int64_t> shape, ArrayRef<int64_t> kernel,
                              ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations,
                              ArrayRef<int64_t> padding, int64_t padValue) {
  PixelGeometry pixels;
  pixels.batch = shape.front();
  pixels.channels = shape.back();
  pixels.sizes = SmallVector<int64_t>(shape.drop_front().drop_back());
  pixels.kernel = SmallVector<int64_t>(kernel);
  pixels.strides = SmallVector<int64_t>(strides);
  pixels.dilations = SmallVector<int64_t>(dilations);
  pixels.low = SmallVector<int64_t>(padding.take_front(kernel.size()));
  pixels.high = SmallVector<int64_t>(padding.drop_front(kernel.size()));
  pixels.padValue = padValue;
  return pixels;
}

/// One positive number of each list (of padding two that are not negative) per spatial
/// dimension, and a pad value that is a code of the input; else an error.
template <typename OpTy>
LogicalResult verifyWindow(OpTy op, ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                           ArrayRef<int64_t> dilations, ArrayRef<int64_t> padding,
                           int64_t padValue) {
  size_t rank = kernel.size();
  for (auto [name, numbers, size, least] : {std::tuple("kernel", kernel, rank, 1),
                                            std::tuple("strides", strides, rank, 1),
                                            std::tuple("dilations", dilations, rank, 1),
                                            std::tuple("padding", padding, 2 * rank, 0)})
    if (rank == 0 || numbers.size() != size ||
        llvm::any_of(numbers, [least = least](int64_t n) { return n < least; }))
      return op.emitOpError() << "expected " << name << " of " << size
                              << " numbers >= " << least << ", got [" << numbers << "]";
  int64_t lowest = op.getUnsignedInput() ? 0 : -128;
  if (padValue >= lowest && padValue <= lowest + 255)
    return success();
  return op.emitOpError() << "expected a pad_value in [" << lowest << ", " << lowest + 255
                          << "], got " << padValue;
}

/// All tensors with a result of init's type, or all memrefs without; else an error.
template <typename OpTy> LogicalResult verifySemantics(OpTy op) {
  Type init = op.getInit().getType();
  bool isBuffer = isa<MemRefType>(init);
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << operand.getType() << " beside " << init;
  if (isBuffer && op.getResult())
    return op.emitOpError() << "expected no result on memrefs, got "
                            << op.getResult().getType();
  if (!isBuffer && (!op.getResult() || op.getResult().getType() != init))
    return op.emitOpError() << "expected one result of type " << init << ", got "
                            << op->getResultTypes();
  return success();
}

template <typename OpTy> LogicalResult verifySign(OpTy op) {
  Type input = shaped(op.getInput()).getElementType();
  if (!input.isUnsignedInteger(8) || op.getUnsignedInput())
    return success();
  return op.emitOpError()
         << "expected unsigned_input on unsigned input, got none on " << input;
}

//===-- The epilogues of integer products -------------------------------===//

// The integer epilogue where there are no scales: complete or absent, its range, and the
// type of a result without it.
template <typename OpTy> LogicalResult verifyRescaled(OpTy op) {
  bool complete = op.getMultiplier() && op.getShift() && op.getOutZp() &&
                  op.getLo() && op.getHi() && op.getRounding();
  bool any = op.getMultiplier() || op.getShift() || op.getOutZp() ||
             op.getLo() || op.getHi() || op.getRounding();
  if (any && !complete)
    return op.emitOpError() << "expected multiplier, shift, out_zp, lo, hi and "
                               "rounding, all or none, got some";
  Type result = shaped(op.getInit()).getElementType();
  if (!any) {
    Type wanted = op.getRowScales() ? Type(Float32Type::get(op.getContext()))
                                    : IntegerType::get(op.getContext(), 32);
    if (result == wanted)
      return success();
    return op.emitOpError() << "expected an " << wanted << " result without a "
                            << "rescale, got " << result;
  }
  if (result.isF32())
    return op.emitOpError() << "expected an integer result of a rescale, got " << result;
  return verifyRescale(op);
}

template <typename OpTy> LogicalResult verifyScaleOperands(OpTy op) {
  if (!op.getRowScales() != !op.getColumnScales())
    return op.emitOpError() << "expected row_scales and column_scales, both or "
                               "none, got one";
  if (op.getRowScales() && op.getMultiplier())
    return op.emitOpError() << "expected scales or a rescale, got both";
  return success();
}

// Of i32, or with scales of f32 if at all.
template <typename OpTy> LogicalResult verifyBias(OpTy op) {
  bool isReal = static_cast<bool>(op.getRowScales());
  if (!op.getBias() && !isReal)
    return op.emitOpError() << "expected a bias of i32, got none";
  if (op.getBias() && shaped(op.getBias()).getElementType().isF32() != isReal)
    return op.emitOpError() << "expected a bias of " << (isReal ? "f32 with" : "i32 without")
                            << " scales, got " << op.getBias().getType();
  return success();
}

// The result and the operands of the epilogue.
template <typename OpTy> LogicalResult verifyEpilogueShapes(OpTy op, int64_t rows) {
  int64_t columns = op.getColumns();
  if (failed(verifyShape(op, op.getBias(), "bias", {columns})) ||
      failed(verifyShape(op, op.getMultiplier(), "multiplier", {columns})) ||
      failed(verifyShape(op, op.getShift(), "shift", {columns})) ||
      failed(verifyScales(op, op.getRowScales(), "row_scales", rows)) ||
      failed(verifyScales(op, op.getColumnScales(), "column_scales", columns)))
    return failure();
  return verifyShape(op, op.getInit(), "result", {rows, columns});
}

} // namespace mlir::qopt

#endif // QOPT_LIB_IR_GPUCHECKS_H
