// SPDX-License-Identifier: Apache-2.0
// The arithmetic of an optimizer step on scalars or vectors, operation for
// operation that of Numerics/Optimizers.cpp.
#ifndef QOPT_LIB_CODEGEN_CPU_OPTIMIZERMATH_H
#define QOPT_LIB_CODEGEN_CPU_OPTIMIZERMATH_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/StateEncoder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qopt::codegen {

/// Builds code on `width` lanes at once: vectors, or scalars where width is 1.
class Lanes {
public:
  Lanes(ImplicitLocOpBuilder &b, int64_t width) : b(b), width(width) {}

  /// `scalar` as the type of all lanes.
  Type typeOf(Type scalar) const;
  Value constant(float value) const;
  Value constant(int64_t value, unsigned bits) const;
  Value broadcast(Value scalar) const;

  /// Consecutive elements of a memref of one dimension, from `position` on.
  Value load(Value memref, Value position) const;
  void store(Value lanes, Value memref, Value position) const;
  /// memref[index] for i32 lanes of indices.
  Value gather(Value memref, Value index) const;
  /// Largest lane of unsigned integers.
  Value reduceMax(Value lanes) const;

  Value add(Value x, Value y) const;
  Value sub(Value x, Value y) const;
  Value mul(Value x, Value y) const;
  Value div(Value x, Value y) const;
  Value abs(Value x) const;
  Value sqrt(Value x) const;
  Value compare(arith::CmpFPredicate predicate, Value x, Value y) const;
  Value select(Value condition, Value x, Value y) const;

  ImplicitLocOpBuilder &b;
  const int64_t width;
};

/// A state's code: decoding and encoding by tables in memory.
struct StateTables {
  const ::qopt::numerics::StateCode *code;
  const ::qopt::numerics::StateEncoder *encoder;
  Value values;  ///< memref<256xf32>
  Value entries; ///< of the encoder, memref<?xi32>
};

/// values[code] * absmax; `codes` are i8 lanes, `absmax` a scalar.
Value buildDecode(const Lanes &lanes, const StateTables &tables, Value codes,
                  Value absmax);
/// i8 lanes of the codes of `states`, of which `scaled` are state * inverse.
/// Requires numbers (not NaN).
Value buildEncode(const Lanes &lanes, const StateTables &tables, Value scaled,
                  Value states, ::qopt::numerics::ZeroRule rule);

/// The new values of one parameter and its states.
class OptimizerMath {
public:
  /// `step`, `root`, `keep`: f32 scalars; null where the op has none.
  OptimizerMath(const Lanes &lanes, const ::qopt::numerics::OptimizerSpec &spec,
                Value step, Value root, Value keep)
      : l(lanes), spec(spec), step(lanes.broadcast(step)),
        root(root ? lanes.broadcast(root) : Value()),
        keep(keep ? lanes.broadcast(keep) : Value()) {}

  /// Updates `states`; returns the new parameter.
  Value build(Value parameter, Value gradient,
              SmallVectorImpl<Value> &states) const;

private:
  Value moving(double beta, Value state, Value next) const;
  Value variance(Value state, Value g) const;
  Value limit(Value x) const;
  Value change(Value g, SmallVectorImpl<Value> &states) const;
  Value denominator(Value v) const;

  const Lanes &l;
  const ::qopt::numerics::OptimizerSpec &spec;
  Value step, root, keep;
};

} // namespace mlir::qopt::codegen

#endif // QOPT_LIB_CODEGEN_CPU_OPTIMIZERMATH_H
