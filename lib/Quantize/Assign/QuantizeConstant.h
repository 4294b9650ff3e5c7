// SPDX-License-Identifier: Apache-2.0
// Constants to codes at compile time.
#ifndef QOPT_LIB_QUANTIZE_ASSIGN_QUANTIZECONSTANT_H
#define QOPT_LIB_QUANTIZE_ASSIGN_QUANTIZECONSTANT_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// How a constant is quantized. With `axis`, one symmetric scale per index of
/// that dimension; without, one scale for the tensor (`params` when given).
struct ConstantSpec {
  FormatInterface format;
  bool symmetric = true;
  std::optional<int64_t> axis;
  std::optional<::qopt::numerics::AffineParams> params;
  /// Scales chosen before, zero points 0: as many as the axis asks for, or none.
  SmallVector<float> scales;
  /// With `axis`: least scale per index (0: none), so that a bias at input scale
  /// times this scale fits 32 bits even where the filter is next to zero.
  SmallVector<double> leastScales;
  Rounding rounding = Rounding::nearest_even;
};

/// `qopt.assemble` of the codes of an f32 constant. An error that names `user`
/// when an element is not finite.
FailureOr<Value> quantizeConstant(OpBuilder &builder, Operation *user,
                                  Value constant, const ConstantSpec &spec);

/// `values[i] / scales[i]` as s32 codes with scales per channel: a bias. An
/// error that names `user` when a code does not fit.
FailureOr<Value> quantizeBias(OpBuilder &builder, Operation *user,
                              ArrayRef<double> values, ArrayRef<float> scales);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_ASSIGN_QUANTIZECONSTANT_H
