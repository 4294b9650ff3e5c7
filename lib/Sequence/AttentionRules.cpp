// SPDX-License-Identifier: Apache-2.0
// Rules of products, sums and softmax: where positions look at each other.
#include "PositionRules.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::rules;

/// A mask adds at most this: exp of it is 0 in f32 beside any sensible score.
static constexpr double kMasked = -1e9;

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

// What is known of scores is lost in a comparison.
LogicalResult Rules::compare() {
  if (failed(elementwise({0, 1})))
    return failure();
  if (rule.result.role != Role::Row)
    rule.result.role = Role::Scores;
  return success();
}

// Scores where a constant condition shows them, else a constant that is at most -1e9.
LogicalResult Rules::select(SelectOp select) {
  if (failed(elementwise({0, 1, 2})))
    return failure();
  Positions &result = rule.result;
  if (result.role == Role::Row)
    return success();
  result.role = Role::Scores;
  unsigned scores = get(1) ? 1 : 2;
  auto fill = getConstantFloats(op->getOperand(3 - scores));
  if (get(0) || !get(scores) || !fill ||
      !llvm::all_of(*fill, [](double v) { return v <= kMasked; }))
    return success();
  std::string whyNot;
  bool shownBy = scores == 1;
  if (masksTheFuture(select.getCondition(), rankOf(op->getResult(0)), result,
                     length, [&](double c) { return (c != 0) != shownBy; },
                     whyNot))
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

// Rows of codes times constant weights, under a scale per row or one for all.
LogicalResult Rules::matmulRuns(MatmulRunsOp product) {
  const Positions *rows = get(0);
  if (!rows || get(1) || get(3 < op->getNumOperands() ? 3 : 1))
    return refuse("weights or a bias that depend on tokens");
  if (failed(needRow(0, "factors of a constant")))
    return failure();
  if (rows->query == rankOf(product.getLhs()) - 1)
    return refuse("a sum over positions");
  useRow(0);
  if (const Positions *scales = get(2)) {
    if (scales->role != Role::Row || scales->query != rows->query)
      return refuse("scales of other positions than those of the rows");
    useRow(2);
  } else {
    useConstant(2, rankOf(product.getResult()) - 1, rows->query);
  }
  return yield({Role::Row, rows->query, -1});
}
