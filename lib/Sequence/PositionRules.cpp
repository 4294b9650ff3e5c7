// SPDX-License-Identifier: Apache-2.0
// How every op treats positions: the rules of qopt-make-step-model, in one place.
#include "Positions.h"

#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/TransformerOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {

using Role = Positions::Role;
using Kind = OperandUse::Kind;

/// A mask adds at most this: exp of it is 0 in f32 beside any sensible score.
constexpr double kMasked = -1e9;

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}
int64_t rankOf(Value value) { return shapeOf(value).size(); }

class Rules {
public:
  Rules(Operation *op, const PositionMap &known, int64_t length)
      : op(op), known(known), length(length) {
    rule.uses.resize(op->getNumOperands());
  }

  FailureOr<OpRule> infer();

private:
  const Positions *get(unsigned operand) const {
    auto it = known.find(op->getOperand(operand));
    return it == known.end() ? nullptr : &it->second;
  }
  InFlightDiagnostic refuse(const Twine &got) const {
    return op->emitError() << "expected every position to be treated alike, or "
                              "causal attention, in node '"
                           << getNodeName(op) << "', got " << got;
  }
  // The result's positions.
  LogicalResult yield(Positions result) {
    rule.result = result;
    return success();
  }
  void useRow(unsigned operand) {
    rule.uses[operand] = {Kind::Row, get(operand)->query};
  }
  // A constant that differs from position to position along the result's dimension
  // `dim`, read under broadcasting by a value of `rank` dimensions.
  void useConstant(unsigned operand, int64_t rank, int64_t dim) {
    ArrayRef<int64_t> shape = shapeOf(op->getOperand(operand));
    int64_t own = dim - (rank - static_cast<int64_t>(shape.size()));
    if (own >= 0 && shape[own] == length)
      rule.uses[operand] = {Kind::Row, own};
  }
  LogicalResult needRow(unsigned operand, StringRef what) {
    const Positions *p = get(operand);
    if (p && p->role != Role::Row)
      return refuse(Twine(what) + " that are attention scores");
    return success();
  }

  LogicalResult elementwise(ArrayRef<unsigned> data);
  LogicalResult unary();
  LogicalResult border();
  LogicalResult binary(BinaryOp binary);
  void explainMask(InFlightDiagnostic &diagnostic);
  LogicalResult softmax(SoftmaxOp softmax);
  LogicalResult matmul(MatmulOp matmul);
  LogicalResult attention(MatmulOp matmul);
  LogicalResult reduce(ReduceOp reduce);
  LogicalResult window();
  LogicalResult reshape();
  LogicalResult transpose(TransposeOp transpose);
  LogicalResult concat(ConcatOp concat);
  LogicalResult sameSizes(StringRef what);
  LogicalResult gather(GatherOp gather);
  LogicalResult norm(NormOp norm);
  LogicalResult rotary(RotaryOp rotary);
  LogicalResult maskedSoftmax(SoftmaxOp softmax);
  LogicalResult chooseScales(ChooseScalesOp choose);
  LogicalResult dequantizeSums(DequantizeSumsOp sums);
  LogicalResult lastDimParams(unsigned firstParam);

  Operation *op;
  const PositionMap &known;
  int64_t length;
  OpRule rule;
};

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

// Scores plus a constant that hides the future; ops that keep the future hidden.
LogicalResult Rules::binary(BinaryOp binary) {
  if (failed(elementwise({0, 1})))
    return failure();
  Positions &result = rule.result;
  if (result.role == Role::Row || (get(0) && get(1))) {
    if (result.role != Role::Row)
      result.role = Role::Scores;
    return success();
  }
  Value constant = op->getOperand(get(0) ? 1 : 0);
  bool wasMasked = result.role == Role::Masked;
  if (result.role == Role::Weights)
    return binary.getKind() == BinaryKind::mul
               ? success()
               : LogicalResult(
                     refuse("weights of an attention that are changed by " +
                            stringifyBinaryKind(binary.getKind())));
  result.role = Role::Scores;
  std::string whyNot;
  int64_t rank = rankOf(op->getResult(0));
  auto holds = [&](auto predicate) {
    return masksTheFuture(constant, rank, result, length, predicate, whyNot);
  };
  if (binary.getKind() == BinaryKind::add &&
      holds([&](double m) { return m <= (wasMasked ? 0 : kMasked); }))
    result.role = Role::Masked;
  return success();
}

// What is wrong with the constant that was added last, where there is one.
void Rules::explainMask(InFlightDiagnostic &diagnostic) {
  auto sum = op->getOperand(0).getDefiningOp<BinaryOp>();
  if (!sum || sum.getKind() != BinaryKind::add)
    return;
  for (Value constant : {sum.getLhs(), sum.getRhs()}) {
    std::string whyNot;
    if (!known.contains(constant) &&
        !masksTheFuture(constant, rankOf(sum.getResult()), *get(0), length,
                        [](double m) { return m <= kMasked; }, whyNot))
      diagnostic.attachNote(sum.getLoc()) << whyNot;
  }
}

// A mask of the softmax itself gives probabilities of exactly 0.
LogicalResult Rules::maskedSoftmax(SoftmaxOp softmax) {
  unsigned mask = softmax.getMaskMutable().begin()->getOperandNumber();
  int64_t rank = rankOf(softmax.getResult());
  std::string whyNot;
  if (get(mask))
    return refuse("a mask that depends on tokens");
  if (rule.result.role == Role::Row)
    return refuse("a mask in a softmax of other values than scores");
  if (rule.result.role == Role::Scores &&
      !masksTheFuture(softmax.getMask(), rank, rule.result, length,
                      [](double m) { return m == 0; }, whyNot))
    return refuse("a softmax that does not leave out the keys after the query: " +
                  Twine(whyNot));
  useConstant(mask, rank, rule.result.query);
  rule.result.role = Role::Weights;
  return success();
}

LogicalResult Rules::softmax(SoftmaxOp softmax) {
  if (failed(elementwise({0})))
    return failure();
  auto axis = static_cast<int64_t>(softmax.getAxis());
  Positions &result = rule.result;
  if (axis == result.query)
    return refuse("a softmax along the positions");
  if (axis != result.key)
    return result.role == Role::Row
               ? success()
               : LogicalResult(refuse("a softmax of attention scores along "
                                      "another dimension than the keys"));
  if (softmax.getMask())
    return maskedSoftmax(softmax);
  if (softmax.getLog() || result.role != Role::Masked) {
    auto diagnostic =
        refuse("a softmax of scores of which nothing says that they are at most "
               "-1e9 wherever the key comes after the query");
    explainMask(diagnostic);
    return diagnostic;
  }
  result.role = Role::Weights;
  return success();
}

LogicalResult Rules::matmul(MatmulOp matmul) {
  if (get(0) && get(1))
    return attention(matmul);
  unsigned data = get(0) ? 0 : 1;
  if (failed(needRow(data, "factors of a constant")))
    return failure();
  int64_t rank = rankOf(op->getResult(0)), own = rankOf(op->getOperand(data));
  int64_t query = get(data)->query, sum = own - (data == 0 ? 1 : 2);
  if (query == sum)
    return refuse("a sum over positions");
  useRow(data);
  int64_t at = query + rank - own;
  // The other factor has other dimensions at rows or columns.
  if (at < rank - 2)
    useConstant(1 - data, rank, at);
  if (op->getNumOperands() > 2 && at == rank - 1)
    useConstant(2, 1, 0);
  return yield({Role::Row, at, -1});
}

LogicalResult Rules::attention(MatmulOp matmul) {
  int64_t rank = rankOf(op->getResult(0));
  const Positions &lhs = *get(0), &rhs = *get(1);
  int64_t left = rankOf(matmul.getLhs()), right = rankOf(matmul.getRhs());
  if (rhs.role != Role::Row)
    return refuse("attention scores as right factor");
  useRow(0);
  int64_t query = lhs.query + rank - left;
  if (lhs.role == Role::Row) {
    if (query < rank - 2 && rhs.query + rank - right == query) {
      useRow(1); // one product per position
      return yield({Role::Row, query, -1});
    }
    if (lhs.query != left - 2 || rhs.query != right - 1)
      return refuse("a product of two values that is none of queries [.., T, d] "
                    "and keys [.., d, T]");
    rule.uses[1] = {Kind::All, rhs.query};
    return yield({Role::Scores, query, rank - 1});
  }
  if (lhs.role != Role::Weights || lhs.query != left - 2 ||
      lhs.key != left - 1 || rhs.query != right - 2)
    return refuse("a product with scores that is none of causal weights [.., T, T] "
                  "and values [.., T, d]");
  rule.uses[1] = {Kind::All, rhs.query};
  return yield({Role::Row, query, -1});
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

// Rows and columns of sums have scales: those of the keys stand with all positions.
LogicalResult Rules::dequantizeSums(DequantizeSumsOp sums) {
  if (!get(0))
    return refuse("scales that depend on tokens, of sums that do not");
  useRow(0);
  Positions result = *get(0);
  int64_t rank = rankOf(sums.getResult());
  // `rows` has no last dimension, `columns` no last but one.
  for (auto [i, dim] : {std::pair(1u, rank - 1), std::pair(2u, rank - 2)}) {
    const Positions *p = get(i);
    if (!p)
      continue;
    int64_t at = p->query + rank - 1 - rankOf(op->getOperand(i));
    at += at >= dim;
    if (p->role != Role::Row || (at != result.query && at != result.key))
      return refuse("scales of other positions than those of the sums");
    if (at == result.query)
      useRow(i);
    else
      rule.uses[i] = {Kind::All, p->query};
  }
  return yield(result);
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

FailureOr<OpRule> Rules::infer() {
  auto applied =
      llvm::TypeSwitch<Operation *, LogicalResult>(op)
          .Case<UnaryOp, CastOp, EncodeOp>([&](auto) { return unary(); })
          .Case<QuantizeOp, DequantizeOp, RequantizeOp, AssembleOp, CodesOp>(
              [&](auto) { return border(); })
          .Case([&](ChooseScalesOp o) { return chooseScales(o); })
          .Case([&](DequantizeSumsOp o) { return dequantizeSums(o); })
          .Case<RescaleOp, TableOp>([&](auto) { return lastDimParams(1); })
          .Case([&](BinaryOp o) { return binary(o); })
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

} // namespace

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
