// SPDX-License-Identifier: Apache-2.0
// Kernels' arguments that are tensor maps: 128 bytes by value, which the runtime makes
// for a buffer and from which tensor copies (TMA) read. What a map says stands at the
// kernel; what it is a map of is the launch's operand. Sources: the CUDA driver API,
// cuTensorMapEncodeTiled; the PTX ISA, "Tensors".
//
// As an attribute of the kernel (gpu.func, later llvm.func), one entry per map:
//   qopt.tensor_maps = [{argument = 0 : i64, sizes = array<i64: 256, 100>,
//     strides = array<i64: 256>, box = array<i64: 128, 64>, swizzle = 128 : i64}]
//
// - T1: an array of dictionaries with the entries above and no others.
// - T2: `argument` is a parameter of the kernel; no two maps have the same.
// - T3: 1 to 5 sizes, as many boxes, and one stride less.
// - T4: sizes lie in [1, 2^32), boxes in [1, 256].
// - T5: strides are multiples of 16 in [16, 2^40).
// - T6: `swizzle` is 0 (none), 32, 64 or 128, and box[0] a multiple of 16, at most the
//   swizzle if there is one.
// - T7: the launch's operand is a buffer, dense from its start, and the map does not
//   reach beyond it.
#ifndef QOPT_IR_TENSORMAPS_H
#define QOPT_IR_TENSORMAPS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

namespace mlir::qopt {

constexpr llvm::StringLiteral kTensorMapsAttr = "qopt.tensor_maps";
/// Bytes to which a map's address and strides are aligned, and its own size.
constexpr int64_t kTensorMapAlign = 16, kTensorMapBytes = 128;

/// Elements are bytes; dimensions are innermost first, and the innermost is dense.
struct TensorMapSpec {
  int64_t argument; ///< of the kernel
  SmallVector<int64_t, 5> sizes;
  SmallVector<int64_t, 4> strides; ///< bytes, of the dimensions from the second on
  SmallVector<int64_t, 5> box;     ///< what one copy takes, zeros beyond the sizes
  int64_t swizzle; ///< bytes of a row in shared memory whose pieces change places

  /// Bytes from the first to the last that the map reaches.
  int64_t reach() const;
};

void setTensorMaps(Operation *kernel, ArrayRef<TensorMapSpec> maps);

/// The maps of a kernel with `numArguments` parameters; T1 to T6 broken are reported
/// by `emitError`.
FailureOr<SmallVector<TensorMapSpec>>
getTensorMaps(Operation *kernel, int64_t numArguments,
              function_ref<InFlightDiagnostic()> emitError);

/// T7 of a map over a launch's operand of type `operand`.
LogicalResult checkTensorMap(const TensorMapSpec &map, Type operand,
                             function_ref<InFlightDiagnostic()> emitError);

} // namespace mlir::qopt

#endif // QOPT_IR_TENSORMAPS_H
