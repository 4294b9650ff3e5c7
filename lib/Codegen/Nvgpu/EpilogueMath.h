// SPDX-License-Identifier: Apache-2.0
// From sums to results, in the arithmetic of Numerics: bias, fixed-point rescale in 64
// or 32 bits, scales in f32. Which lane has which sums is the callers' business.
#ifndef QOPT_LIB_CODEGEN_NVGPU_EPILOGUEMATH_H
#define QOPT_LIB_CODEGEN_NVGPU_EPILOGUEMATH_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

class EpilogueMath {
public:
  /// `kernel`: its arguments are those of the plan. `together`: how many neighbours
  /// are stored at once; four of 8 bits and more are saturated as they are packed.
  EpilogueMath(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel,
               int64_t together);

  /// What a column's results need; null: nothing.
  struct Column {
    Value bias, multiplier, shift, term, signTerm, lastTerm, scale;
  };
  /// A row's scale; null: there is none.
  struct Row {
    Value scale;
  };
  /// Of as many neighbouring columns as are stored together; all must exist.
  SmallVector<Column> enterColumns(Value first);
  /// The row must exist.
  Row enterRow(Value row);

  /// The results of one row: `sums` are i32, or f32 totals of codes and floats.
  SmallVector<Value> finish(const Row &row, ArrayRef<Column> columns,
                            ArrayRef<Value> sums);
  /// Stores what finish() gave.
  void store(ArrayRef<Value> results, Value pointer);
  int64_t resultBytes() const {
    return plan.resultElement.getIntOrFloatBitWidth() / 8;
  }

private:
  SmallVector<Value> loadColumns(int argument, Type type, Value first);
  SmallVector<Value> loadShifts(Value first);
  void enterWide(Column &column);
  void enterNarrow(Column &column);
  Value finishFloat(const Row &row, const Column &column, Value sum);
  Value rescaleWide(const Column &column, Value sum);
  Value rescaleNarrow(const Column &column, Value sum);
  bool packs() const;

  NvvmEmit &b;
  const GemmPlan &plan;
  gpu::GPUFuncOp kernel;
  int64_t together;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_EPILOGUEMATH_H
