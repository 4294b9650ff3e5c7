// SPDX-License-Identifier: Apache-2.0
// qopt.unary, qopt.binary (numpy broadcasting) and qopt.cast.
#include "Evaluate.h"
#include "Visit.h"

#include "qopt/Numerics/RealFunctions.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- Unary -------------------------------------------------------------===//

// A bound of an integer clip: a whole number or an infinity, cut to int64.
static std::optional<int64_t> integerBound(double bound) {
  if (std::isnan(bound) || (std::isfinite(bound) && bound != std::floor(bound)))
    return std::nullopt;
  return num::saturateFromDouble(bound, {std::numeric_limits<int64_t>::min(),
                                         std::numeric_limits<int64_t>::max()});
}

static FailureOr<Tensor> evaluateIntegerUnary(UnaryOp op, const Tensor &input) {
  bool isUnsigned = resultType(op).getElementType().isUnsignedInteger();
  std::vector<int64_t> values = toInts(input);
  auto apply = [&](auto fn) {
    for (int64_t &v : values)
      v = fn(v);
    return encodeWrapping(op, values);
  };
  // Negation of the least value wraps; int64 overflow is taken as unsigned.
  auto negate = [](int64_t v) { return num::wrapSub64(0, v); };
  switch (op.getKind()) {
  case UnaryKind::relu:
    return apply([&](int64_t v) { return isUnsigned || v > 0 ? v : 0; });
  case UnaryKind::neg:
    return apply(negate);
  case UnaryKind::abs:
    return apply(
        [&](int64_t v) { return isUnsigned || v >= 0 ? v : negate(v); });
  case UnaryKind::sign:
    return apply([&](int64_t v) -> int64_t {
      return v == 0 ? 0 : isUnsigned || v > 0 ? 1 : -1;
    });
  case UnaryKind::clip: {
    auto lo = integerBound(op.getAlpha().convertToDouble());
    auto hi = integerBound(op.getBeta().convertToDouble());
    if (!lo || !hi)
      return op.emitOpError()
             << "expected whole numbers as bounds of an integer clip, got "
             << op.getAlpha().convertToDouble() << " and "
             << op.getBeta().convertToDouble();
    return apply([&](int64_t v) { return std::min(std::max(v, *lo), *hi); });
  }
  default:
    return op.emitOpError() << "expected relu, clip, neg, abs or sign in "
                               "integer form, got "
                            << stringifyUnaryKind(op.getKind());
  }
}

FailureOr<Tensor> mlir::qopt::evaluate(UnaryOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  if (stageOf(op.getType()) == Stage::Integer)
    return evaluateIntegerUnary(op, input);
  auto params = getResultParams(op, in, input);
  auto fn = num::parseUnaryFn(stringifyUnaryKind(op.getKind()));
  assert(fn && "the dialect's kinds are Numerics' functions");
  if (failed(params))
    return failure();
  double alpha = op.getAlpha().convertToDouble();
  double beta = op.getBeta().convertToDouble();
  std::vector<double> values = toReals(input);
  bool isFloat = stageOf(op.getType()) == Stage::Float;
  for (double &v : values) {
    auto exact = isFloat ? num::realUnary(*fn, static_cast<float>(v)) : std::nullopt;
    v = exact ? *exact : num::evaluateUnary(*fn, v, alpha, beta);
  }
  return encodeReals(op, values, *params);
}

//===-- Binary ------------------------------------------------------------===//

// Element strides of an operand under the result's shape: 0 where it repeats.
static SmallVector<int64_t> broadcastStrides(ArrayRef<int64_t> operand,
                                             size_t rank) {
  SmallVector<int64_t> strides(rank, 0);
  int64_t stride = 1;
  for (size_t i = 0; i < operand.size(); ++i) {
    int64_t dim = operand[operand.size() - 1 - i];
    strides[rank - 1 - i] = dim == 1 ? 0 : stride;
    stride *= dim;
  }
  return strides;
}

// Calls fn(result, lhs, rhs) with element indices, rows of the last dimension
// being walked with constant strides.
template <typename Fn>
static void forEachPair(ArrayRef<int64_t> shape, ArrayRef<int64_t> lhsShape,
                        ArrayRef<int64_t> rhsShape, Fn fn) {
  size_t rank = shape.size();
  auto lhs = broadcastStrides(lhsShape, rank);
  auto rhs = broadcastStrides(rhsShape, rank);
  int64_t total = ShapedType::getNumElements(shape);
  int64_t row = rank ? shape.back() : 1;
  SmallVector<int64_t> index(rank, 0);
  int64_t l = 0, r = 0;
  for (int64_t i = 0; i < total; i += row) {
    int64_t lhsStep = rank ? lhs.back() : 0, rhsStep = rank ? rhs.back() : 0;
    for (int64_t j = 0; j < row; ++j)
      fn(i + j, l + j * lhsStep, r + j * rhsStep);
    for (size_t d = rank ? rank - 1 : 0; d-- > 0;) {
      l += lhs[d];
      r += rhs[d];
      if (++index[d] < shape[d])
        break;
      l -= lhs[d] * shape[d];
      r -= rhs[d] * shape[d];
      index[d] = 0;
    }
  }
}

// ui64 values beyond 2^63 - 1 do not survive as int64 where order or quotient
// counts; add, sub, mul, pow and prelu (never negative) are the same modulo 2^64.
static int64_t evaluateUnsigned64(num::BinaryFn fn, uint64_t x, uint64_t y) {
  switch (fn) {
  case num::BinaryFn::div:
    return static_cast<int64_t>(y ? x / y : 0);
  case num::BinaryFn::mod:
  case num::BinaryFn::fmod:
    return static_cast<int64_t>(y ? x % y : 0);
  case num::BinaryFn::max:
    return static_cast<int64_t>(std::max(x, y));
  case num::BinaryFn::min:
    return static_cast<int64_t>(std::min(x, y));
  case num::BinaryFn::prelu:
    return static_cast<int64_t>(x);
  case num::BinaryFn::pow: {
    uint64_t power = 1;
    for (; y; y >>= 1, x *= x)
      if (y & 1)
        power *= x;
    return static_cast<int64_t>(power);
  }
  default:
    return num::evaluateBinaryInt(fn, static_cast<int64_t>(x),
                                  static_cast<int64_t>(y));
  }
}

static Tensor evaluateIntegerBinary(BinaryOp op, num::BinaryFn fn,
                                    const Tensor &lhs, const Tensor &rhs) {
  std::vector<int64_t> x = toInts(lhs), y = toInts(rhs);
  std::vector<int64_t> out(resultType(op).getNumElements());
  bool unsigned64 = lhs.getElementType().isUnsignedInteger(64);
  forEachPair(resultType(op).getShape(), lhs.getShape(), rhs.getShape(),
              [&](int64_t i, int64_t l, int64_t r) {
                out[i] = unsigned64
                             ? evaluateUnsigned64(fn, x[l], y[r])
                             : num::evaluateBinaryInt(fn, x[l], y[r]);
              });
  return encodeWrapping(op, out);
}

FailureOr<Tensor> mlir::qopt::evaluate(BinaryOp op, const Operands &in) {
  const Tensor &lhs = in[op.getLhs()], &rhs = in[op.getRhs()];
  auto fn = num::parseBinaryFn(stringifyBinaryKind(op.getKind()));
  assert(fn && "the dialect's kinds are Numerics' functions");
  if (stageOf(op.getType()) == Stage::Integer)
    return evaluateIntegerBinary(op, *fn, lhs, rhs);
  auto params = getResultParams(op, in, lhs);
  if (failed(params))
    return failure();
  std::vector<double> x = toReals(lhs), y = toReals(rhs);
  std::vector<double> out(resultType(op).getNumElements());
  forEachPair(resultType(op).getShape(), lhs.getShape(), rhs.getShape(),
              [&](int64_t i, int64_t l, int64_t r) {
                out[i] = num::evaluateBinary(*fn, x[l], y[r]);
              });
  return encodeReals(op, out, *params);
}

//===-- Cast --------------------------------------------------------------===//

static int64_t truncateToInteger(float x, IntegerType type) {
  if (!type.isUnsigned() || type.getWidth() < 64)
    return num::saturateFromDouble(std::trunc(static_cast<double>(x)),
                                   getIntegerRange(type));
  if (!(x > 0)) // negative or NaN
    return 0;
  uint64_t most = std::numeric_limits<uint64_t>::max();
  return static_cast<int64_t>(x >= 0x1p64f ? most : static_cast<uint64_t>(x));
}

FailureOr<Tensor> mlir::qopt::evaluate(CastOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  RankedTensorType type = resultType(op);
  if (isa<FloatType>(type.getElementType())) {
    Tensor result(type.getElementType(), type.getShape());
    MutableArrayRef<float> out = result.mutableData<float>();
    forEachStored(input, [&](size_t i, auto v) {
      out[i] = static_cast<float>(v); // nearest even
    });
    return result;
  }
  auto integer = cast<IntegerType>(type.getElementType());
  std::vector<int64_t> out(type.getNumElements());
  bool toBool = integer.getWidth() == 1;
  forEachStored(input, [&](size_t i, auto v) {
    if (toBool)
      out[i] = v != 0;
    else if constexpr (std::is_same_v<decltype(v), float>)
      out[i] = truncateToInteger(v, integer);
    else
      out[i] = static_cast<int64_t>(v);
  });
  return encodeWrapping(op, out);
}
