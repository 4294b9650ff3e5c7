// SPDX-License-Identifier: Apache-2.0
// Parts of kernels of two activations: where a product of a batch lies, and what zero
// points of both operands add to its sums.
#ifndef QOPT_LIB_CODEGEN_NVGPU_PRODUCTPARTS_H
#define QOPT_LIB_CODEGEN_NVGPU_PRODUCTPARTS_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

/// Bytes from where an operand begins to where its part of the block's product does (grid
/// z), an i64. `elementBytes`: of the operand.
Value batchOffset(NvvmEmit &b, const BatchGeometry &geometry,
                  const BatchGeometry::Side &side, int64_t elementBytes);

/// Of sum (L - l)(R - r) = sum L R - r sum L - l sum R + K l r the terms behind the
/// first. A lane sums its bytes of both fragments by dp4a; the four lanes of a row or
/// column are added up at the end.
class ZeroPoints {
public:
  ZeroPoints(NvvmEmit &b, const GemmPlan &plan);

  /// Words that go through the loop beside the sums, beginning as 0.
  size_t count() const { return rowTerms + columnTerms; }
  /// Takes in one step's fragments, of all rows and all columns of the warp's tile.
  void add(ArrayRef<Value> left, ArrayRef<Value> right, MutableArrayRef<Value> carried);
  /// Corrects the sums of the warp's tile, in the order of GemmKernel's.
  void correct(Value lane, ArrayRef<Value> carried, MutableArrayRef<Value> sums);

private:
  /// `partial` of the four lanes that differ in the lowest two bits, times `factor`.
  Value total(Value partial, int64_t factor);

  NvvmEmit &b;
  const GemmPlan &plan;
  size_t rowTerms = 0, columnTerms = 0;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_PRODUCTPARTS_H
