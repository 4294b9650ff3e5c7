// SPDX-License-Identifier: Apache-2.0
// --qopt-make-step-model: the function of one position.
#include "CachePlace.h"
#include "PackedPairs.h"

#include "qopt/IR/CacheOps.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/Sequence/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_MAKESTEPMODEL
#include "qopt/Sequence/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

using Role = Positions::Role;
using Kind = OperandUse::Kind;

// Builds the step model's body behind the original one.
class StepBuilder {
public:
  StepBuilder(func::FuncOp func, const PositionAnalysis &analysis)
      : func(func), analysis(analysis), builder(func.getContext()) {}

  void build();

  unsigned numCaches() const { return caches.size(); }
  unsigned numRead() const { return read.size(); }

private:
  void buildOp(Operation *op);
  void buildReturn(Operation *op);
  Value getOperand(const OperandUse &use, Value value, StringRef cacheName);
  Value readAtPosition(Value constant, int64_t axis);
  // All positions of a value, from a cache.
  Value getAll(Value value, StringRef cacheName);
  Value makeCache(Value value, StringRef name);
  Value writeCache(Location loc, Value row, int64_t axis, StringRef name);
  void eraseDead();

  struct Cache {
    std::string name;
    BlockArgument input;
    Value result;
  };

  func::FuncOp func;
  const PositionAnalysis &analysis;
  OpBuilder builder;
  Block *body = nullptr;
  Value position;
  IRMapping mapping; ///< to rows, or to copies of what depends on no position
  DenseMap<Value, Value> all;
  DenseMap<std::pair<Value, int64_t>, Value> read;
  std::vector<Cache> caches;
  unsigned numAttentions = 0;
};

RankedTensorType rowType(Value value, int64_t axis) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = 1;
  return RankedTensorType::get(shape, type.getElementType());
}

Value StepBuilder::readAtPosition(Value constant, int64_t axis) {
  Value &row = read[{constant, axis}];
  if (row)
    return row;
  // Integers (zero points) that are the same at every position are not looked up.
  auto splat = dyn_cast_or_null<DenseIntElementsAttr>(getConstant(constant));
  if (splat && splat.isSplat())
    row = ConstantOp::create(
        builder, constant.getLoc(),
        cast<ElementsAttr>(splat.resizeSplat(rowType(constant, axis))));
  else
    row = GatherOp::create(builder, constant.getLoc(), rowType(constant, axis),
                           mapping.lookup(constant), position,
                           static_cast<uint64_t>(axis));
  return row;
}

//===-- Caches ------------------------------------------------------------===//

// A cache has the positions as its first dimension, so that a row is one piece of
// memory and all caches tell their length alike.
Value StepBuilder::writeCache(Location loc, Value row, int64_t axis,
                              StringRef name) {
  auto type = cast<RankedTensorType>(row.getType());
  SmallVector<int64_t> first(type.getShape()), whole(type.getShape());
  first.erase(first.begin() + axis);
  first.insert(first.begin(), 1);
  whole[axis] = analysis.getLength();
  if (row.getType() != type.clone(first))
    row = ReshapeOp::create(builder, loc, type.clone(first), row);
  first[0] = analysis.getLength();
  BlockArgument input = body->addArgument(type.clone(first), loc);
  Value result = WriteRowOp::create(builder, loc, input.getType(), input, row,
                                    position, uint64_t(0));
  caches.push_back({name.str(), input, result});
  if (axis == 0)
    return result;
  if (isOutermost(type, axis))
    return ReshapeOp::create(builder, loc, type.clone(whole), result);
  // Dimensions before the positions move back in front of them.
  auto perm = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  for (int64_t d = 0; d < axis; ++d)
    perm[d] = d + 1;
  perm[axis] = 0;
  return TransposeOp::create(builder, loc, type.clone(whole), result, perm);
}

// Codes of a quantized value are cached; its scales, where the tokens decide on
// them, have a cache of their own.
Value StepBuilder::makeCache(Value value, StringRef name) {
  Location loc = value.getLoc();
  Value row = mapping.lookup(value);
  int64_t axis = analysis.lookup(value)->query;
  QType q = getQType(value);
  if (!q)
    return writeCache(loc, row, axis, name);
  auto codesType = RankedTensorType::get(
      cast<RankedTensorType>(row.getType()).getShape(),
      q.getFormat().getStorageType());
  Value codes = CodesOp::create(builder, loc, codesType, row);
  int64_t last = codesType.getRank() - 1;
  if (axis != last && canPackPairs(q, codesType.getDimSize(last)))
    codes = unpackPairs(builder, loc,
                        writeCache(loc, packPairs(builder, loc, codes), axis, name));
  else
    codes = writeCache(loc, codes, axis, name);
  QuantParams params = getQuantParams(value);
  auto whole = [&](Value param, const Twine &what) {
    return analysis.lookup(param) ? getAll(param, (name + what).str())
                                  : mapping.lookup(param);
  };
  return AssembleOp::create(builder, loc, value.getType(), codes,
                            whole(params.scale, "_scale"),
                            whole(params.zeroPoint, "_zero_point"));
}

Value StepBuilder::getAll(Value value, StringRef cacheName) {
  if (Value known = all.lookup(value))
    return known;
  Value result;
  if (findCachePlace(value, analysis) == value) {
    result = makeCache(value, cacheName);
  } else {
    Operation *move = value.getDefiningOp();
    IRMapping whole;
    whole.map(move->getOperand(0), getAll(move->getOperand(0), cacheName));
    result = builder.clone(*move, whole)->getResult(0);
  }
  all[value] = result;
  return result;
}

//===-- Ops ---------------------------------------------------------------===//

Value StepBuilder::getOperand(const OperandUse &use, Value value,
                              StringRef cacheName) {
  switch (use.kind) {
  case Kind::Same:
    return mapping.lookup(value);
  case Kind::Row:
    return analysis.lookup(value) ? mapping.lookup(value)
                                  : readAtPosition(value, use.axis);
  case Kind::All:
    return getAll(value, cacheName);
  }
  llvm_unreachable("all uses are handled");
}

void StepBuilder::buildOp(Operation *op) {
  const OpRule *rule = analysis.getRule(op);
  if (!rule) {
    builder.clone(*op, mapping);
    return;
  }
  bool isKey = rule->result.role == Role::Scores;
  std::string name = (isKey ? "key_cache_" : "value_cache_") +
                     std::to_string(numAttentions) +
                     (isa<DequantizeSumsOp>(op) ? "_scale" : "");
  bool attends = llvm::any_of(
      rule->uses, [](const OperandUse &u) { return u.kind == Kind::All; });
  SmallVector<Value> operands;
  for (auto [use, value] : llvm::zip_equal(rule->uses, op->getOperands()))
    operands.push_back(getOperand(use, value, name));
  numAttentions += attends && !isKey;
  Operation *copy = builder.clone(*op, mapping);
  copy->setOperands(operands);
  for (Value result : copy->getResults())
    result.setType(rowType(result, rule->result.query));
  copy->removeAttr(QOptDialect::kRangeAttr);
}

void StepBuilder::buildReturn(Operation *op) {
  SmallVector<Value> results;
  for (Value value : op->getOperands())
    results.push_back(mapping.lookup(value));
  for (const Cache &cache : caches)
    results.push_back(cache.result);
  func::ReturnOp::create(builder, op->getLoc(), results);
}

void StepBuilder::eraseDead() {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*body)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

void StepBuilder::build() {
  Block *original = &func.getBody().front();
  body = builder.createBlock(&func.getBody());
  BlockArgument tokens = original->getArgument(0);
  int64_t axis = analysis.lookup(tokens)->query;
  mapping.map(tokens,
              body->addArgument(rowType(tokens, axis), tokens.getLoc()));
  auto positionType = RankedTensorType::get({1}, builder.getI64Type());
  position = body->addArgument(positionType, tokens.getLoc());
  for (Operation &op : original->without_terminator())
    buildOp(&op);
  buildReturn(original->getTerminator());
  eraseDead();
  original->erase();

  // Names of the new inputs and results.
  SmallVector<DictionaryAttr> arguments{func.getArgAttrDict(0)}, results;
  auto named = [&](StringRef name) {
    return builder.getDictionaryAttr(builder.getNamedAttr(
        QOptDialect::kNameAttr, builder.getStringAttr(name)));
  };
  for (unsigned i = 0; i < func.getNumResults(); ++i)
    results.push_back(func.getResultAttrDict(i));
  arguments.push_back(named("position"));
  for (const Cache &cache : caches) {
    arguments.push_back(named(cache.name));
    results.push_back(named(cache.name));
  }
  func.setFunctionType(builder.getFunctionType(
      body->getArgumentTypes(), body->getTerminator()->getOperandTypes()));
  func.setAllArgAttrs(arguments);
  func.setAllResultAttrs(results);
}

struct MakeStepModel final
    : mlir::qopt::impl::MakeStepModelBase<MakeStepModel> {
  using MakeStepModelBase::MakeStepModelBase;

  void runOnOperation() override {
    auto analysis = PositionAnalysis::run(getOperation());
    if (failed(analysis))
      return signalPassFailure();
    StepBuilder steps(getOperation(), *analysis);
    steps.build();
    numCaches += steps.numCaches();
    numRead += steps.numRead();
  }
};

} // namespace
