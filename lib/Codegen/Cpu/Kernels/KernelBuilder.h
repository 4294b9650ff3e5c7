// SPDX-License-Identifier: Apache-2.0
// A builder for kernel bodies: index arithmetic that folds as it is written,
// one copy of every constant, and vector code in few words.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELBUILDER_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qopt {

/// Lanes of a vector of one dimension.
inline int64_t sizeOf(Value vector) {
  return cast<VectorType>(vector.getType()).getDimSize(0);
}

class KernelBuilder : public ImplicitLocOpBuilder {
public:
  /// Builds at the end of the entry block of `func`, constants at its start.
  explicit KernelBuilder(func::FuncOp func);

  //===-- Constants and index arithmetic ----------------------------------===//
  Value constant(TypedAttr value);
  Value index(int64_t value);
  Value add(Value a, Value b);
  Value add(Value a, int64_t b) { return add(a, index(b)); }
  Value sub(Value a, Value b);
  Value mul(Value a, int64_t b);
  /// Division and remainder of non-negative numbers.
  Value div(Value a, int64_t b);
  Value rem(Value a, int64_t b);
  /// Of signed numbers.
  Value min(Value a, Value b);
  Value max(Value a, Value b);
  Value equal(Value a, int64_t b);
  Value less(Value a, int64_t b);

  //===-- Vectors ---------------------------------------------------------===//
  VectorType vectorOf(int64_t size, Type element) {
    return VectorType::get({size}, element);
  }
  VectorType vectorOf(int64_t size, unsigned bits) {
    return vectorOf(size, getIntegerType(bits));
  }
  /// An integer or float constant in all lanes (or a scalar constant).
  Value splat(Type type, int64_t value);
  Value splatFloat(Type type, float value);
  Value load(Value memref, Value position, VectorType type);
  void store(Value vector, Value memref, Value position);
  /// Stores the first `valid` lanes only.
  void storeFirst(Value vector, Value memref, Value position, int64_t valid);
  /// The f32 at `position` in `lanes` lanes.
  Value broadcastAt(Value memref, Value position, int64_t lanes);
  Value shuffle(Value a, Value b, ArrayRef<int64_t> mask);
  /// Lanes [offset, offset + size).
  Value slice(Value vector, int64_t offset, int64_t size);
  /// One vector of a power of two of equally long ones, in order.
  Value join(SmallVector<Value> parts);
  Value bitcast(Value vector, VectorType type);
  /// Lanes of `vector` from 0, the rest zero.
  Value widen(Value vector, int64_t size);

  //===-- Control flow ----------------------------------------------------===//
  using LoopBody =
      function_ref<SmallVector<Value>(Value iv, ValueRange carried)>;
  /// for iv in [lower, upper) step `step`; runs the body once, without a loop,
  /// where the bounds are constants that leave one iteration.
  SmallVector<Value> loop(Value lower, Value upper, int64_t step,
                          ValueRange init, LoopBody body);
  void loop(Value lower, Value upper, int64_t step,
            function_ref<void(Value iv)> body);
  /// if / else without results; a constant condition leaves one branch.
  void branch(Value condition, function_ref<void()> then,
              function_ref<void()> otherwise);

private:
  Block *entry;
  Operation *lastConstant = nullptr;
  DenseMap<Attribute, Value> constants;
};

/// The constant that `value` is, if it is one.
std::optional<int64_t> getKnown(Value value);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELBUILDER_H
