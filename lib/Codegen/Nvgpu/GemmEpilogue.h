// SPDX-License-Identifier: Apache-2.0
// From a lane's sums to results in global memory: bias, fixed-point rescale, stores.
#ifndef QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H
#define QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

class GemmEpilogue {
public:
  /// `kernel`: its arguments are those of emitGemmKernel.
  GemmEpilogue(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel);

  /// Stores the sums that a lane has of its warp's tile: of each m16n8 tile, in
  /// row-major order of the tiles, four: rows `row` and `row` + 8, columns `column`
  /// and `column` + 1 (of the first tile; `column` is even).
  void store(Value row, Value column, ArrayRef<Value> sums);

private:
  /// What a column's sums are finished with; i64 but for the bias.
  struct Column {
    Value bias, multiplier, shift, term, signTerm;
  };
  struct Row {
    Value begin; ///< pointer to its first result
    Value valid; ///< null: the row exists
  };
  Row enterRow(Value row);
  Column enterColumn(Value column);
  /// Results of one or two neighbouring columns from `column` on, of all rows.
  void storeColumns(ArrayRef<Row> rows, Value column,
                    ArrayRef<SmallVector<Value>> sums);
  Value finish(const Column &column, Value sum);
  Value rescale(const Column &column, Value sum);

  NvvmEmit &b;
  const GemmPlan &plan;
  Value bias, multiplier, shift, result;
  int64_t resultBytes;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_GEMMEPILOGUE_H
