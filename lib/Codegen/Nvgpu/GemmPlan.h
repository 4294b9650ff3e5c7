// SPDX-License-Identifier: Apache-2.0
// What a kernel for one qopt.mma_matmul is: decided from the op and Target's tables
// before anything is emitted.
#ifndef QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H
#define QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H

#include "qopt/IR/GpuOps.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

#include "llvm/Support/MathExtras.h"

namespace mlir::qopt {

/// The integer epilogue; see Numerics/Requantize.h.
struct GpuRescale {
  int64_t outZp, lo, hi;
  bool doubleRound;
};

struct GemmPlan {
  std::string name; ///< of the kernel: what it does, for which chip
  int64_t rows, columns, depth;
  ::qopt::target::GemmTile tile;
  ::qopt::target::MmaRow mma;
  std::optional<GpuRescale> rescale;
  Type resultElement; ///< signless

  int64_t rowBlocks() const { return llvm::divideCeil(rows, tile.rows); }
  int64_t columnBlocks() const { return llvm::divideCeil(columns, tile.columns); }
  int64_t depthTiles() const { return llvm::divideCeil(depth, tile.depth); }
  /// Of one warp's tile.
  int64_t warpRows() const { return tile.rows / tile.warpRows; }
  int64_t warpColumns() const { return tile.columns / tile.warpColumns; }
};

/// The plan for `op` on `chip`, or a diagnostic that says what the chip lacks or
/// which operand cannot be read.
FailureOr<GemmPlan> planGemm(MmaMatmulOp op, ::qopt::target::Chip chip);

/// Emits the body of `kernel`, whose arguments are the operands of the op in order
/// (input, weights, bias, [multiplier, shift,] result), without the terminator.
void emitGemmKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H
