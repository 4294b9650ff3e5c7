// SPDX-License-Identifier: Apache-2.0
// From sums to results: fixed-point rescale (exactly Numerics `rescale`),
// clamp, narrowing, and stores that never pass the last channel.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H

#include "KernelBuilder.h"
#include "KernelPlan.h"

namespace mlir::qopt {

class Epilogue {
public:
  Epilogue(KernelBuilder &builder, const KernelPlan &plan);

  /// The zero point as a value (i32), where plan.zeroPointArgument() says so.
  void setZeroPoint(Value argument) { zeroPointArgument = argument; }

  /// What n channels (one vector of sums, n even) need; made once, outside the
  /// loop over positions. Empty members without a rescale.
  struct Channels {
    /// High-half form: doubled multipliers and rounding terms of even and odd
    /// channels as n/2 x i64, then the 32-bit shift, its rounding term and its
    /// mask of channels that shift at all (the last two in double rounding).
    Value evenMultiplier, oddMultiplier, evenTerm, oddTerm;
    Value lastShift, lastTerm, lastMask;
    /// Wide form, n x i64 each; `wideSign` is what negative sums add.
    Value wideMultiplier, wideTerm, wideSign, wideShift;
  };
  /// `multiplier` and `shift`: n x i32, null without a rescale.
  Channels enter(Value multiplier, Value shift);

  /// Where sums start so that apply() may take them: the bias, plus what makes
  /// them unsigned where the rescale wants them so.
  Value start(Value bias);

  /// Results of n channels from their sums.
  Value apply(const Channels &channels, Value sums);

  /// Results of rows x panels sums, row by row: one vector per sum, or one per
  /// row where the instruction set packs bytes (columns in order; those of panels
  /// that do not exist, up to the next power of two, hold anything).
  SmallVector<Value> applyTile(ArrayRef<Channels> channels,
                               ArrayRef<Value> sums);

  /// The same for the four quarters of a depthwise tile, lanes * 4 channels
  /// each: quarter j holds channels 4j .. 4j+3 of every 16-channel lane.
  /// Returns the results in channel order.
  Value applyQuarters(ArrayRef<Channels> channels, ArrayRef<Value> sums);

  /// Stores the first `valid` results at `position` of the flat memref.
  void store(Value results, Value output, Value position, int64_t valid);

private:
  /// i32 values that finish() turns into results.
  Value rescale(const Channels &channels, Value sums);
  /// Vectors of `type` (i16 or i32): the zero point, and a bound less it.
  Value splatZeroPoint(Type type);
  Value splatLessZeroPoint(Type type, int64_t bound);
  Value finish(Value values);
  Value finishBytes(Value values);
  Value clampBytes(Value bytes);
  Value packWords(Value x, Value y, const ::qopt::target::NarrowRow &narrow);
  Value packBytes(Value x, Value y, const ::qopt::target::NarrowRow &narrow);
  void enterHighHalf(Channels &channels, Value m, Value s);
  Value applyHighHalf(const Channels &channels, Value sums);
  void enterWide(Channels &channels, Value m, Value s);
  Value applyWide(const Channels &channels, Value sums);
  Value clampFloat(Value sums);
  Value evenLanes(Value words);
  Value oddLanes(Value words);

  KernelBuilder &b;
  const KernelPlan &plan;
  bool highHalf = false;
  /// What rescale() leaves to finish(): the zero point and the clamp.
  int64_t zeroPoint = 0, lo = 0, hi = 0;
  Value zeroPointArgument;
  /// 8-bit results whose zero point and clamp fit saturating arithmetic.
  bool plainBytes = false, unsignedBytes = false;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_EPILOGUE_H
