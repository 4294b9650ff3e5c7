// SPDX-License-Identifier: Apache-2.0
// From 16 sums to 16 results: fixed-point rescale (exactly Numerics
// `rescale`), clamp, and stores that never pass the last channel.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H

#include "KernelBuilder.h"
#include "KernelPlan.h"

namespace mlir::qopt {

class Epilogue {
public:
  /// `multiplier` and `shift` are flat memrefs, null without a rescale.
  Epilogue(KernelBuilder &builder, const KernelPlan &plan, Value multiplier,
           Value shift)
      : b(builder), plan(plan), multiplier(multiplier), shift(shift) {}

  /// Loads what a panel's channels need; `channel` is the index of the panel's
  /// first entry in the per-channel operands. Once per panel, before its rows.
  void enterPanel(Value channel);

  /// Results of the panel's 16 channels from their sums.
  Value apply(Value sums);

  /// Stores 16 results at `position` of the flat memref `output`, or the first
  /// `valid` of them.
  void store(Value results, Value output, Value position, int64_t valid);

private:
  bool usesHighHalf() const;
  void enterHighHalf(Value m, Value s);
  Value applyHighHalf(Value sums);
  void enterWide(Value m, Value s);
  Value applyWide(Value sums);
  Value clampFloat(Value sums);
  Value evenLanes(Value words);
  Value oddLanes(Value words);

  KernelBuilder &b;
  const KernelPlan &plan;
  Value multiplier, shift;
  /// Of the current panel. High-half form: multipliers and rounding terms of
  /// even and odd channels as i64, then the 32-bit shift, its rounding term and
  /// its mask of channels that shift at all (the last two in double rounding).
  Value evenMultiplier, oddMultiplier, evenTerm, oddTerm;
  Value lastShift, lastTerm, lastMask;
  /// Wide form: 16 x i64 each; `wideSign` is what negative sums add.
  Value wideMultiplier, wideTerm, wideSign, wideShift;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H
