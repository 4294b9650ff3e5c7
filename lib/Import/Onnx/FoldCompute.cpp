// SPDX-License-Identifier: Apache-2.0
// Constant folding of ops that compute. Numerics says what each function means;
// floats are evaluated in double and rounded once.
#include "Fold.h"

#include "qopt/Numerics/Saturate.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;
namespace num = ::qopt::numerics;

//===-- Elementwise -------------------------------------------------------===//

template <typename Fn>
static HostTensor makeFloats(DataType type, ArrayRef<int64_t> shape, Fn &&fn) {
  int64_t count = *countElements(shape);
  std::vector<float> values(count);
  for (int64_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(fn(i));
  return HostTensor::fromFloats(type, shape, values);
}

template <typename Fn>
static HostTensor makeInts(DataType type, ArrayRef<int64_t> shape, Fn &&fn) {
  int64_t count = *countElements(shape);
  std::vector<int64_t> values(count);
  for (int64_t i = 0; i < count; ++i)
    values[i] = fn(i);
  return HostTensor::fromInts(type, shape, values);
}

// The range of `type` as held, which is wider than a sub-byte type's own.
static num::IntRange heldRange(DataType type) {
  unsigned bits = storageBytes(type) * 8;
  if (bits == 64)
    return {isUnsignedType(type) ? 0 : std::numeric_limits<int64_t>::min(),
            std::numeric_limits<int64_t>::max()};
  return num::intRange(bits, !isUnsignedType(type), false);
}

HostTensor mlir::qopt::onnx_import::foldCast(const HostTensor &source,
                                             DataType type) {
  if (isFloating(type)) {
    if (isFloating(source.type()))
      return source.retyped(type);
    return makeFloats(type, source.shape(),
                      [&](int64_t i) { return source.floatAt(i); });
  }
  if (type == DataType::Bool)
    return makeInts(type, source.shape(), [&](int64_t i) {
      // NaN differs from zero.
      return isFloating(source.type()) ? source.floatAt(i) != 0
                                       : source.intAt(i) != 0;
    });
  if (isFloating(source.type()))
    return makeInts(type, source.shape(), [&](int64_t i) {
      return num::saturateFromDouble(source.floatAt(i), heldRange(type));
    });
  return makeInts(type, source.shape(),
                  [&](int64_t i) { return source.intAt(i); });
}

// Functions that integers have; the caller admits no others.
static int64_t evaluateUnaryInt(UnaryKind kind, int64_t x, double alpha,
                                double beta) {
  num::IntRange all{std::numeric_limits<int64_t>::min(),
                    std::numeric_limits<int64_t>::max()};
  switch (kind) {
  case UnaryKind::relu:
    return std::max<int64_t>(x, 0);
  case UnaryKind::clip:
    return std::min(std::max(x, num::saturateFromDouble(alpha, all)),
                    num::saturateFromDouble(beta, all));
  case UnaryKind::neg:
    return num::wrapTo64(0 - static_cast<uint64_t>(x));
  case UnaryKind::abs:
    return x < 0 ? num::wrapTo64(0 - static_cast<uint64_t>(x)) : x;
  default: // sign
    return (x > 0) - (x < 0);
  }
}

HostTensor mlir::qopt::onnx_import::foldUnary(UnaryKind kind,
                                              const HostTensor &source,
                                              double alpha, double beta) {
  if (!isFloating(source.type()))
    return makeInts(source.type(), source.shape(), [&](int64_t i) {
      return evaluateUnaryInt(kind, source.intAt(i), alpha, beta);
    });
  num::UnaryFn fn = *num::parseUnaryFn(std::string_view(stringifyEnum(kind)));
  return makeFloats(source.type(), source.shape(), [&](int64_t i) {
    return num::evaluateUnary(fn, source.floatAt(i), alpha, beta);
  });
}

static HostTensor broadcastTo(const HostTensor &source,
                              ArrayRef<int64_t> shape) {
  return source.shape() == shape ? source : foldBroadcast(source, shape);
}

HostTensor mlir::qopt::onnx_import::foldBinary(BinaryKind kind,
                                               const HostTensor &lhs,
                                               const HostTensor &rhs) {
  auto shape = *broadcastShapes(lhs.shape(), rhs.shape());
  HostTensor a = broadcastTo(lhs, shape), b = broadcastTo(rhs, shape);
  num::BinaryFn fn = *num::parseBinaryFn(std::string_view(stringifyEnum(kind)));
  if (isFloating(a.type()))
    return makeFloats(a.type(), shape, [&](int64_t i) {
      return num::evaluateBinary(fn, a.floatAt(i), b.floatAt(i));
    });
  return makeInts(a.type(), shape, [&](int64_t i) {
    return num::evaluateBinaryInt(fn, a.intAt(i), b.intAt(i));
  });
}

//===-- Relations and selection -------------------------------------------===//

template <typename T>
static bool holds(Relation relation, T a, T b) {
  switch (relation) {
  case Relation::Equal:
    return a == b;
  case Relation::Less:
    return a < b;
  case Relation::LessOrEqual:
    return a <= b;
  case Relation::And:
    return a && b;
  case Relation::Or:
    return a || b;
  case Relation::Xor:
    return !a != !b;
  }
  llvm_unreachable("all relations are handled");
}

HostTensor mlir::qopt::onnx_import::foldRelation(Relation relation,
                                                 const HostTensor &lhs,
                                                 const HostTensor &rhs) {
  auto shape = *broadcastShapes(lhs.shape(), rhs.shape());
  HostTensor a = broadcastTo(lhs, shape), b = broadcastTo(rhs, shape);
  return makeInts(DataType::Bool, shape, [&](int64_t i) -> int64_t {
    if (isFloating(a.type()))
      return holds(relation, a.floatAt(i), b.floatAt(i));
    if (a.type() == DataType::Uint64)
      return holds(relation, static_cast<uint64_t>(a.intAt(i)),
                   static_cast<uint64_t>(b.intAt(i)));
    return holds(relation, a.intAt(i), b.intAt(i));
  });
}

HostTensor mlir::qopt::onnx_import::foldNot(const HostTensor &source) {
  return makeInts(DataType::Bool, source.shape(),
                  [&](int64_t i) { return source.intAt(i) == 0; });
}

HostTensor mlir::qopt::onnx_import::foldWhere(const HostTensor &condition,
                                              const HostTensor &lhs,
                                              const HostTensor &rhs) {
  auto values = *broadcastShapes(lhs.shape(), rhs.shape());
  auto shape = *broadcastShapes(condition.shape(), values);
  HostTensor c = broadcastTo(condition, shape), a = broadcastTo(lhs, shape),
             b = broadcastTo(rhs, shape);
  unsigned size = storageBytes(a.type());
  std::string result(a.bytes().data(), a.bytes().size());
  for (int64_t i = 0; i < c.numElements(); ++i)
    if (!c.intAt(i))
      std::copy_n(b.bytes().data() + i * size, size, result.data() + i * size);
  return {a.type(), shape, std::move(result)};
}

//===-- Reductions --------------------------------------------------------===//

namespace {
// Starting value, step and final function of a reduction in double.
struct FloatReducer {
  ReduceKind kind;
  double start() const {
    switch (kind) {
    case ReduceKind::max:
      return -std::numeric_limits<double>::infinity();
    case ReduceKind::min:
      return std::numeric_limits<double>::infinity();
    case ReduceKind::prod:
      return 1;
    default:
      return 0;
    }
  }
  double step(double acc, double x) const {
    switch (kind) {
    case ReduceKind::max:
      return num::evaluateBinary(num::BinaryFn::max, acc, x);
    case ReduceKind::min:
      return num::evaluateBinary(num::BinaryFn::min, acc, x);
    case ReduceKind::prod:
      return acc * x;
    case ReduceKind::l1:
      return acc + std::fabs(x);
    case ReduceKind::l2:
    case ReduceKind::sum_square:
      return acc + x * x;
    default:
      return acc + x;
    }
  }
  double finish(double acc, int64_t count) const {
    switch (kind) {
    case ReduceKind::mean:
      return acc / static_cast<double>(count);
    case ReduceKind::l2:
      return std::sqrt(acc);
    case ReduceKind::log_sum:
      return std::log(acc);
    default:
      return acc;
    }
  }
};
} // namespace

static std::optional<HostTensor> reduceInts(ReduceKind kind,
                                            const HostTensor &moved,
                                            ArrayRef<int64_t> shape,
                                            int64_t inner) {
  auto fold = [&](num::BinaryFn fn, int64_t start, bool absolute, bool square) {
    return makeInts(moved.type(), shape, [&](int64_t o) {
      int64_t acc = start;
      for (int64_t i = 0; i < inner; ++i) {
        int64_t x = moved.intAt(o * inner + i);
        if (absolute)
          x = evaluateUnaryInt(UnaryKind::abs, x, 0, 0);
        if (square)
          x = num::evaluateBinaryInt(num::BinaryFn::mul, x, x);
        acc = num::evaluateBinaryInt(fn, acc, x);
      }
      return acc;
    });
  };
  num::IntRange range = heldRange(moved.type());
  switch (kind) {
  case ReduceKind::sum:
    return fold(num::BinaryFn::add, 0, false, false);
  case ReduceKind::l1:
    return fold(num::BinaryFn::add, 0, true, false);
  case ReduceKind::sum_square:
    return fold(num::BinaryFn::add, 0, false, true);
  case ReduceKind::max:
    return fold(num::BinaryFn::max, range.min, false, false);
  case ReduceKind::min:
    return fold(num::BinaryFn::min, range.max, false, false);
  case ReduceKind::prod:
    return fold(num::BinaryFn::mul, 1, false, false);
  case ReduceKind::mean: {
    HostTensor sum = fold(num::BinaryFn::add, 0, false, false);
    return makeInts(moved.type(), shape, [&](int64_t o) {
      return num::evaluateBinaryInt(num::BinaryFn::div, sum.intAt(o), inner);
    });
  }
  default:
    return std::nullopt;
  }
}

std::optional<HostTensor>
mlir::qopt::onnx_import::foldReduce(ReduceKind kind, const HostTensor &source,
                                    ArrayRef<int64_t> axes) {
  // Reduced dimensions move to the end: each result is a run of the source.
  SmallVector<int64_t> perm;
  Shape shape(source.shape());
  int64_t inner = 1;
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d)
    if (!llvm::is_contained(axes, d))
      perm.push_back(d);
  for (int64_t axis : axes) {
    perm.push_back(axis);
    inner *= shape[axis];
    shape[axis] = 1;
  }
  HostTensor moved = foldTranspose(source, perm);
  if (!isFloating(source.type()))
    return reduceInts(kind, moved, shape, inner);
  if (kind == ReduceKind::log_sum_exp) // needs the maximum first, is rare
    return std::nullopt;
  FloatReducer reducer{kind};
  return makeFloats(source.type(), shape, [&](int64_t o) {
    double acc = reducer.start();
    for (int64_t i = 0; i < inner; ++i)
      acc = reducer.step(acc, moved.floatAt(o * inner + i));
    return reducer.finish(acc, inner);
  });
}
