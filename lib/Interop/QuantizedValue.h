// SPDX-License-Identifier: Apache-2.0
// One quantized tensor type in both spellings: !quant.uniform with its scales,
// and !qopt.q beside them.
#ifndef QOPT_LIB_INTEROP_QUANTIZEDVALUE_H
#define QOPT_LIB_INTEROP_QUANTIZEDVALUE_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"

namespace mlir::qopt {

/// A quantized tensor type and its parameters, which are f32 and i32 tensors of
/// `scaleShape`.
struct QuantizedTensor {
  RankedTensorType type; ///< of !qopt.q elements
  SmallVector<int64_t> scaleShape;
  SmallVector<float> scales;
  SmallVector<int64_t> zeroPoints;
};

using EmitError = function_ref<InFlightDiagnostic()>;

/// From a tensor of !quant.uniform elements; an error says which part of the
/// type has no counterpart.
FailureOr<QuantizedTensor> importQuantizedType(Type type, EmitError emitError);

/// To a tensor of !quant.uniform elements, from a tensor of !qopt.q elements
/// and its parameters; an error says what upstream's type can not hold.
FailureOr<RankedTensorType> exportQuantizedType(RankedTensorType type,
                                                QuantParams params,
                                                EmitError emitError);

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_QUANTIZEDVALUE_H
