// SPDX-License-Identifier: Apache-2.0
// From a lane's sums of its warp's tile to results in global memory.
#ifndef QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H
#define QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H

#include "EpilogueMath.h"

namespace mlir::qopt {

class GemmEpilogue {
public:
  /// `kernel`: its arguments are those of emitKernel. `laneColumns`: neighbours of a
  /// row that a lane has.
  GemmEpilogue(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel,
               int64_t laneColumns);

  /// Stores the sums that a lane has of its warp's tile: of each m16n8 tile, in
  /// row-major order of the J columns of tiles, four: rows `row` and `row` + 8, and two
  /// columns. All columns of a row are the 2 * J neighbours from `column` on, since the
  /// weights' columns are spread so (spreadRow()).
  void store(Value row, Value column, ArrayRef<Value> sums);

  struct Row {
    Value begin; ///< pointer to its first result
    Value valid; ///< null: the row exists
    EpilogueMath::Row scale;
  };
  Row enterRow(Value row);
  /// Stores sums[r], the lane's neighbours from `column` on, of every row.
  void storeRows(ArrayRef<Row> rows, Value column, ArrayRef<SmallVector<Value>> sums);

private:
  /// Results of `together` neighbouring columns from `column` on, of all rows.
  void storeColumns(ArrayRef<Row> rows, Value column,
                    ArrayRef<SmallVector<Value>> sums);

  NvvmEmit &b;
  const GemmPlan &plan;
  int64_t laneColumns, together;
  EpilogueMath math;
  Value result;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H
