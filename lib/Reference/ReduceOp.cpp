// SPDX-License-Identifier: Apache-2.0
// qopt.reduce: every result element folds its inputs in index order. Over no
// elements the result is the fold's neutral element (mean: NaN, integer 0).
#include "Evaluate.h"
#include "Visit.h"

#include "qopt/Numerics/UnaryFunctions.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
/// For each input element in index order: the result element it goes into.
struct Reduction {
  explicit Reduction(ReduceOp op);
  std::vector<int64_t> target;
  int64_t results, perResult;

  /// Folds `values` from `initial`.
  template <typename T, typename Fold>
  std::vector<T> fold(const std::vector<T> &values, T initial,
                      Fold combine) const {
    std::vector<T> sums(results, initial);
    for (size_t i = 0; i < values.size(); ++i)
      sums[target[i]] = combine(sums[target[i]], values[i]);
    return sums;
  }
};
} // namespace

Reduction::Reduction(ReduceOp op) : results(resultType(op).getNumElements()) {
  ArrayRef<int64_t> from =
      cast<RankedTensorType>(op.getInput().getType()).getShape();
  ArrayRef<int64_t> to = resultType(op).getShape();
  perResult = 1;
  target.assign(1, 0);
  for (size_t d = 0; d < from.size(); ++d) {
    bool reduced = llvm::is_contained(op.getAxes(), static_cast<int64_t>(d));
    perResult *= reduced ? from[d] : 1;
    std::vector<int64_t> next;
    next.reserve(target.size() * from[d]);
    for (int64_t base : target)
      for (int64_t i = 0; i < from[d]; ++i)
        next.push_back(reduced ? base : base * to[d] + i);
    target.swap(next);
  }
}

// max + log(sum(exp(x - max))): no overflow where the result is finite.
static std::vector<double> logSumExp(const Reduction &reduction,
                                     std::vector<double> values,
                                     const std::vector<double> &largest) {
  for (size_t i = 0; i < values.size(); ++i) {
    double top = largest[reduction.target[i]];
    values[i] = values[i] == top && std::isinf(top)
                    ? (top > 0 ? 1.0 : 0.0)
                    : std::exp(values[i] - top);
  }
  auto sums = reduction.fold(values, 0.0, std::plus<double>());
  for (size_t i = 0; i < sums.size(); ++i)
    sums[i] = largest[i] + std::log(std::isinf(largest[i]) ? 1.0 : sums[i]);
  return sums;
}

static std::vector<double> reduceReals(ReduceKind kind,
                                       const Reduction &reduction,
                                       const std::vector<double> &values) {
  auto add = std::plus<double>();
  auto addSquare = [](double sum, double v) { return sum + v * v; };
  auto pick = [&](num::BinaryFn fn, double initial) {
    return reduction.fold(values, initial, [=](double best, double v) {
      return num::evaluateBinary(fn, best, v);
    });
  };
  auto finish = [&](std::vector<double> sums, auto fn) {
    for (double &s : sums)
      s = fn(s);
    return sums;
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  double count = static_cast<double>(reduction.perResult);
  switch (kind) {
  case ReduceKind::sum:
    return reduction.fold(values, 0.0, add);
  case ReduceKind::mean:
    return finish(reduction.fold(values, 0.0, add),
                  [=](double s) { return s / count; });
  case ReduceKind::max:
    return pick(num::BinaryFn::max, -inf);
  case ReduceKind::min:
    return pick(num::BinaryFn::min, inf);
  case ReduceKind::prod:
    return reduction.fold(values, 1.0, std::multiplies<double>());
  case ReduceKind::l1:
    return reduction.fold(values, 0.0, [](double sum, double v) {
      return sum + std::fabs(v);
    });
  case ReduceKind::l2:
    return finish(reduction.fold(values, 0.0, addSquare),
                  [](double s) { return std::sqrt(s); });
  case ReduceKind::sum_square:
    return reduction.fold(values, 0.0, addSquare);
  case ReduceKind::log_sum:
    return finish(reduction.fold(values, 0.0, add),
                  [](double s) { return std::log(s); });
  case ReduceKind::log_sum_exp:
    return logSumExp(reduction, values, pick(num::BinaryFn::max, -inf));
  }
  llvm_unreachable("all kinds are handled");
}

// Sums wrap modulo 2^64 and then into the result type.
static FailureOr<Tensor> reduceIntegers(ReduceOp op, const Reduction &reduction,
                                        const Tensor &input) {
  std::vector<int64_t> values = toInts(input), result;
  Type element = input.getElementType();
  if (element.isUnsignedInteger(64))
    return op.emitOpError() << "expected integers that fit i64, got "
                            << input.getType();
  num::IntRange range = getIntegerRange(element);
  auto add = [](int64_t a, int64_t b) { return num::wrapAdd64(a, b); };
  int64_t count = reduction.perResult;
  switch (op.getKind()) {
  case ReduceKind::sum:
    result = reduction.fold(values, int64_t{0}, add);
    break;
  case ReduceKind::mean:
    result = reduction.fold(values, int64_t{0}, add);
    for (int64_t &sum : result)
      sum = count ? sum / count : 0;
    break;
  case ReduceKind::max:
    result = reduction.fold(values, range.min, [](int64_t a, int64_t b) {
      return std::max(a, b);
    });
    break;
  case ReduceKind::min:
    result = reduction.fold(values, range.max, [](int64_t a, int64_t b) {
      return std::min(a, b);
    });
    break;
  case ReduceKind::prod:
    result = reduction.fold(values, int64_t{1}, [](int64_t a, int64_t b) {
      return num::wrapMul64(a, b);
    });
    break;
  case ReduceKind::l1:
    result = reduction.fold(values, int64_t{0}, [&](int64_t a, int64_t b) {
      return b < 0 ? num::wrapSub64(a, b) : add(a, b);
    });
    break;
  case ReduceKind::sum_square:
    result = reduction.fold(values, int64_t{0}, [&](int64_t a, int64_t b) {
      return add(a, num::wrapMul64(b, b));
    });
    break;
  default:
    return op.emitOpError()
           << "expected sum, mean, max, min, prod, l1 or sum_square in integer "
              "form, got "
           << stringifyReduceKind(op.getKind());
  }
  return encodeWrapping(op, result);
}

FailureOr<Tensor> mlir::qopt::evaluate(ReduceOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  Reduction reduction(op);
  if (stageOf(op.getType()) == Stage::Integer)
    return reduceIntegers(op, reduction, input);
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  return encodeReals(op, reduceReals(op.getKind(), reduction, toReals(input)),
                     *params);
}
