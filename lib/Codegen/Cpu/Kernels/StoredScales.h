// SPDX-License-Identifier: Apache-2.0
// Scales of packed codes as they are stored, made f32.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_STOREDSCALES_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_STOREDSCALES_H

#include "KernelBuilder.h"

namespace mlir::qopt {

/// vector<n x f32> of `stored`: f32 as they are; integers of `bits` bits shifted by
/// `shift`, their bits read as f32, times the f32 `factor` where it is not null.
inline Value loadStoredScales(KernelBuilder &b, Value stored, unsigned bits,
                              int64_t shift, Value factor) {
  if (bits == 32)
    return stored;
  int64_t lanes = sizeOf(stored);
  VectorType words = b.vectorOf(lanes, 32);
  VectorType floats = b.vectorOf(lanes, b.getF32Type());
  Value wide = arith::ExtUIOp::create(b, words, stored);
  Value scale = b.bitcast(
      arith::ShLIOp::create(b, wide, b.splat(words, shift)), floats);
  if (!factor)
    return scale;
  return arith::MulFOp::create(b, scale,
                               vector::BroadcastOp::create(b, floats, factor));
}

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_STOREDSCALES_H
