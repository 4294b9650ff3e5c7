// SPDX-License-Identifier: Apache-2.0
// How every op treats positions: the rules of qopt-make-step-model, but for those of
// attention.
#include "PositionRules.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::rules;

// Operands of `data` aligned under broadcasting; all others have to be constants
// without positions (scales, zero points).
LogicalResult Rules::elementwise(ArrayRef<unsigned> data) {
  int64_t rank = rankOf(op->getResult(0));
  std::optional<Positions> all;
  for (unsigned i : data) {
    const Positions *p = get(i);
    if (!p)
      continue;
    int64_t offset = rank - rankOf(op->getOperand(i));
    Positions here{p->role, p->query + offset,
                   p->key < 0 ? int64_t(-1) : p->key + offset};
    if (all && all->query != here.query)
      return refuse("operands with positions in dimensions " +
                    Twine(all->query) + " and " + Twine(here.query));
    if (all && !(*all == here)) {
      // What is known of masked scores is lost beside other values.
      here.role = Role::Scores;
      here.key = std::max(here.key, all->key);
    }
    all = here;
    useRow(i);
  }
  for (unsigned i : data)
    if (!get(i))
      useConstant(i, rank, all->query);
  return yield(*all);
}

// Any function of each element: what a mask made of scores is lost.
LogicalResult Rules::unary() {
  if (failed(elementwise({0})))
    return failure();
  if (rule.result.role == Role::Weights)
    return refuse("weights of an attention that are changed");
  if (rule.result.role == Role::Masked)
    rule.result.role = Role::Scores;
  return success();
}

// Between numbers and codes: a weight of 0 stays 0, but a mask saturates.
LogicalResult Rules::border() {
  if (failed(elementwise({0})))
    return failure();
  if (rule.result.role == Role::Masked)
    rule.result.role = Role::Scores;
  // A code of 0 for a weight of 0 is needed where codes are multiplied.
  if (auto codes = dyn_cast<CodesOp>(op);
      codes && rule.result.role == Role::Weights) {
    auto zeroPoints = getConstantInts(getQuantParams(codes.getInput()).zeroPoint);
    if (!zeroPoints || !llvm::all_of(*zeroPoints, [](int64_t z) { return !z; }))
      rule.result.role = Role::Scores;
  }
  QType q = getQType(op->getResult(0).getType());
  bool perPosition =
      q && isa<GroupGranularityAttr, TokenGranularityAttr>(q.getGranularity());
  for (unsigned i = 1; i < op->getNumOperands(); ++i) {
    if (get(i))
      useRow(i);
    else if (perPosition && rule.result.query < rankOf(op->getOperand(i)))
      useConstant(i, rankOf(op->getOperand(i)), rule.result.query);
  }
  return success();
}

LogicalResult Rules::reduce(ReduceOp reduce) {
  if (failed(needRow(0, "operands of a reduction")))
    return failure();
  if (llvm::is_contained(reduce.getAxes(), get(0)->query))
    return refuse("a reduction over positions");
  useRow(0);
  return yield(*get(0));
}

// conv, pool, resize: only samples are alike.
LogicalResult Rules::window() {
  if (!get(0) || get(0)->role != Role::Row || get(0)->query != 0)
    return refuse("a window over positions");
  for (unsigned i = 1; i < op->getNumOperands(); ++i)
    if (get(i))
      return refuse("a filter that depends on tokens");
  useRow(0);
  return yield(*get(0));
}

LogicalResult Rules::reshape() {
  Positions result = *get(0);
  ArrayRef<int64_t> from = shapeOf(op->getOperand(0)),
                    to = shapeOf(op->getResult(0));
  for (int64_t *dim : {&result.query, &result.key}) {
    if (*dim < 0)
      continue;
    auto at = followReshape(from, *dim, to);
    if (!at)
      return refuse("positions that are joined with another dimension or split");
    *dim = *at;
  }
  useRow(0);
  return yield(result);
}

LogicalResult Rules::transpose(TransposeOp transpose) {
  Positions result = *get(0);
  for (int64_t *dim : {&result.query, &result.key})
    if (*dim >= 0)
      *dim = std::distance(transpose.getPerm().begin(),
                           llvm::find(transpose.getPerm(), *dim));
  useRow(0);
  return yield(result);
}

LogicalResult Rules::concat(ConcatOp concat) {
  auto all = llvm::to_vector(llvm::seq<unsigned>(0, op->getNumOperands()));
  for (unsigned i : all)
    if (failed(needRow(i, "operands of a concatenation")))
      return failure();
  if (failed(elementwise(all)))
    return failure();
  if (static_cast<int64_t>(concat.getAxis()) == rule.result.query)
    return refuse("a concatenation of positions");
  return success();
}

// slice and pad: the positions stay as they are.
LogicalResult Rules::sameSizes(StringRef what) {
  const Positions &p = *get(0);
  if (p.role != Role::Row)
    return refuse(Twine(what) + " of attention scores");
  int64_t first = 0;
  if (auto slice = dyn_cast<SliceOp>(op))
    first = slice.getStarts()[p.query] |
            (slice.getSteps()[p.query] == 1 ? 0 : 1);
  else
    first = cast<PadOp>(op).getLow()[p.query];
  if (shapeOf(op->getResult(0))[p.query] != length || first != 0)
    return refuse(Twine(what) + " of the positions");
  useRow(0);
  return yield(p);
}

LogicalResult Rules::gather(GatherOp gather) {
  auto axis = static_cast<int64_t>(gather.getAxis());
  int64_t added = rankOf(gather.getIndices()) - 1;
  if (get(0) && get(1))
    return refuse("a look-up by tokens in values that depend on tokens");
  unsigned data = get(0) ? 0 : 1;
  if (failed(needRow(data, "operands of a look-up")))
    return failure();
  Positions result = *get(data);
  if (data == 1)
    result.query += axis;
  else if (result.query == axis)
    return refuse("a choice of positions");
  else if (result.query > axis)
    result.query += added;
  useRow(data);
  return yield(result);
}

// A line along the last dimension is of one position.
LogicalResult Rules::norm(NormOp norm) {
  if (failed(needRow(0, "operands of a normalization")))
    return failure();
  if (!get(0) || get(0)->query == rankOf(norm.getInput()) - 1)
    return refuse("a normalization over positions");
  useRow(0);
  return yield(*get(0));
}

LogicalResult Rules::rotary(RotaryOp rotary) {
  int64_t rank = rankOf(rotary.getInput());
  if (failed(needRow(0, "operands of a rotation")))
    return failure();
  if (!get(0) || get(0)->query == rank - 1)
    return refuse("a rotation of positions");
  useRow(0);
  useConstant(1, rank, get(0)->query);
  useConstant(2, rank, get(0)->query);
  return yield(*get(0));
}

// Only the scales of tokens are those of one position.
LogicalResult Rules::chooseScales(ChooseScalesOp choose) {
  auto q = cast<QType>(choose.getTarget());
  const Positions &p = *get(0);
  bool perToken = isa<TokenGranularityAttr>(q.getGranularity()) &&
                  p.query != rankOf(choose.getInput()) - 1;
  if (!perToken || p.role != Role::Row)
    return refuse("a scale made at run time that positions share (products of "
                  "weights and values have to stay float)");
  useRow(0);
  return yield(p);
}

// rescale, table: parameters are scalars or go along the last dimension.
LogicalResult Rules::lastDimParams(unsigned firstParam) {
  if (failed(elementwise({0})))
    return failure();
  int64_t last = rankOf(op->getResult(0)) - 1;
  for (unsigned i = firstParam; i < op->getNumOperands(); ++i)
    if (rule.result.query == last && shapeOf(op->getOperand(i))[0] == length)
      return refuse("parameters that differ between positions");
  return success();
}

namespace {
// Elements that need not be kept apart by position in a type: one scale each.
LogicalResult checkGranularity(Operation *op, const Positions &p) {
  QType q = getQType(op->getResult(0).getType());
  if (!q || isa<TensorGranularityAttr, TokenGranularityAttr>(q.getGranularity()))
    return success();
  auto channel = dyn_cast<ChannelGranularityAttr>(q.getGranularity());
  auto group = dyn_cast<GroupGranularityAttr>(q.getGranularity());
  if ((channel && channel.getAxis() != p.query) ||
      (group && group.getAxis() != p.query))
    return success();
  return op->emitError() << "expected scales that do not join positions in node '"
                         << getNodeName(op) << "', got "
                         << op->getResult(0).getType();
}

} // namespace

FailureOr<OpRule> Rules::infer() {
  auto applied =
      llvm::TypeSwitch<Operation *, LogicalResult>(op)
          .Case<UnaryOp, CastOp, EncodeOp>([&](auto) { return unary(); })
          .Case<QuantizeOp, DequantizeOp, RequantizeOp, AssembleOp, CodesOp>(
              [&](auto) { return border(); })
          .Case([&](ChooseScalesOp o) { return chooseScales(o); })
          .Case([&](DequantizeSumsOp o) { return dequantizeSums(o); })
          .Case([&](MatmulRunsOp o) { return matmulRuns(o); })
          .Case<RescaleOp, TableOp>([&](auto) { return lastDimParams(1); })
          .Case([&](BinaryOp o) { return binary(o); })
          .Case<EqualOp, LessOp, LessOrEqualOp>([&](auto) { return compare(); })
          .Case([&](SelectOp o) { return select(o); })
          .Case([&](SoftmaxOp o) { return softmax(o); })
          .Case([&](MatmulOp o) { return matmul(o); })
          .Case([&](NormOp o) { return norm(o); })
          .Case([&](RotaryOp o) { return rotary(o); })
          .Case([&](ReduceOp o) { return reduce(o); })
          .Case<ConvOp, PoolOp, ResizeOp>([&](auto) { return window(); })
          .Case([&](ReshapeOp) { return reshape(); })
          .Case([&](TransposeOp o) { return transpose(o); })
          .Case([&](BroadcastOp) { return elementwise({0}); })
          .Case([&](ConcatOp o) { return concat(o); })
          .Case([&](SliceOp) { return sameSizes("a slice"); })
          .Case([&](PadOp) { return sameSizes("a padding"); })
          .Case([&](GatherOp o) { return gather(o); })
          .Default([&](Operation *o) -> LogicalResult {
            return refuse("an op without a rule for positions, " +
                          o->getName().getStringRef());
          });
  if (failed(applied) || failed(checkGranularity(op, rule.result)))
    return failure();
  for (auto [i, use] : llvm::enumerate(rule.uses))
    if (use.kind == Kind::Same && get(i)) {
      return refuse("a parameter that depends on tokens");
    }
  return std::move(rule);
}

std::optional<int64_t> mlir::qopt::followReshape(ArrayRef<int64_t> from,
                                                 int64_t dim,
                                                 ArrayRef<int64_t> to) {
  int64_t stride = ShapedType::getNumElements(from.drop_front(dim + 1));
  for (size_t d = 0; d < to.size(); ++d)
    if (to[d] == from[dim] &&
        ShapedType::getNumElements(to.drop_front(d + 1)) == stride)
      return d;
  return std::nullopt;
}

FailureOr<OpRule> mlir::qopt::inferRule(Operation *op, const PositionMap &known,
                                        int64_t length) {
  return Rules(op, known, length).infer();
}
