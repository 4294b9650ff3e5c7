// SPDX-License-Identifier: Apache-2.0
// The rules of quantization per op kind; see the header.
#include "qopt/Quantize/Assign/QuantizableOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::AffineParams;

using MaybeRule = std::optional<ScaleRule>;

// Whether the value is constant, in float or (after --qopt-insert-qdq) as codes.
static bool isConstantData(Value value) {
  if (auto dequantize = value.getDefiningOp<DequantizeOp>())
    value = dequantize.getInput();
  if (auto assemble = value.getDefiningOp<AssembleOp>())
    value = assemble.getCodes();
  return bool(getConstant(value));
}

static bool areConstant(ArrayRef<Value> values) {
  return llvm::all_of(values, [](Value v) { return !v || getConstant(v); });
}

static MaybeRule ruleOf(UnaryOp op) {
  switch (op.getKind()) {
  case UnaryKind::sigmoid:
  case UnaryKind::tanh:
    return ScaleRule::Fixed;
  default: // every function of one 8-bit code is a table
    return ScaleRule::Own;
  }
}

static MaybeRule ruleOf(BinaryOp op, std::string &whyNot) {
  switch (op.getKind()) {
  case BinaryKind::add:
  case BinaryKind::sub:
  case BinaryKind::mul:
    return ScaleRule::Own;
  case BinaryKind::max:
  case BinaryKind::min:
    return ScaleRule::SameAsInput;
  case BinaryKind::prelu:
    if (isConstantData(op.getRhs()))
      return ScaleRule::Own;
    whyNot = "prelu with a slope that is not constant has no integer form";
    return std::nullopt;
  case BinaryKind::div:
    if (isConstantData(op.getRhs()))
      return ScaleRule::Own;
    whyNot = "division by a value that is not constant has no integer form";
    return std::nullopt;
  default:
    whyNot = ("binary " + stringifyBinaryKind(op.getKind()) +
              " has no integer form")
                 .str();
    return std::nullopt;
  }
}

// An average whose windows all hold the same number of positions is a sum and
// a rescale; otherwise the division must keep the scale.
static MaybeRule ruleOf(PoolOp op) {
  if (op.getKind() == PoolKind::max)
    return ScaleRule::SameAsInput;
  return op.getKind() == PoolKind::average && hasPartialWindows(op)
             ? ScaleRule::SameAsInput
             : ScaleRule::Own;
}

static MaybeRule ruleOf(ReduceOp op, std::string &whyNot) {
  switch (op.getKind()) {
  case ReduceKind::max:
  case ReduceKind::min:
    return ScaleRule::SameAsInput;
  case ReduceKind::sum:
  case ReduceKind::mean:
    return ScaleRule::Own;
  default:
    whyNot = ("reduce " + stringifyReduceKind(op.getKind()) +
              " has no integer form")
                 .str();
    return std::nullopt;
  }
}

static MaybeRule ruleOf(ResizeOp op, std::string &whyNot) {
  for (Attribute p : op.getPositions())
    if (cast<DenseElementsAttr>(p).getType().getShape()[1] != 1) {
      whyNot = "interpolating resize has no integer form";
      return std::nullopt;
    }
  return ScaleRule::SameAsInput;
}

MaybeRule mlir::qopt::getScaleRule(Operation *op, std::string &whyNot) {
  return llvm::TypeSwitch<Operation *, MaybeRule>(op)
      .Case<ConvOp, MatmulOp>([&](auto o) -> MaybeRule {
        if (!isWeightOnly(o.getOperation()))
          return ScaleRule::Own;
        whyNot = "its weights are quantized already, its activations are not";
        return std::nullopt;
      })
      .Case([](UnaryOp o) { return ruleOf(o); })
      .Case([&](BinaryOp o) { return ruleOf(o, whyNot); })
      .Case([](PoolOp o) { return ruleOf(o); })
      .Case([&](ReduceOp o) { return ruleOf(o, whyNot); })
      .Case([](SoftmaxOp) { return ScaleRule::Fixed; })
      .Case([&](NormOp o) -> MaybeRule {
        if (areConstant({o.getGain(), o.getBias()}))
          return ScaleRule::Own;
        whyNot = "a normalization whose gain or bias is not constant has no "
                 "integer form";
        return std::nullopt;
      })
      .Case([&](RotaryOp o) -> MaybeRule {
        if (areConstant({o.getCos(), o.getSin()}))
          return ScaleRule::Own;
        whyNot = "a rotation by angles that are not constant has no integer form";
        return std::nullopt;
      })
      .Case([&](ResizeOp o) { return ruleOf(o, whyNot); })
      .Case<ReshapeOp, TransposeOp, BroadcastOp, ConcatOp, SliceOp, PadOp,
            GatherOp>([](auto) { return ScaleRule::SameAsInput; })
      .Default([&](Operation *o) -> MaybeRule {
        whyNot = (o->getName().getStringRef() + " has no integer form").str();
        return std::nullopt;
      });
}

bool mlir::qopt::isClamp(Operation *op) {
  auto unary = dyn_cast<UnaryOp>(op);
  return unary && (unary.getKind() == UnaryKind::relu ||
                   unary.getKind() == UnaryKind::clip);
}

bool mlir::qopt::movesOnly(Operation *op) {
  return isa<ReshapeOp, TransposeOp, BroadcastOp, ConcatOp, SliceOp, PadOp,
             GatherOp, ResizeOp>(op);
}

AffineParams mlir::qopt::getFixedParams(Operation *op, FormatInterface format) {
  int64_t lo = format.getMinCode(), hi = format.getMaxCode();
  float steps = static_cast<float>(int64_t{1} << format.getBits());
  auto softmax = dyn_cast<SoftmaxOp>(op);
  if (softmax && softmax.getLog())
    return {16.0f / steps, hi};
  auto unary = dyn_cast<UnaryOp>(op);
  if (unary && unary.getKind() == UnaryKind::tanh)
    return {2.0f / steps, format.isSignedCode() ? 0 : (hi + 1) / 2};
  return {1.0f / steps, lo};
}

SmallVector<unsigned> mlir::qopt::getDataOperands(Operation *op) {
  if (isa<ConvOp, MatmulOp>(op))
    return {0, 1};
  if (isa<BinaryOp>(op))
    return {0, 1};
  if (auto concat = dyn_cast<ConcatOp>(op))
    return llvm::to_vector(
        llvm::seq<unsigned>(0, concat.getInputs().size()));
  return {0};
}

bool mlir::qopt::isFilterOperand(Operation *op, unsigned index) {
  return isa<ConvOp, MatmulOp>(op) && index == 1;
}
