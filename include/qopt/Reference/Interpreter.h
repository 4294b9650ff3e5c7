// SPDX-License-Identifier: Apache-2.0
// The reference interpreter: what a function of the dialect means, at any stage,
// executed without any lowering. Compiled integer code must agree with it in
// every byte; compiled float code may differ by rounding.
#ifndef QOPT_REFERENCE_INTERPRETER_H
#define QOPT_REFERENCE_INTERPRETER_H

#include "qopt/Reference/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>
#include <memory>

namespace mlir::qopt {

/// Runs one function (and those it calls) on tensors.
///
/// Meaning of the stages:
/// - float: matmul and conv round every product and every sum to f32, in index
///   order from the bias on, as their descriptions say; all other ops compute in
///   double from their f32 operands and round once per result element to f32.
/// - quantized: quantize and dequantize are Numerics' (one f32 operation each).
///   A compute op takes its operands' real numbers ((code - zero_point) * scale
///   in double), computes in double (a bias added last) and rounds result / scale to nearest even,
///   saturating. Ops that keep parameters move codes.
/// - integer: exact integer arithmetic as each op's description says. A sum
///   that leaves the result type of conv, matmul or a sum pool is an error:
///   the pass that chose the type had to prove that it cannot happen.
///
/// - packed: the kernel ops of the layout stage on tensors, as described there.
/// - training: optimizer steps are Numerics', every f32 operation as it says.
///
/// The IR must have been verified and must not change between the runs of one
/// object, which keeps constants and plans. Not safe for concurrent runs of one
/// object; different objects are independent.
class Interpreter {
public:
  explicit Interpreter(func::FuncOp function);
  ~Interpreter();
  Interpreter(Interpreter &&) noexcept;
  Interpreter &operator=(Interpreter &&) noexcept;

  /// Results of the function for the given arguments. Failure, with a
  /// diagnostic, when count, element type or shape of the inputs are not the
  /// function's, when it holds an op that has no meaning here, or when values
  /// break an op's run-time conditions.
  FailureOr<SmallVector<Tensor>> run(ArrayRef<Tensor> inputs);

  /// Called after each op with every result of it, in order of execution
  /// (constants included), and for qopt.observe with its operand.
  using Observer = std::function<void(Operation *, const Tensor &)>;
  void setObserver(Observer observer);

private:
  class Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace mlir::qopt

#endif // QOPT_REFERENCE_INTERPRETER_H
