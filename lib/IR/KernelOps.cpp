// SPDX-License-Identifier: Apache-2.0
// qopt.packed_conv and qopt.packed_depthwise: verifiers, memory effects, and
// the geometry they share.
#include "BufferEffects.h"
#include "KernelChecks.h"
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

static ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

template <typename OpTy>
static KernelGeometry geometryOf(OpTy op, bool isDepthwise) {
  KernelGeometry g;
  g.kernel.assign(op.getKernel().begin(), op.getKernel().end());
  g.strides.assign(op.getStrides().begin(), op.getStrides().end());
  g.dilations.assign(op.getDilations().begin(), op.getDilations().end());
  g.channels = shaped(op.getInput()).getShape().back();
  g.features = shaped(op.getInit()).getShape().back();
  g.groups = static_cast<int64_t>(op.getGroups());
  g.isFloat = isa<FloatType>(shaped(op.getInput()).getElementType());
  g.isDepthwise = isDepthwise;
  return g;
}

KernelGeometry PackedConvOp::getGeometry() { return geometryOf(*this, false); }
KernelGeometry PackedDepthwiseOp::getGeometry() {
  return geometryOf(*this, true);
}

//===-- Verifiers ---------------------------------------------------------===//

template <typename OpTy>
static LogicalResult verifyWindow(OpTy op, bool isDepthwise) {
  ArrayRef<int64_t> input = shaped(op.getInput()).getShape();
  ArrayRef<int64_t> result = shaped(op.getInit()).getShape();
  size_t spatial = op.getKernel().size(); // packed_conv_c1, packed_depthwise_c1
  if (input.size() != spatial + 2 || result.size() != spatial + 2)
    return op.emitOpError() << "expected input and result of rank "
                            << spatial + 2 << " for a kernel of " << spatial
                            << " dimensions, got ranks " << input.size()
                            << " and " << result.size();
  if (failed(verifyAttr(op, "kernel", op.getKernel(), spatial, 1)) ||
      failed(verifyAttr(op, "strides", op.getStrides(), spatial, 1)) ||
      failed(verifyAttr(op, "dilations", op.getDilations(), spatial, 1)))
    return failure();
  // packed_conv_c2, packed_depthwise_c2
  int64_t groups = static_cast<int64_t>(op.getGroups());
  bool divides = groups >= 1 && input.back() % groups == 0 &&
                 result.back() % groups == 0;
  if (isDepthwise && (groups != input.back() || groups != result.back()))
    return op.emitOpError()
           << "expected as many groups as input and output channels, got "
           << groups << " groups, " << input.back() << " and "
           << result.back() << " channels";
  if (!divides)
    return op.emitOpError() << "expected groups to divide " << input.back()
                            << " channels and " << result.back()
                            << " features, got " << groups;
  SmallVector<int64_t> wanted{input[0]}; // packed_conv_c3, packed_depthwise_c3
  for (size_t i = 0; i < spatial; ++i)
    wanted.push_back(convOutputSize(input[i + 1], op.getKernel()[i],
                                    op.getStrides()[i], 0, 0,
                                    op.getDilations()[i]));
  wanted.push_back(result.back());
  if (wanted != result || llvm::is_contained(wanted, 0))
    return op.emitOpError() << "expected a non-empty result of shape ["
                            << wanted << "], got [" << result << "]";
  return success();
}

template <typename OpTy>
static LogicalResult verifyTypes(OpTy op) {
  // packed_conv_c4, packed_depthwise_c4
  Type input = shaped(op.getInput()).getElementType();
  Type weights = shaped(op.getWeights()).getElementType();
  Type bias = shaped(op.getBias()).getElementType();
  Type result = shaped(op.getInit()).getElementType();
  bool isFloat = input.isF32() && weights.isF32() && bias.isF32() &&
                 result.isF32() && !op.getMultiplier();
  bool isInteger = input.isInteger(8) && weights.isSignlessInteger(8) &&
                   bias.isSignlessInteger(32) && !result.isF32();
  if (!isFloat && !isInteger)
    return op.emitOpError() << "expected all f32 without a rescale, or an 8-bit "
                               "input, i8 weights and an i32 bias, got "
                            << input << ", " << weights << ", " << bias
                            << " and result " << result;
  // packed_conv_c9, packed_depthwise_c9
  if ((input.isUnsignedInteger(8) && !op.getUnsignedInput()) ||
      (isFloat && op.getUnsignedInput()))
    return op.emitOpError() << "expected unsigned_input "
                            << (isFloat ? "on integer input only, got it on "
                                        : "on unsigned input, got none on ")
                            << input;
  return success();
}

template <typename OpTy>
static LogicalResult verifyPackedShapes(OpTy op) {
  // packed_conv_c5, packed_depthwise_c5
  KernelGeometry geometry = op.getGeometry();
  SmallVector<int64_t> channel = geometry.channelShape();
  if (failed(verifyPackedShape(op, op.getWeights(), "weights",
                               geometry.weightShape())) ||
      failed(verifyPackedShape(op, op.getBias(), "bias", channel)) ||
      failed(verifyPackedShape(op, op.getMultiplier(), "multiplier", channel)))
    return failure();
  return verifyPackedShape(op, op.getShift(), "shift", channel);
}

template <typename OpTy>
static LogicalResult verifyClamp(OpTy op) {
  // packed_conv_c7, packed_depthwise_c7
  Type result = shaped(op.getInit()).getElementType();
  for (std::optional<APFloat> bound : {op.getClampLo(), op.getClampHi()})
    if (bound && (!result.isF32() || bound->isNaN()))
      return op.emitOpError() << "expected clamp bounds that are numbers, on a "
                                 "float result only, got "
                              << bound->convertToFloat() << " on " << result;
  return success();
}

template <typename OpTy>
static LogicalResult verifySemantics(OpTy op) {
  // packed_conv_c10, packed_depthwise_c10
  bool isBuffer = isa<MemRefType>(op.getInit().getType());
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << operand.getType() << " beside "
                              << op.getInit().getType();
  if (isBuffer && op->getNumResults() != 0)
    return op.emitOpError() << "expected no result on memrefs, got "
                            << op->getResult(0).getType();
  if (!isBuffer && (op->getNumResults() != 1 ||
                    op->getResult(0).getType() != op.getInit().getType()))
    return op.emitOpError() << "expected one result of type "
                            << op.getInit().getType() << ", got "
                            << op->getResultTypes();
  return success();
}

template <typename OpTy>
static LogicalResult verifyKernel(OpTy op, bool isDepthwise) {
  if (failed(verifySemantics(op)) || failed(verifyTypes(op)) ||
      failed(verifyWindow(op, isDepthwise)) || failed(verifyPackedShapes(op)) ||
      failed(verifyRescale(op)) || // packed_conv_c6, packed_depthwise_c6
      failed(verifyClamp(op)))
    return failure();
  return verifyNarrow(op); // packed_conv_c8, packed_depthwise_c8
}

static LogicalResult verifyZeroRows(PackedConvOp op) {
  std::optional<ArrayRef<int64_t>> rows = op.getZeroRows(); // packed_conv_c11
  if (!rows)
    return success();
  if (op.getGeometry().isFloat || op.getKernel().empty())
    return op.emitOpError() << "expected zero_rows on an integer convolution only";
  int64_t size = shaped(op.getInput()).getDimSize(1);
  if (rows->size() == 2 && rows->front() >= 0 && rows->back() >= 0 &&
      rows->front() <= size && rows->back() <= size - rows->front())
    return success();
  return op.emitOpError() << "expected zero_rows of two sizes >= 0 that are no more than "
                          << size << " together, got [" << *rows << "]";
}

LogicalResult PackedConvOp::verify() {
  return failed(verifyKernel(*this, false)) ? failure() : verifyZeroRows(*this);
}
LogicalResult PackedDepthwiseOp::verify() { return verifyKernel(*this, true); }

//===-- Memory effects ----------------------------------------------------===//

using Effects =
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

void PackedConvOp::getEffects(Effects &effects) { addBufferEffects(*this, effects); }
void PackedDepthwiseOp::getEffects(Effects &effects) {
  addBufferEffects(*this, effects);
}
