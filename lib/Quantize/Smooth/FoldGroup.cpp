// SPDX-License-Identifier: Apache-2.0
// Proof and application of fold groups; see the header.
#include "FoldGroup.h"

#include "qopt/IR/ActivationChoice.h"
#include "qopt/IR/ChannelStatistics.h"
#include "qopt/IR/FilterChoice.h"
#include "qopt/Numerics/Fold/ChannelScales.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- Proof -------------------------------------------------------------===//

FailureOr<FoldGroup> FoldGroup::prove(Operation *maker,
                                      FoldPermissions permissions,
                                      std::string &whyNot) {
  auto interface = dyn_cast<ChannelScaleInterface>(maker);
  if (!interface || stageOf(maker->getResult(0).getType()) != Stage::Float) {
    whyNot = "'" + getNodeName(maker) + "' is no float op that scales channels";
    return failure();
  }
  FoldGroup group;
  group.maker = maker;
  group.permissions = permissions;
  auto shape = cast<RankedTensorType>(maker->getResult(0).getType()).getShape();
  if (shape.empty()) {
    whyNot = "'" + getNodeName(maker) + "' makes a scalar";
    return failure();
  }
  group.channels = shape.back();
  group.labels = ChannelLabels::ofLastDim(shape);
  ScaleAnswer answer = interface.askResult(group.labels);
  if (!answer.absorbs()) {
    whyNot = "'" + getNodeName(maker) + "' " + answer.reason;
    return failure();
  }
  group.changesFilter = answer.weight.has_value();
  if (failed(group.follow(maker->getResult(0), group.labels, whyNot)))
    return failure();
  if (group.readers.empty()) {
    whyNot = "no linear op with a constant filter reads it";
    return failure();
  }
  if (!permissions.duplicateShared && failed(group.checkSharing(whyNot)))
    return failure();
  return group;
}

SmallVector<OpOperand *> mlir::qopt::usesInOrder(Value value) {
  SmallVector<OpOperand *> uses;
  for (OpOperand &use : value.getUses())
    uses.push_back(&use);
  llvm::sort(uses, [](OpOperand *a, OpOperand *b) {
    if (a->getOwner() == b->getOwner())
      return a->getOperandNumber() < b->getOperandNumber();
    return a->getOwner()->isBeforeInBlock(b->getOwner());
  });
  return uses;
}

LogicalResult FoldGroup::follow(Value value, const ChannelLabels &carried,
                                std::string &whyNot) {
  for (OpOperand *use : usesInOrder(value)) {
    if (succeeded(followUse(*use, carried, whyNot)))
      continue;
    if (!permissions.compensate)
      return failure();
    compensated.push_back(
        {use->getOwner(), use->getOperandNumber(), carried, {}});
  }
  return success();
}

LogicalResult FoldGroup::followUse(OpOperand &use, const ChannelLabels &carried,
                                   std::string &whyNot) {
  Operation *op = use.getOwner();
  std::string name = "'" + getNodeName(op) + "'";
  if (isa<func::ReturnOp>(op)) {
    whyNot = "it is an output of the model";
    return failure();
  }
  auto interface = dyn_cast<ChannelScaleInterface>(op);
  if (!interface || op->getNumResults() != 1 ||
      stageOf(op->getResult(0).getType()) != Stage::Float) {
    whyNot = name + " is not known to carry factors by channel";
    return failure();
  }
  if (llvm::any_of(uses, [&](const FoldUse &u) { return u.op == op; })) {
    whyNot = name + " reads it by two operands";
    return failure();
  }
  ScaleAnswer answer = interface.askOperand(use.getOperandNumber(), carried);
  if (answer.kind == ScaleAnswer::Kind::Refuses) {
    whyNot = name + ": " + answer.reason;
    return failure();
  }
  FoldUse entry{op, use.getOperandNumber(), carried, answer};
  uses.push_back(entry);
  if (answer.passes())
    return follow(op->getResult(0), answer.result, whyNot);
  readers.push_back(entry);
  return success();
}

LogicalResult FoldGroup::checkSharing(std::string &whyNot) const {
  SmallVector<Operation *> owners;
  if (changesFilter)
    owners.push_back(maker);
  for (const FoldUse &reader : readers)
    owners.push_back(reader.op);
  for (Operation *owner : owners)
    for (Operation *user : owner->getOperand(1).getUsers())
      if (user != owner && (user == maker || !llvm::is_contained(owners, user))) {
        whyNot = "'" + getNodeName(owner) + "' shares its weights with '" +
                 getNodeName(user) + "'";
        return failure();
      }
  return success();
}

SmallVector<std::string> FoldGroup::getScaledNodes() const {
  SmallVector<std::string> names = {getNodeName(maker)};
  for (const FoldUse &use : uses)
    if (use.answer.passes())
      names.push_back(getNodeName(use.op));
  return names;
}

//===-- Numbers -----------------------------------------------------------===//

FilterRows mlir::qopt::getFilterRows(Operation *op) {
  DenseElementsAttr filter = getFloatFilter(op);
  auto shape = filter.getType().getShape();
  auto values = filter.getValues<float>();
  if (isa<ConvOp>(op)) {
    int64_t inputs = shape.back();
    return {filter.getNumElements() / std::max<int64_t>(inputs, 1), inputs,
            {values.begin(), values.end()}};
  }
  DenseElementsAttr rows = transposeElements(filter, {1, 0});
  auto turned = rows.getValues<float>();
  return {shape[1], shape[0], {turned.begin(), turned.end()}};
}

std::vector<double> FoldGroup::getReaderMaxima() const {
  std::vector<double> maxima(channels, 0);
  for (const FoldUse &reader : readers) {
    FilterRows rows = getFilterRows(reader.op);
    int64_t groups = 1;
    if (auto conv = dyn_cast<ConvOp>(reader.op))
      groups = conv.getGroups();
    int64_t perGroup = std::max<int64_t>(rows.outputs / groups, 1);
    for (int64_t o = 0; o < rows.outputs; ++o)
      for (int64_t i = 0; i < rows.inputs; ++i) {
        int32_t id = reader.answer.inputs[o / perGroup * rows.inputs + i];
        double magnitude = std::fabs(double(rows.values[o * rows.inputs + i]));
        if (id != ChannelLabels::kNone && !(magnitude <= maxima[id]))
          maxima[id] = magnitude;
      }
  }
  return maxima;
}

static FailureOr<ChannelStatistics> statisticsOf(const FoldUse &reader) {
  Value value = reader.op->getOperand(reader.operand);
  auto statistics = getChannelStatistics(value);
  if (failed(statistics))
    return failure();
  if (!*statistics)
    return emitError(value.getLoc())
           << "expected statistics by channel of '" << getValueName(value)
           << "' (qopt.channels), which '" << getNodeName(reader.op)
           << "' reads, got none: calibrate with the recipe that folds scales";
  return **statistics;
}

FailureOr<std::vector<double>> FoldGroup::getActivationMaxima() const {
  std::vector<double> maxima(channels, 0);
  for (const FoldUse &reader : readers) {
    auto statistics = statisticsOf(reader);
    if (failed(statistics))
      return failure();
    for (auto [i, id] : llvm::enumerate(reader.answer.inputs))
      if (id != ChannelLabels::kNone)
        maxima[id] = std::max(maxima[id], statistics->absmax(i));
  }
  return maxima;
}

// The mean over all inputs of a channel: readers that read the same value count
// once.
FailureOr<std::vector<double>> FoldGroup::getMeanMagnitudes() const {
  std::vector<double> sums(channels, 0), counts(channels, 0);
  SmallPtrSet<void *, 4> seen;
  for (const FoldUse &reader : readers) {
    auto statistics = statisticsOf(reader);
    if (failed(statistics))
      return failure();
    Value value = reader.op->getOperand(reader.operand);
    if (!seen.insert(value.getAsOpaquePointer()).second)
      continue;
    for (auto [i, id] : llvm::enumerate(reader.answer.inputs))
      if (id != ChannelLabels::kNone) {
        sums[id] += statistics->meanMagnitude[i];
        counts[id] += 1;
      }
  }
  for (int64_t c = 0; c < channels; ++c)
    sums[c] = counts[c] > 0 ? sums[c] / counts[c] : 0;
  return sums;
}

std::optional<std::string> FoldGroup::whyNotSearchable() const {
  for (const FoldUse &reader : readers)
    if (auto conv = dyn_cast<ConvOp>(reader.op); conv && conv.getGroups() != 1)
      return "'" + getNodeName(conv) +
             "' is a grouped convolution, whose outputs no search compares";
  return std::nullopt;
}

FailureOr<std::vector<num::LinearSample>> FoldGroup::getSamples() const {
  std::vector<num::LinearSample> samples;
  for (const FoldUse &reader : readers) {
    auto statistics = statisticsOf(reader);
    if (failed(statistics))
      return failure();
    Value value = reader.op->getOperand(reader.operand);
    if (statistics->rows.empty())
      return emitError(value.getLoc())
             << "expected sampled rows of '" << getValueName(value)
             << "' in qopt.channels for a search, got none: calibrate with the "
                "recipe that searches";
    FilterRows rows = getFilterRows(reader.op);
    num::LinearSample sample;
    sample.tokens = static_cast<int64_t>(statistics->rowCount());
    sample.inputs = rows.inputs;
    sample.outputs = rows.outputs;
    sample.x = statistics->rows;
    sample.w = std::move(rows.values);
    sample.channel = reader.answer.inputs;
    sample.lo = statistics->lo;
    sample.hi = statistics->hi;
    samples.push_back(std::move(sample));
  }
  return samples;
}

//===-- Application -------------------------------------------------------===//

static void eraseUnused(ArrayRef<Value> constants) {
  SmallPtrSet<Operation *, 8> unused;
  for (Value value : constants)
    if (Operation *op = value ? value.getDefiningOp() : nullptr)
      if (op->use_empty() && isa<ConstantOp>(op))
        unused.insert(op);
  for (Operation *op : unused)
    op->erase();
}

void FoldGroup::apply(ArrayRef<double> factors) const {
  SmallVector<Value> before(maker->getOperands());
  for (const FoldUse &use : uses)
    llvm::append_range(before, use.op->getOperands());

  cast<ChannelScaleInterface>(maker).divideResult(labels, factors);
  divideStatistics(maker->getResult(0), labels, factors);
  for (const FoldUse &use : uses) {
    cast<ChannelScaleInterface>(use.op).compensateOperand(use.operand,
                                                          use.labels, factors);
    if (use.answer.passes())
      divideStatistics(use.op->getResult(0), use.answer.result, factors);
  }
  compensateUses(factors);
  eraseUnused(before);
}

// One multiplication per value, for all of its uses that need it.
void FoldGroup::compensateUses(ArrayRef<double> factors) const {
  llvm::DenseMap<Value, Value> products;
  for (const FoldUse &use : compensated) {
    Value value = use.op->getOperand(use.operand);
    Value &product = products[value];
    if (!product) {
      OpBuilder builder(value.getContext());
      builder.setInsertionPointAfterValue(value);
      Location loc = NameLoc::get(
          builder.getStringAttr(getValueName(value) + ".unscaled"));
      SmallVector<float> numbers;
      for (int32_t id : use.labels.ids)
        numbers.push_back(num::scaleOnce(1.0f, factorOf(id, factors)));
      Value constant =
          createFloatConstant(builder, loc, use.labels.shape, numbers);
      product = BinaryOp::create(builder, loc, value.getType(), value, constant,
                                 Value(), Value(), BinaryKind::mul);
    }
    use.op->setOperand(use.operand, product);
  }
}
