// SPDX-License-Identifier: Apache-2.0
// Numerics' addRun in registers: integer sums of a run become f32 and are added to
// totals.
#ifndef QOPT_LIB_CODEGEN_NVGPU_RUNTOTALS_H
#define QOPT_LIB_CODEGEN_NVGPU_RUNTOTALS_H

#include "CodeDecoder.h"

namespace mlir::qopt {

class RunTotals {
public:
  /// `shift`: sums are 2^shift times what they mean.
  RunTotals(NvvmEmit &b, const GpuCodes &codes, int64_t shift);

  /// What a run's sum begins as (i32).
  Value start() const { return first; }
  /// total + f32(sum) * scale.
  Value add(Value total, Value sum, Value scale);

private:
  Value toFloat(Value sum);

  NvvmEmit &b;
  int64_t shift;
  bool inMantissa; ///< sums count from the middle of a binade of numbers 1 apart
  Value first;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_RUNTOTALS_H
