// SPDX-License-Identifier: Apache-2.0
// From a thread's sums of its warpgroup's 64 rows to results in global memory.
#ifndef QOPT_LIB_CODEGEN_NVGPU_WGMMAEPILOGUE_H
#define QOPT_LIB_CODEGEN_NVGPU_WGMMAEPILOGUE_H

#include "EpilogueMath.h"

namespace mlir::qopt {

class WgmmaEpilogue {
public:
  /// `kernel`: its arguments are those of emitKernel; `plan` has a wgmma.
  WgmmaEpilogue(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel);

  /// Stores a thread's sums in the order of wgmma's registers: of every 8 columns four,
  /// rows `row` and `row` + 8, two columns each. `firstColumn`: of the tile; `quarter`:
  /// the thread's number modulo 4.
  void store(Value row, Value firstColumn, Value quarter, ArrayRef<Value> sums);

private:
  struct Row {
    Value begin; ///< pointer to its first result
    Value valid; ///< null: the row exists
    EpilogueMath::Row scale;
  };
  Row enterRow(Value row);
  void storeColumns(ArrayRef<Row> rows, Value column, ArrayRef<SmallVector<Value>> sums);

  NvvmEmit &b;
  const GemmPlan &plan;
  int64_t together; ///< columns of one store
  EpilogueMath math;
  Value result;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_WGMMAEPILOGUE_H
