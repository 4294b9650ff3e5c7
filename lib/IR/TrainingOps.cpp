// SPDX-License-Identifier: Apache-2.0
// qopt.optimizer_step: its attributes as Numerics reads them, verifier and
// memory effects.
#include "BufferEffects.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

template <typename A, typename B> static constexpr bool same(A a, B b) {
  return static_cast<uint32_t>(a) == static_cast<uint32_t>(b);
}
static_assert(same(OptimizerKind::adam, num::OptimizerKind::Adam) &&
                  same(OptimizerKind::momentum, num::OptimizerKind::Momentum) &&
                  same(OptimizerKind::lion, num::OptimizerKind::Lion) &&
                  same(OptimizerKind::rmsprop, num::OptimizerKind::RmsProp) &&
                  same(OptimizerKind::adagrad, num::OptimizerKind::Adagrad) &&
                  same(DecayRule::coupled, num::DecayRule::Coupled) &&
                  same(DecayRule::before, num::DecayRule::Before) &&
                  same(DecayRule::after, num::DecayRule::After) &&
                  same(EpsRule::outside, num::EpsRule::Outside) &&
                  same(EpsRule::scaled, num::EpsRule::Scaled) &&
                  same(EpsRule::inside_root, num::EpsRule::InsideRoot) &&
                  same(ZeroRule::nearest, num::ZeroRule::Nearest) &&
                  same(ZeroRule::keep_negative, num::ZeroRule::KeepNegative) &&
                  same(ZeroRule::keep_sign, num::ZeroRule::KeepSign),
              "the dialect's optimizer enums are Numerics' by value");

static ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

//===-- Reading the attributes --------------------------------------------===//

num::OptimizerSpec OptimizerStepOp::getSpec() {
  auto read = [](std::optional<APFloat> value, double none) {
    return value ? value->convertToDouble() : none;
  };
  num::OptimizerSpec spec;
  spec.kind = static_cast<num::OptimizerKind>(getKind());
  spec.beta1 = read(getBeta1(), spec.beta1);
  spec.beta2 = read(getBeta2(), spec.beta2);
  spec.eps = read(getEps(), spec.eps);
  spec.weightDecay = read(getWeightDecay(), 0);
  spec.decay = static_cast<num::DecayRule>(getDecay());
  spec.epsRule =
      static_cast<num::EpsRule>(getEpsRule().value_or(EpsRule::outside));
  spec.zeroRule =
      static_cast<num::ZeroRule>(getZeroRule().value_or(ZeroRule::nearest));
  return spec;
}

Value OptimizerStepOp::getRoot() {
  return num::usesCorrection(getSpec().kind) ? getScalars()[1] : Value();
}

Value OptimizerStepOp::getKeep() {
  return getDecay() == DecayRule::coupled ? Value() : getScalars().back();
}

//===-- Verifier ----------------------------------------------------------===//

static LogicalResult verifyStates(OptimizerStepOp op) {
  ShapedType parameter = shaped(op.getParameter());
  for (Value other : op->getOperands().slice(1, 1 + op.getStates().size()))
    if (shaped(other).getShape() != parameter.getShape() ||
        parameter.getNumElements() == 0) // optimizer_step_c1
      return op.emitOpError()
             << "expected parameter, gradient and states of one shape that has "
                "elements, got "
             << parameter << " and " << other.getType();
  // optimizer_step_c2
  size_t states = num::numStates(op.getSpec().kind);
  if (op.getStates().size() != states)
    return op.emitOpError()
           << "expected " << states << " states of "
           << stringifyOptimizerKind(op.getKind()) << ", got "
           << op.getStates().size();
  auto isFloat = [](Value v) { return shaped(v).getElementType().isF32(); };
  if (isFloat(op.getStates().front()) != isFloat(op.getStates().back()))
    return op.emitOpError() << "expected states that are all f32 or all 8-bit, "
                               "got "
                            << op.getStates().getTypes();
  return success();
}

// optimizer_step_c3
static LogicalResult verifyBlocks(OptimizerStepOp op) {
  if (shaped(op.getStates().front()).getElementType().isF32()) {
    if (op.hasCodes() || op.getBlock() || op.getZeroRule())
      return op.emitOpError() << "expected f32 states without absmax, block and "
                                 "zero_rule";
    return success();
  }
  if (op.getAbsmax().size() != op.getStates().size() || !op.getZeroRule() ||
      !op.getBlock())
    return op.emitOpError() << "expected 8-bit states with a block, a zero_rule "
                               "and one absmax each, got "
                            << op.getAbsmax().size() << " absmax for "
                            << op.getStates().size() << " states";
  auto block = static_cast<int64_t>(*op.getBlock());
  if (block < 1)
    return op.emitOpError() << "expected a block of >= 1 elements, got "
                            << block;
  int64_t elements = shaped(op.getParameter()).getNumElements();
  int64_t blocks = elements / block + (elements % block != 0);
  for (Value absmax : op.getAbsmax())
    if (shaped(absmax).getShape() != ArrayRef<int64_t>{blocks})
      return op.emitOpError()
             << "expected absmax of shape [" << blocks << "] for " << elements
             << " elements in blocks of " << block << ", got "
             << absmax.getType();
  return success();
}

// optimizer_step_c4
static LogicalResult verifyScalars(OptimizerStepOp op) {
  size_t wanted = 1 + size_t(num::usesCorrection(op.getSpec().kind)) +
                  size_t(op.getDecay() != DecayRule::coupled);
  bool ranks = llvm::all_of(op.getScalars(),
                            [](Value v) { return shaped(v).getRank() == 0; });
  if (op.getScalars().size() == wanted && ranks)
    return success();
  return op.emitOpError() << "expected " << wanted
                          << " scalars of rank 0 for "
                          << stringifyOptimizerKind(op.getKind())
                          << " with decay " << stringifyDecayRule(op.getDecay())
                          << ", got " << op.getScalars().getTypes();
}

static LogicalResult verifyHyperparameters(OptimizerStepOp op) {
  num::OptimizerSpec spec = op.getSpec();
  // optimizer_step_c5
  struct {
    StringRef name;
    bool given, used;
  } const attributes[] = {
      {"beta1", op.getBeta1().has_value(), num::usesBeta1(spec.kind)},
      {"beta2", op.getBeta2().has_value(), num::usesBeta2(spec.kind)},
      {"eps", op.getEps().has_value(), num::usesEps(spec.kind)},
      {"eps_rule", op.getEpsRule().has_value(), num::usesEps(spec.kind)},
      // optimizer_step_c6
      {"weight_decay", op.getWeightDecay().has_value(),
       op.getDecay() == DecayRule::coupled},
  };
  for (auto [name, given, used] : attributes)
    if (given != used)
      return op.emitOpError()
             << "expected " << (used ? "" : "no ") << name << " for "
             << stringifyOptimizerKind(op.getKind()) << " with decay "
             << stringifyDecayRule(op.getDecay()) << ", got "
             << (given ? "one" : "none");
  std::string error = num::check(spec);
  if (!error.empty())
    return op.emitOpError() << error;
  return success();
}

// optimizer_step_c7
static LogicalResult verifyDestinations(OptimizerStepOp op) {
  SmallVector<Type> wanted{op.getParameter().getType()};
  llvm::append_range(wanted, op.getStates().getTypes());
  llvm::append_range(wanted, op.getAbsmax().getTypes());
  if (!llvm::equal(op.getInits().getTypes(), wanted))
    return op.emitOpError() << "expected destinations of types " << wanted
                            << ", got " << op.getInits().getTypes();
  bool isBuffer = isa<MemRefType>(wanted.front());
  for (Type type : op->getOperandTypes())
    if (isa<MemRefType>(type) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << type << " beside " << wanted.front();
  if (!llvm::equal(op.getResultTypes(), isBuffer ? ArrayRef<Type>() : wanted))
    return op.emitOpError()
           << "expected results of the destinations' types on tensors and none "
              "on memrefs, got "
           << op.getResultTypes();
  return success();
}

LogicalResult OptimizerStepOp::verify() {
  if (failed(verifyStates(*this)) || failed(verifyBlocks(*this)) ||
      failed(verifyScalars(*this)) || failed(verifyHyperparameters(*this)))
    return failure();
  return verifyDestinations(*this);
}

void OptimizerStepOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
