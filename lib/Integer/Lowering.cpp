// SPDX-License-Identifier: Apache-2.0
// What all integer lowering rules share: look-up of codes, and the rescale.
#include "Lowering.h"

#include "qopt/IR/RunsOps.h"
#include "qopt/Numerics/Requantize.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

RankedTensorType Lowering::withElement(Value like, Type elementType) {
  return RankedTensorType::get(
      cast<RankedTensorType>(like.getType()).getShape(), elementType);
}

Value Lowering::constant(Location loc, Type elementType,
                         ArrayRef<int64_t> shape, ArrayRef<int64_t> values) {
  return createIntConstant(builder, loc, elementType, shape, values);
}

Value Lowering::splat(Location loc, Type elementType, int64_t value) {
  return createIntConstant(builder, loc, elementType, {}, value);
}

// Static parameters of a quantized type from its scale and zero-point values.
static FailureOr<Coded> staticParams(Operation *user, RankedTensorType type,
                                     QuantParams params) {
  if (params.zeroPoint && hasRealZeroPoint(params.zeroPoint))
    return user->emitError() << "expected i32 zero points in node '"
                             << getNodeName(user)
                             << "', got f32, which no integer can stand for";
  auto scales = getConstantFloats(params.scale);
  auto zeroPoints = getConstantInts(params.zeroPoint);
  if (!scales || !zeroPoints)
    return user->emitError()
           << "expected static scales and zero points in node '"
           << getNodeName(user) << "', got parameters known only at run time";
  Coded result;
  QType q = getQType(type);
  result.format = q.getFormat();
  result.scales = *scales;
  result.zeroPoints = *zeroPoints;
  if (auto channel = dyn_cast<ChannelGranularityAttr>(q.getGranularity()))
    result.axis = channel.getAxis();
  else if (!isa<TensorGranularityAttr>(q.getGranularity()))
    return user->emitError()
           << "expected parameters per tensor or channel in node '"
           << getNodeName(user) << "', got " << q.getGranularity();
  return result;
}

static InFlightDiagnostic refuseFormat(Operation *user, FormatInterface format) {
  return user->emitError()
         << "expected a format of integers of at most 16 bits in node '"
         << getNodeName(user) << "', got " << format;
}

FailureOr<Coded> Lowering::coded(Operation *user, Value quantized) {
  auto found = codedOf.find(quantized);
  if (found != codedOf.end())
    return found->second;
  return user->emitError() << "expected operand of node '" << getNodeName(user)
                           << "' to be lowered before, got "
                           << quantized.getType();
}

FailureOr<Coded> Lowering::integers(Operation *user, Value quantized) {
  auto codes = coded(user, quantized);
  if (failed(codes) || codes->format.isUniform())
    return codes;
  auto [at, isNew] = integersOf.try_emplace(quantized);
  if (isNew) {
    // One table for all readers, so beside the codes.
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointAfterValue(codes->codes);
    at->second = toIntegers(builder, *codes);
    counts.tables += at->second.codes && !getConstant(at->second.codes);
  }
  if (!at->second.codes)
    return refuseFormat(user, codes->format);
  return at->second;
}

FailureOr<Coded> Lowering::resultParams(Operation *op, bool anyFormat) {
  Value result = op->getResult(0);
  auto params = staticParams(op, cast<RankedTensorType>(result.getType()),
                             getQuantParams(result));
  if (failed(params) || anyFormat || getIntegerForm(params->format))
    return params;
  return refuseFormat(op, params->format);
}

void Lowering::define(Value quantized, Coded coded, Value codes) {
  coded.codes = codes;
  ++sharers[codes];
  codedOf[quantized] = std::move(coded);
}

Value Lowering::centred(Location loc, const Coded &x, Type elementType) {
  Value wide =
      CastOp::create(builder, loc, withElement(x.codes, elementType), x.codes);
  if (llvm::all_of(x.zeroPoints, [](int64_t z) { return z == 0; }))
    return wide;
  SmallVector<int64_t> shape;
  if (x.axis) {
    shape.assign(cast<RankedTensorType>(wide.getType()).getRank() - *x.axis, 1);
    shape[0] = static_cast<int64_t>(x.zeroPoints.size());
  }
  Value zeroPoints = constant(loc, elementType, shape, x.zeroPoints);
  return BinaryOp::create(builder, loc, wide.getType(), wide, zeroPoints,
                          Value(), Value(), BinaryKind::sub);
}

FailureOr<Value> Lowering::rescale(Operation *op, Value input,
                                   const RescaleSpec &spec) {
  SmallVector<int64_t> multipliers, shifts;
  for (double factor : spec.factors) {
    auto fixed = num::quantizeMultiplier(factor);
    // A left shift before the multiplication is a smaller right shift after.
    if (fixed && fixed->multiplier != 0)
      fixed->shift -= spec.leftShift;
    if (!fixed || fixed->shift < 0 || fixed->shift > 62)
      return op->emitError()
             << "expected a rescale factor below 2^" << 31 - spec.leftShift
             << " in node '" << getNodeName(op) << "', got " << factor;
    multipliers.push_back(fixed->multiplier);
    shifts.push_back(fixed->shift);
  }
  Location loc = op->getLoc();
  SmallVector<int64_t> shape{static_cast<int64_t>(multipliers.size())};
  Value multiplier = constant(loc, builder.getI32Type(), shape, multipliers);
  Value shift = constant(loc, builder.getI8Type(), shape, shifts);
  ++counts.rescales;
  return RescaleOp::create(builder, loc, withElement(input, spec.elementType),
                           input, multiplier, shift, spec.inZp, spec.outZp,
                           spec.lo, spec.hi, rounding)
      .getResult();
}

FailureOr<Value> Lowering::finish(Operation *op, const Unrounded &from,
                                  const Coded &result) {
  if (!result.format.isUniform())
    return finishTable(op, from, result);
  RescaleSpec spec;
  for (double s : from.scales)
    spec.factors.push_back(s / result.scale());
  spec.inZp = from.inZp;
  spec.outZp = result.zeroPoint();
  spec.lo = result.format.getMinCode();
  spec.hi = result.format.getMaxCode();
  spec.elementType = result.format.getStorageType();
  return rescale(op, from.integers, spec);
}

FailureOr<Value> Lowering::convertTo(Operation *op, const Coded &from,
                                     const Coded &to) {
  if (from.sameMeaning(to))
    return from.codes;
  if (!to.perTensor() || !llvm::all_equal(from.zeroPoints))
    return op->emitError() << "expected a per-tensor result and one zero point "
                              "in node '"
                           << getNodeName(op) << "', got per-channel ones";
  bool isUniform = from.format.isUniform() && to.format.isUniform();
  if (!isUniform && isOneByte(from))
    return recode(op->getLoc(), from, to, num::RoundingMode::NearestEven);
  Coded x = toIntegers(builder, from);
  if (!x.codes)
    return refuseFormat(op, from.format);
  return finish(op, {x.codes, x.scales, x.zeroPoint()}, to);
}

LogicalResult Lowering::lower(Operation *op) {
  if (isWeightOnly(op)) // float arithmetic
    return lowerReader(op, cast<MatmulOp>(op).getRhsMutable());
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](QuantizeOp o) { return lowerQuantize(o); })
      .Case([&](AssembleOp o) { return lowerAssemble(o); })
      .Case([&](CodesOp o) { return lowerCodes(o); })
      .Case([&](DequantizeOp o) { return lowerReader(o, o.getInputMutable()); })
      .Case([&](MatmulRunsOp o) { return lowerReader(o, o.getRhsMutable()); })
      .Case([&](RequantizeOp o) { return lowerRequantize(o); })
      .Case<ConvOp, MatmulOp>([&](auto) { return lowerLinear(op); })
      .Case([&](UnaryOp o) { return lowerUnary(o); })
      .Case([&](BinaryOp o) { return lowerBinary(o); })
      .Case([&](PoolOp o) { return lowerPool(o); })
      .Case([&](ReduceOp o) { return lowerReduce(o); })
      .Case([&](SoftmaxOp o) { return lowerSoftmax(o); })
      .Case([&](NormOp o) { return lowerNorm(o); })
      .Case([&](RotaryOp o) { return lowerRotary(o); })
      .Case([&](ConcatOp o) { return lowerConcat(o); })
      .Case<ReshapeOp, TransposeOp, BroadcastOp, SliceOp, PadOp, GatherOp,
            ResizeOp>([&](auto) { return lowerMove(op); })
      .Default([&](Operation *o) {
        return o->emitError() << "expected an op with an integer form in node '"
                              << getNodeName(o) << "', got " << o->getName();
      });
}
