// SPDX-License-Identifier: Apache-2.0
// Filters to codes: choice of scales, scales that are codes themselves, rounding.
#ifndef QOPT_LIB_QUANTIZE_WEIGHTS_WEIGHTCODES_H
#define QOPT_LIB_QUANTIZE_WEIGHTS_WEIGHTCODES_H

#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/QOpt.h"

#include <vector>

namespace mlir::qopt {

/// How the scales of a filter are stored.
struct ScaleSpec {
  FormatInterface format;  ///< null: f32
  int64_t block = 0;       ///< scales per second-level scale; 0: all of them
  bool subtractMean = false;
};

/// How a filter is quantized.
struct WeightSpec {
  FormatInterface format;
  Attribute granularity;
  bool searchMse = false;  ///< least squared error, else largest magnitude
  bool asymmetric = false; ///< zero points; where they are i32 of uniform
                           ///< unsigned formats only
  bool realZeroPoints = false; ///< f32 zero points, of any format; asymmetric
  SparsityAttr sparsity; ///< null: dense; not with f32 zero points
  ScaleSpec scales;
  std::vector<float> given; ///< scales in row-major order, zero points 0; or none
};

/// Scales as a value of the program, and the numbers it stands for.
struct Scales {
  Value value;
  std::vector<float> numbers;
};

/// Quantizes `scales` (positive) as `spec` says and makes the ops that compute
/// them: a constant, or qopt.dequantize of constant codes (plus their mean).
Scales makeScales(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                  std::vector<float> scales, const ScaleSpec &spec);

/// Whether every positive value of a scale format is a power of two.
bool isPowerOfTwoFormat(FormatInterface format);

/// `qopt.assemble` of finite weights in a format of several planes: per slot the
/// greedy fit, or with a search the alternating one, and the nearest codes under
/// the scales as `spec` stores them. Zero points are the biases negated.
Value quantizeToPlanes(OpBuilder &builder, Location loc, RankedTensorType type,
                       ArrayRef<float> weights, ArrayRef<uint32_t> slotOf,
                       size_t slots, const WeightSpec &spec);

/// `qopt.assemble` of the codes of a dense f32 constant of the given type. An
/// error that names `user` where an element is not finite.
FailureOr<Value> quantizeWeights(OpBuilder &builder, Operation *user,
                                 DenseElementsAttr weights,
                                 const WeightSpec &spec);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_WEIGHTS_WEIGHTCODES_H
