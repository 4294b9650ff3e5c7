// SPDX-License-Identifier: Apache-2.0
// Walks the ops of a function in order, keeps values until their last use, and
// reports to the observer.
#include "qopt/Reference/Interpreter.h"

#include "EvaluateProduct.h"
#include "EvaluateRunTime.h"
#include "EvaluateGpu.h"
#include "EvaluateRuns.h"
#include "EvaluateSparse.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
/// What a function needs before its first run.
struct FunctionPlan {
  bool valid = false;
  /// Values that nobody reads after the op.
  DenseMap<Operation *, SmallVector<Value>> lastUses;
};
/// Calls nest; a cycle of calls must end with a message.
constexpr int kMaxCallDepth = 64;
/// A tensor larger than this is a mistake rather than a wish.
constexpr int64_t kMaxTensorBytes = int64_t{1} << 36;
} // namespace

class Interpreter::Impl {
public:
  explicit Impl(func::FuncOp function) : function(function) {}

  FailureOr<SmallVector<Tensor>> run(func::FuncOp callee,
                                     ArrayRef<Tensor> inputs);

  func::FuncOp function;
  Observer observer;

private:
  using Values = DenseMap<Value, Tensor>;
  const FunctionPlan *getPlan(func::FuncOp callee);
  LogicalResult execute(Operation *op, Values &values);
  FailureOr<SmallVector<Tensor>> call(func::CallOp op, const Values &values);
  FailureOr<Tensor> constant(Operation *op, Attribute value);

  DenseMap<Operation *, FunctionPlan> plans;
  DenseMap<Operation *, Tensor> constants;
  int depth = 0;
};

//===-- Preparation -------------------------------------------------------===//

// Every value must be a tensor that a Tensor can hold, of a sensible size.
static LogicalResult checkType(Location loc, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() ||
      getByteWidth(tensor.getElementType()) == 0)
    return emitError(loc) << "the interpreter expects static tensors of f32, "
                             "integers of at most 64 bits or qopt.q, got "
                          << type;
  int64_t bytes = getByteWidth(tensor.getElementType());
  for (int64_t dim : tensor.getShape())
    if (llvm::MulOverflow(bytes, dim, bytes) || bytes > kMaxTensorBytes)
      return emitError(loc) << "the interpreter expects tensors of at most "
                            << kMaxTensorBytes << " bytes, got " << type;
  return success();
}

static LogicalResult checkValues(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return function.emitError()
           << "the interpreter expects function '" << function.getName()
           << "' to have one block, got " << function.getBody().getBlocks().size();
  for (BlockArgument argument : function.getArguments())
    if (failed(checkType(function.getLoc(), argument.getType())))
      return failure();
  for (Operation &op : function.getBody().front())
    for (Type type : op.getResultTypes())
      if (failed(checkType(op.getLoc(), type)))
        return failure();
  return success();
}

const FunctionPlan *Interpreter::Impl::getPlan(func::FuncOp callee) {
  auto [it, isNew] = plans.try_emplace(callee);
  FunctionPlan &plan = it->second;
  if (!isNew)
    return plan.valid ? &plan : nullptr;
  if (failed(checkValues(callee)))
    return nullptr;
  plan.valid = true;
  auto endsAt = [&](Value value, Operation *definition) {
    Operation *last = definition;
    for (Operation *user : value.getUsers())
      if (!last || last->isBeforeInBlock(user))
        last = user;
    if (last)
      plan.lastUses[last].push_back(value);
  };
  for (BlockArgument argument : callee.getArguments())
    endsAt(argument, nullptr);
  for (Operation &op : callee.getBody().front())
    for (Value result : op.getResults())
      endsAt(result, &op);
  return &plan;
}

//===-- Running -----------------------------------------------------------===//

// As many scales and zero points as the type asks for.
static bool hasParamsOf(const Tensor &input, RankedTensorType type) {
  QType q = getQType(type);
  if (!q || !input.params)
    return !q && !input.params;
  const QuantValues &params = *input.params;
  int64_t slots = ShapedType::getNumElements(
      getScaleShape(q.getGranularity(), type.getShape()));
  return static_cast<int64_t>(params.scales.size()) ==
             ShapedType::getNumElements(getScaleShape(type)) &&
         static_cast<int64_t>(params.slots()) == slots &&
         (!params.isReal() || params.realZeroPoints.size() == params.slots());
}

static LogicalResult checkInputs(func::FuncOp function,
                                 ArrayRef<Tensor> inputs) {
  if (inputs.size() != function.getNumArguments())
    return function.emitError()
           << "expected " << function.getNumArguments() << " inputs of '"
           << function.getName() << "', got " << inputs.size();
  for (auto [i, input] : llvm::enumerate(inputs)) {
    auto wanted = cast<RankedTensorType>(function.getArgumentTypes()[i]);
    auto name = function.getArgAttrOfType<StringAttr>(i, QOptDialect::kNameAttr);
    std::string text = name ? " '" + name.str() + "'" : "";
    if (!input.getElementType())
      return function.emitError() << "expected input " << i << text
                                  << " to be " << wanted << ", got nothing";
    if (input.getType() != wanted)
      return function.emitError() << "expected input " << i << text
                                  << " to be " << wanted << ", got "
                                  << input.getType();
    if (!hasParamsOf(input, wanted))
      return function.emitError()
             << "expected input " << i << text << " to have "
             << (getQType(wanted) ? "the scales and zero points of "
                                  : "no scales and zero points, being ")
             << wanted << ", got " << (input.params ? input.params->scales.size() : 0)
             << " scales";
  }
  return success();
}

FailureOr<SmallVector<Tensor>>
Interpreter::Impl::run(func::FuncOp callee, ArrayRef<Tensor> inputs) {
  if (callee.isExternal())
    return callee.emitError() << "expected function '" << callee.getName()
                              << "' to have a body";
  const FunctionPlan *plan = getPlan(callee);
  if (!plan || failed(checkInputs(callee, inputs)))
    return failure();
  Values values;
  for (auto [argument, input] : llvm::zip(callee.getArguments(), inputs))
    values[argument] = input;
  for (Operation &op : callee.getBody().front()) {
    if (auto ret = dyn_cast<func::ReturnOp>(op)) {
      SmallVector<Tensor> results;
      for (Value operand : ret.getOperands())
        results.push_back(values[operand]);
      return results;
    }
    if (failed(execute(&op, values)))
      return failure();
    // A nested run may have moved the plans about.
    const DenseMap<Operation *, SmallVector<Value>> &lastUses =
        plans.find(callee)->second.lastUses;
    if (auto it = lastUses.find(&op); it != lastUses.end())
      for (Value value : it->second)
        values.erase(value);
  }
  return callee.emitError() << "expected function '" << callee.getName()
                            << "' to end in a return";
}

FailureOr<Tensor> Interpreter::Impl::constant(Operation *op, Attribute value) {
  auto [it, isNew] = constants.try_emplace(op);
  if (!isNew)
    return it->second;
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements)
    return op->emitOpError() << "expected a constant tensor, got " << value;
  FailureOr<Tensor> tensor = makeConstantTensor(op->getLoc(), elements);
  if (failed(tensor))
    constants.erase(op);
  else
    it->second = *tensor;
  return tensor;
}

FailureOr<SmallVector<Tensor>>
Interpreter::Impl::call(func::CallOp op, const Values &values) {
  auto callee =
      SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getCalleeAttr());
  if (!callee)
    return op.emitOpError() << "expected a function called '" << op.getCallee()
                            << "', got none";
  if (depth >= kMaxCallDepth)
    return op.emitOpError() << "expected calls to nest at most "
                            << kMaxCallDepth << " deep, got more";
  SmallVector<Tensor> inputs;
  for (Value operand : op.getOperands())
    inputs.push_back(values.find(operand)->second);
  ++depth;
  auto results = run(callee, inputs);
  --depth;
  return results;
}

template <typename... Ops>
static FailureOr<Tensor> evaluateAny(Operation *op, const Operands &operands) {
  return llvm::TypeSwitch<Operation *, FailureOr<Tensor>>(op)
      .Case<Ops...>([&](auto typed) { return evaluate(typed, operands); })
      .Default([](Operation *unknown) -> FailureOr<Tensor> {
        return unknown->emitOpError()
               << "has no meaning in the reference interpreter";
      });
}

LogicalResult Interpreter::Impl::execute(Operation *op, Values &values) {
  SmallVector<Tensor> results;
  if (auto observe = dyn_cast<ObserveOp>(op)) {
    if (observer)
      observer(op, values.find(observe.getInput())->second);
    return success();
  }
  if (auto callOp = dyn_cast<func::CallOp>(op)) {
    auto called = call(callOp, values);
    if (failed(called))
      return failure();
    results = std::move(*called);
  } else if (auto step = dyn_cast<OptimizerStepOp>(op)) {
    auto stepped = evaluateStep(step, Operands(values));
    if (failed(stepped))
      return failure();
    results = std::move(*stepped);
  } else {
    FailureOr<Tensor> result;
    if (auto qoptConstant = dyn_cast<ConstantOp>(op))
      result = constant(op, qoptConstant.getValue());
    else if (auto arithConstant = dyn_cast<arith::ConstantOp>(op))
      result = constant(op, arithConstant.getValue());
    else if (auto empty = dyn_cast<tensor::EmptyOp>(op))
      // Only there to be overwritten.
      result = Tensor(empty.getType().getElementType(),
                      empty.getType().getShape());
    else
      result = evaluateAny<QuantizeOp, DequantizeOp, RequantizeOp, AssembleOp,
                           CodesOp, ConvOp, MatmulOp, UnaryOp, BinaryOp, CastOp,
                           PoolOp, ReduceOp, SoftmaxOp, NormOp, RotaryOp, EqualOp, LessOp,
                           LessOrEqualOp, SelectOp, ReshapeOp, TransposeOp,
                           BroadcastOp, ConcatOp, SliceOp, PadOp, GatherOp,
                           WriteRowOp, ResizeOp, RescaleOp, TableOp, EncodeOp, PackedConvOp,
                           PackedDepthwiseOp, PackedCodesMatmulOp, ProductOp, ChooseScalesOp,
                           DequantizeSumsOp, FindOutliersOp, KeepColumnsOp,
                           MatmulRunsOp, PackRowsOp, PackedMatmulRunsOp,
                           SubsetSumsOp, PackedMatmulBitsOp, PackedSparseMatmulOp,
                           MmaMatmulOp, MmaMatmulRunsOp, MmaSparseMatmulOp,
                           MmaFloatMatmulOp, MmaProductOp, DotDepthwiseOp>(
          op, Operands(values));
    if (failed(result))
      return failure();
    results.push_back(std::move(*result));
  }
  for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results)) {
    if (observer)
      observer(op, tensor);
    values[value] = std::move(tensor);
  }
  return success();
}

//===-- Interface ---------------------------------------------------------===//

Interpreter::Interpreter(func::FuncOp function)
    : impl(std::make_unique<Impl>(function)) {}
Interpreter::~Interpreter() = default;
Interpreter::Interpreter(Interpreter &&) noexcept = default;
Interpreter &Interpreter::operator=(Interpreter &&) noexcept = default;

FailureOr<SmallVector<Tensor>> Interpreter::run(ArrayRef<Tensor> inputs) {
  return impl->run(impl->function, inputs);
}

void Interpreter::setObserver(Observer observer) {
  impl->observer = std::move(observer);
}
