// SPDX-License-Identifier: Apache-2.0
// What products of few rows have in common: words of the input up to its edge, and sums
// of lanes.
#ifndef QOPT_LIB_CODEGEN_NVGPU_VECTORPARTS_H
#define QOPT_LIB_CODEGEN_NVGPU_VECTORPARTS_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

/// Four bytes of a row at a time. Offsets are in bytes, divisible by 4.
class RowReader {
public:
  RowReader(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel);

  /// To how many bytes all rows are aligned, at most 16.
  int64_t align() const;
  /// Words that are inside the row, of a kernel whose rows are aligned to 4 bytes.
  SmallVector<Value> inside(int64_t row, Value offset, int64_t count);
  /// The same of any rows, with zeros beyond the row's end.
  Value upToEdge(int64_t row, Value offset);

private:
  Value byteUpToEdge(Value begin, Value offset);

  NvvmEmit &b;
  const GemmPlan &plan;
  Value input;
};

/// Half as many sums: lanes whose number has `bit` keep the upper half of the values,
/// the others the lower one, each with the other lane's added.
SmallVector<Value> halveAcrossLanes(NvvmEmit &b, Value lane, int64_t bit,
                                    ArrayRef<Value> values);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_VECTORPARTS_H
