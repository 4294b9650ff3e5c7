// SPDX-License-Identifier: Apache-2.0
// Fragments of 8-bit floats as f16, for chips that multiply those: every number of both
// types is one of f16, infinities and NaN too.
#ifndef QOPT_LIB_CODEGEN_NVGPU_FLOATFRAGMENTS_H
#define QOPT_LIB_CODEGEN_NVGPU_FLOATFRAGMENTS_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

/// A lane's four words of 16 rows and 32 k (mma.m16n8k32's left operand) as those of two
/// m16n8k16, of 16 neighbouring k each. In each, a lane's k are four neighbours instead of
/// two and two: weights have the same order.
SmallVector<Value> decodeInput(NvvmEmit &b, const GpuFloats &floats, ArrayRef<Value> words);
/// A lane's two words of each 8 columns and 32 k as four, two for each m16n8k16.
SmallVector<Value> decodeWeights(NvvmEmit &b, const GpuFloats &floats,
                                 ArrayRef<Value> words);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_FLOATFRAGMENTS_H
