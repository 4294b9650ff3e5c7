// SPDX-License-Identifier: Apache-2.0
// Values that must share one format, scale and zero point, and what those are.
#ifndef QOPT_LIB_QUANTIZE_ASSIGN_SCALECLASSES_H
#define QOPT_LIB_QUANTIZE_ASSIGN_SCALECLASSES_H

#include "qopt/Quantize/Assign/QuantizableOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::qopt {

/// Partition of the float values of a function into classes of equal
/// quantization parameters.
class ScaleClasses {
public:
  /// `quantized` are the ops to be quantized, in program order. A class has the
  /// format of its first value in program order that has a `qopt.format` and
  /// decides about the class' range (function arguments do), but one with negative
  /// values where the range has some; else `format`.
  ScaleClasses(ArrayRef<Operation *> quantized, FormatInterface format,
               bool symmetric);

  /// Format and parameters of every class; an error for a class none of whose
  /// values has a calibrated range (ops that move elements need none of their
  /// own), and for one without a `qopt.format` whose range has negative values
  /// where `format` has neither these nor zero points.
  LogicalResult solve();

  /// Values to be quantized in program order (no constants).
  ArrayRef<Value> getValues() const { return values.getArrayRef(); }
  bool contains(Value value) const { return values.contains(value); }

  ::qopt::numerics::AffineParams getParams(Value value) const;
  FormatInterface getFormat(Value value) const;
  /// Whether a clamp that alone reads the value decides about its class' range.
  bool isClamped(Value value) const { return followsClamp.contains(value); }
  /// The class' representative: equal for values with shared parameters.
  Value getLeader(Value value) const;

private:
  struct Class {
    FormatInterface format;
    bool isChosen = false; ///< by a `qopt.format`
    double lo = 0.0, hi = 0.0;
    bool hasRange = false;
    /// Of the members that are neither made by fixed parameters nor selected from
    /// other members.
    double ownLo = 0.0, ownHi = 0.0;
    void include(double low, double high, bool isOwn);
    std::optional<::qopt::numerics::AffineParams> fixed;
    bool fixedDiffer = false;
    ::qopt::numerics::AffineParams params{1.0f, 0};
  };

  void addOp(Operation *op);
  void uniteSameAsInput(Operation *op);
  LogicalResult includeFormat(Value value, Class &cls);
  void includeRange(Value value, Class &cls);
  void includeMoved(Value value, Class &cls);
  void includeFixed(Value value, Class &cls);
  void includeInput(Value operand, Value result);
  LogicalResult chooseParams(Class &cls, Value leader);

  FormatInterface commonFormat;
  bool symmetric;
  llvm::SetVector<Value> values;
  llvm::DenseSet<Operation *> quantizedOps;
  /// Values whose own range does not count: their clamp's does.
  llvm::DenseSet<Value> followsClamp;
  /// Constants that take part in a class (concat, max, min operands).
  SmallVector<std::pair<Value, Value>> constantMembers;
  /// Operands of concatenations and of max and min that keep their own
  /// parameters, with the result.
  SmallVector<std::pair<Value, Value>> separateInputs;
  llvm::EquivalenceClasses<void *> classes;
  llvm::DenseMap<Value, Class> solved;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_ASSIGN_SCALECLASSES_H
