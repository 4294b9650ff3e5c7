// SPDX-License-Identifier: Apache-2.0
// The right side of qopt.product into panels, at run time, with what zero points add
// to columns and rows.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPACKING_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPACKING_H

#include "KernelBuilder.h"
#include "KernelPlan.h"

namespace mlir::qopt {

/// Where in `sums` the row `row` of batch element `group` has its sum: behind those
/// of all columns.
Value rowSumAt(KernelBuilder &builder, const KernelPlan &plan, Value group, Value row);

/// Buffers of a product's kernel function.
struct ProductBuffers {
  Value left, packed, sums, right;
  Value leftOffset, rightOffset;
};

class RightPacker {
public:
  RightPacker(KernelBuilder &builder, const KernelPlan &plan,
              const ProductBuffers &buffers);

  /// Packs the right side of batch element `group`, and fills its part of `sums`.
  /// Codes become s8 (unsigned ones less 128). With the kernel's left operand u
  /// (code, or code + 128 of signed ones) and right operand w,
  ///   sum (l - lz)(r - rz) = sum u w + column term + row term,
  /// column term = K lz rz' - (lz + [signed left] 128) * sum of the column's w,
  /// row term = -rz' * sum of the row's l, rz' being the zero point of w.
  void emit(Value group);

private:
  void packRowsOfColumns(Value group, Value from);
  void packPanelByDepth(Value from, Value to, Value sumAt, int64_t columns);
  void packColumnByDepth(Value from, Value to, Value sumAt);
  void padColumns(Value group);
  void sumRows(Value group);
  Value loadRight(Value at, int64_t count);
  Value interleave(ArrayRef<Value> rows);
  Value columnTerm(Value sum);
  Value sumOf(Value memref, Value at, int64_t count, bool isUnsigned, bool isRight);

  int64_t panelBytes() const;

  KernelBuilder &b;
  const KernelPlan &plan;
  const KernelGeometry &g;
  const ProductPlan &product;
  ProductBuffers buffers;
  int64_t depth; ///< K
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_PRODUCTPACKING_H
