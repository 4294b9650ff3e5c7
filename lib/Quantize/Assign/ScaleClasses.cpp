// SPDX-License-Identifier: Apache-2.0
// Union-find over values that must share quantization parameters; see the header.
#include "ScaleClasses.h"

#include "qopt/IR/ActivationChoice.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::AffineParams;

ScaleClasses::ScaleClasses(ArrayRef<Operation *> quantized,
                           FormatInterface format, bool symmetric)
    : commonFormat(format), symmetric(symmetric) {
  quantizedOps.insert(quantized.begin(), quantized.end());
  for (Operation *op : quantized)
    addOp(op);
}

static bool isOwnRule(Operation *op) {
  std::string whyNot;
  return op && getScaleRule(op, whyNot) == ScaleRule::Own;
}

void ScaleClasses::addOp(Operation *op) {
  auto add = [&](Value v) {
    if (values.insert(v))
      classes.insert(v.getAsOpaquePointer());
  };
  for (unsigned i : getDataOperands(op))
    if (!getConstant(op->getOperand(i)))
      add(op->getOperand(i));
  add(op->getResult(0));

  std::string whyNot;
  if (getScaleRule(op, whyNot) == ScaleRule::SameAsInput)
    uniteSameAsInput(op);
  Value input = op->getOperand(0);
  Operation *producer = input.getDefiningOp();
  // A clamp is free when its input has its parameters; nothing else reads the input.
  if (isClamp(op) && producer && quantizedOps.contains(producer) &&
      isOwnRule(producer) && !isClamp(producer) && input.hasOneUse()) {
    followsClamp.insert(input);
    classes.unionSets(input.getAsOpaquePointer(),
                      op->getResult(0).getAsOpaquePointer());
  }
}

// A softmax, or its elements moved: its integer form has a power-of-two scale, so
// it cannot take part in a calibrated class.
static bool comesFromSoftmax(Value value) {
  std::string whyNot;
  Operation *op = value.getDefiningOp();
  while (op && !isa<BinaryOp, ConcatOp>(op) &&
         getScaleRule(op, whyNot) == ScaleRule::SameAsInput)
    op = op->getOperand(0).getDefiningOp();
  return isa_and_nonnull<SoftmaxOp>(op);
}

void ScaleClasses::uniteSameAsInput(Operation *op) {
  Value result = op->getResult(0);
  SmallVector<unsigned> data = getDataOperands(op);
  bool onlySoftmax = llvm::all_of(
      data, [&](unsigned i) { return comesFromSoftmax(op->getOperand(i)); });
  for (unsigned i : data) {
    Value operand = op->getOperand(i);
    if (getConstant(operand)) {
      constantMembers.push_back({operand, result});
      continue;
    }
    // An input with other readers keeps its finer scale: a requantize is cheaper
    // than the precision the others would lose.
    bool keepsOwn = isa<ConcatOp>(op) && !operand.hasOneUse();
    keepsOwn |= isa<ConcatOp, BinaryOp>(op) && !onlySoftmax &&
                comesFromSoftmax(operand);
    if (keepsOwn) {
      separateInputs.push_back({operand, result});
      continue;
    }
    classes.unionSets(operand.getAsOpaquePointer(), result.getAsOpaquePointer());
  }
}

Value ScaleClasses::getLeader(Value value) const {
  return Value::getFromOpaquePointer(
      classes.getLeaderValue(value.getAsOpaquePointer()));
}

AffineParams ScaleClasses::getParams(Value value) const {
  return solved.lookup(getLeader(value)).params;
}

FormatInterface ScaleClasses::getFormat(Value value) const {
  return solved.lookup(getLeader(value)).format;
}

// Whether values of the class may be below what the format can say.
static bool lacksSign(FormatInterface format, double lo) {
  const auto *table = format.getTable();
  return table && !table->isSigned() && lo < 0;
}

// The first choice, or the first with a sign where the class needs one.
LogicalResult ScaleClasses::includeFormat(Value value, Class &cls) {
  auto chosen = getChosenFormat(value);
  if (failed(chosen))
    return failure();
  if (*chosen && (!cls.format || (lacksSign(cls.format, cls.lo) &&
                                  !lacksSign(*chosen, cls.lo))))
    cls.format = *chosen;
  cls.isChosen |= bool(*chosen);
  return success();
}

void ScaleClasses::Class::include(double low, double high, bool isOwn) {
  hasRange = true;
  lo = std::min(lo, low);
  hi = std::max(hi, high);
  ownLo = isOwn ? std::min(ownLo, low) : ownLo;
  ownHi = isOwn ? std::max(ownHi, high) : ownHi;
}

// What an op that moves elements in float hands on has its operands' ranges.
void ScaleClasses::includeMoved(Value value, Class &cls) {
  Operation *op = value.getDefiningOp();
  if (!op || !movesOnly(op) || quantizedOps.contains(op))
    return;
  for (unsigned i : getDataOperands(op)) {
    if (auto elements = getConstantFloats(op->getOperand(i)))
      for (double v : *elements)
        cls.include(v, v, /*isOwn=*/true);
    else
      includeRange(op->getOperand(i), cls);
  }
}

void ScaleClasses::includeRange(Value value, Class &cls) {
  auto range = dyn_cast_or_null<DenseFPElementsAttr>(
      getValueAttr(value, QOptDialect::kRangeAttr));
  if (!range || range.getNumElements() != 2 ||
      !range.getElementType().isF32())
    return includeMoved(value, cls);
  auto bounds = range.getValues<float>();
  Operation *op = value.getDefiningOp();
  cls.include(bounds[0], bounds[1],
              !op || !quantizedOps.contains(op) || isOwnRule(op));
}

// Fixed parameters are made for integers that are numbers; other formats take the
// calibrated range.
void ScaleClasses::includeFixed(Value value, Class &cls) {
  std::string whyNot;
  Operation *op = value.getDefiningOp();
  if (!cls.format.isUniform() || !op || !quantizedOps.contains(op) ||
      getScaleRule(op, whyNot) != ScaleRule::Fixed)
    return;
  AffineParams params = getFixedParams(op, cls.format);
  if (symmetric && isa<UnaryOp>(op) && params.zeroPoint != 0)
    return; // range-based, zero point 0
  if (cls.fixed && (cls.fixed->scale != params.scale ||
                    cls.fixed->zeroPoint != params.zeroPoint))
    cls.fixedDiffer = true;
  cls.fixed = params;
}

// An input that keeps its own parameters must still fit its reader's.
void ScaleClasses::includeInput(Value operand, Value result) {
  Class from = solved.lookup(getLeader(operand));
  if (from.fixed && !from.fixedDiffer) {
    double s = from.fixed->scale;
    int64_t z = from.fixed->zeroPoint;
    from.hasRange = true;
    FormatInterface format = from.format;
    from.lo = std::min(from.lo, static_cast<double>(format.getMinCode() - z) * s);
    from.hi = std::max(from.hi, static_cast<double>(format.getMaxCode() - z) * s);
  }
  if (!from.hasRange)
    return;
  solved[getLeader(result)].include(from.lo, from.hi, /*isOwn=*/true);
}

LogicalResult ScaleClasses::chooseParams(Class &cls, Value leader) {
  FormatInterface format = cls.format;
  if (cls.fixed && !cls.fixedDiffer) {
    // Other members may lie outside the fixed range (a concat of a sigmoid and
    // something else): half a step of saturation is allowed. Those of fixed
    // parameters lie within, whatever clip was chosen for them.
    double s = cls.fixed->scale;
    double lo = (format.getMinCode() - cls.fixed->zeroPoint - 0.5) * s;
    double hi = (format.getMaxCode() - cls.fixed->zeroPoint + 1.5) * s;
    if (cls.ownLo >= lo && cls.ownHi <= hi) {
      cls.params = *cls.fixed;
      return success();
    }
  }
  if (!cls.hasRange)
    return emitError(leader.getLoc())
           << "expected a calibrated range for node '"
           << getValueName(leader) << "' or a value that shares its "
           << "scale, got none";
  auto params = format.chooseParams(cls.lo, cls.hi, symmetric);
  if (!params)
    return emitError(leader.getLoc())
           << "expected a finite calibrated range for node '"
           << getValueName(leader) << "', got [" << cls.lo << ", "
           << cls.hi << "]";
  // Who chose a format for this very value has seen its distribution.
  if (!cls.isChosen && lacksSign(format, cls.lo))
    return emitError(leader.getLoc())
           << "expected a format with negative values for node '"
           << getValueName(leader) << "', whose range is [" << cls.lo << ", " << cls.hi
           << "], got " << format;
  cls.params = *params;
  return success();
}

LogicalResult ScaleClasses::solve() {
  for (Value value : values)
    if (!followsClamp.contains(value))
      includeRange(value, solved[getLeader(value)]);
  for (auto [constant, member] : constantMembers) {
    Class &cls = solved[getLeader(member)];
    SmallVector<double> elements = *getConstantFloats(constant);
    for (double v : elements)
      cls.include(v, v, /*isOwn=*/true);
  }
  for (Value value : values)
    if (!followsClamp.contains(value) &&
        failed(includeFormat(value, solved[getLeader(value)])))
      return failure();
  for (Value value : values) {
    Class &cls = solved[getLeader(value)];
    if (!cls.format)
      cls.format = commonFormat;
    includeFixed(value, cls);
  }
  // In program order, so that a concatenation of concatenations has all ranges.
  for (auto [operand, result] : separateInputs)
    includeInput(operand, result);
  for (Value value : values)
    if (getLeader(value) == value && failed(chooseParams(solved[value], value)))
      return failure();
  return success();
}
