// SPDX-License-Identifier: Apache-2.0
// What a kernel for one product is: decided from the op and Target's tables
// before anything is emitted.
#ifndef QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H
#define QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H

#include "qopt/IR/DepthwiseOps.h"
#include "qopt/IR/GpuOps.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

namespace mlir::qopt {

/// The integer epilogue; see Numerics/Requantize.h.
struct GpuRescale {
  int64_t outZp, lo, hi;
  bool doubleRound;
  bool narrow; ///< 32 bits are enough; see the op
};

/// Which argument of the kernel has which role; -1: none has.
struct GemmArguments {
  int input = 0, weights = 1, metadata = -1, bias = -1, multiplier = -1, shift = -1,
      rowScales = -1, columnScales = -1, result = -1;
};

/// How 4-bit codes become bytes of a matrix instruction; see CodeDecoder.h.
struct GpuCodes {
  int64_t run;
  SmallVector<int8_t> table; ///< empty: codes are numbers in two's complement
  bool shifted;     ///< decoded times 16, which a run's sums have room for
  int64_t largest;  ///< magnitude of a run's sum, not shifted
};

/// Products of floats; see qopt.mma_float_matmul.
struct GpuFloats {
  ::qopt::target::MmaType input, weights; ///< of the codes
  int64_t promote; ///< bytes of k after which sums go to totals; 0: never
  /// Codes of 8 bits that become f16 for the instruction, by `cvt` or without it.
  bool decodes, hasConvert;
};

/// A batch of products of two activations: grid z.
struct GpuProduct {
  BatchGeometry geometry;
  int64_t leftZp, rightZp;
};

/// Products of few rows are sums of lanes (dp4a), not of matrix instructions.
struct VectorShape {
  int64_t warps;    ///< of a block
  int64_t columns;  ///< of a block
  int64_t unrolled; ///< loads of 16 bytes of a column that a lane has under way
  int64_t warpColumns() const { return columns / warps; }
};

/// Products by wgmma with tensor copies.
struct WgmmaShape {
  ::qopt::target::WgmmaTile tile;
  /// Bytes of k after which sums, f32, go to totals: whole stages; 0: never.
  int64_t promote;
  /// How many instructions' columns of 8 are spread so that a lane's are neighbours; see
  /// spreadRow(). 1: N has no factor that allows more.
  int64_t spread;
};

/// A depthwise convolution's thread has four channels.
struct DepthwiseShape {
  int64_t rows;    ///< neighbouring positions of a thread
  int64_t threads; ///< of a block
};

struct GemmPlan {
  std::string name; ///< of the kernel: what it does, for which chip
  int64_t rows, columns;
  int64_t depth; ///< bytes of a row of the input
  ::qopt::target::GemmTile tile; ///< unused where there is a vector or wgmma
  ::qopt::target::MmaRow mma;
  std::optional<VectorShape> vector;
  std::optional<WgmmaShape> wgmma;
  std::optional<DepthwiseShape> depthwise;
  std::optional<GpuRescale> rescale;
  std::optional<GpuCodes> codes;
  std::optional<PixelGeometry> pixels; ///< rows are those of a convolution
  std::optional<GpuFloats> floats;
  bool isSparse = false; ///< weights are 2:4, and the instruction's left operand
  std::optional<GpuProduct> product; ///< of two activations
  GemmArguments arguments;
  bool oneRowScale = false, oneColumnScale = false; ///< for all rows, columns
  Type resultElement; ///< signless

  bool isFloat() const { return resultElement.isF32(); }
  /// Whether sums reach the epilogue as f32.
  bool hasFloatSums() const { return codes || floats; }
  bool isUnsigned() const {
    return (isSparse ? mma.b : mma.a) == ::qopt::target::MmaType::U8;
  }
  int64_t tileRows() const { return wgmma ? wgmma->tile.rows : tile.rows; }
  int64_t tileColumns() const {
    return vector ? vector->columns : wgmma ? wgmma->tile.columns : tile.columns;
  }
  int64_t rowBlocks() const {
    return vector ? 1 : llvm::divideCeil(rows, tileRows());
  }
  int64_t columnBlocks() const { return llvm::divideCeil(columns, tileColumns()); }
  /// The grid. Rows come first, so that blocks of one column follow each other.
  int64_t blocksX() const {
    if (depthwise)
      return llvm::divideCeil(llvm::divideCeil(rows, depthwise->rows) * columns / 4,
                              depthwise->threads);
    return vector ? columnBlocks() : rowBlocks();
  }
  int64_t blocksY() const { return vector || depthwise ? 1 : columnBlocks(); }
  int64_t blocksZ() const { return product ? product->geometry.count() : 1; }
  int64_t threads() const {
    if (depthwise)
      return depthwise->threads;
    if (vector)
      return vector->warps * ::qopt::target::kWarpThreads;
    return wgmma ? wgmma->tile.threads() : tile.threads();
  }
  /// Dynamic shared memory of a block; 0: the kernel's own is enough.
  int64_t dynamicShared() const { return wgmma ? wgmma->tile.sharedBytes() : 0; }
  int64_t depthTiles() const {
    return llvm::divideCeil(depth, wgmma ? wgmma->tile.depth : tile.depth);
  }
  /// Elements from row to row of the result, and of the operands in bytes.
  int64_t resultStride() const { return product ? product->geometry.result.row : columns; }
  int64_t inputStride() const { return product ? product->geometry.left.row : depth; }
  int64_t weightStride() const {
    return product ? product->geometry.right.row : getMmaRowBytes(depth);
  }
  /// Bytes to which all products of a batch are aligned on a side.
  int64_t alignOf(bool isRight) const {
    int64_t align = 16;
    if (product)
      for (int64_t stride : (isRight ? product->geometry.right : product->geometry.left).batch)
        align = std::gcd(align, stride);
    return align;
  }
  /// Bytes of a row of the right side that exist.
  int64_t weightDepth() const {
    return product ? product->geometry.rightDepth : getMmaRowBytes(depth);
  }
  /// Of one warp's tile.
  int64_t warpRows() const { return tile.rows / tile.warpRows; }
  int64_t warpColumns() const { return tile.columns / tile.warpColumns; }
};

/// The plan for `op` on `chip`, or a diagnostic that says what the chip lacks or
/// which operand cannot be read. `blocks`: see selectWgmmaTile(). A remark says why a
/// product with enough rows does not take the chip's wgmma.
FailureOr<GemmPlan> planGemm(MmaMatmulOp op, ::qopt::target::Chip chip,
                             int64_t blocks);
FailureOr<GemmPlan> planGemm(MmaMatmulRunsOp op, ::qopt::target::Chip chip);
FailureOr<GemmPlan> planGemm(MmaSparseMatmulOp op, ::qopt::target::Chip chip);
FailureOr<GemmPlan> planGemm(MmaFloatMatmulOp op, ::qopt::target::Chip chip,
                             int64_t blocks);
FailureOr<GemmPlan> planGemm(MmaProductOp op, ::qopt::target::Chip chip);
FailureOr<GemmPlan> planGemm(DotDepthwiseOp op, ::qopt::target::Chip chip);

/// Emits the body of `kernel`, whose arguments are the operands of the op in order,
/// without the terminator.
void emitKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
/// The same, of one kind of plan: tiles by mma.sync or wgmma; few rows by dp4a; each
/// with weights of 8 bits or of codes; 2:4 weights by sparse matrix instructions. Floats
/// are tiles.
void emitGemmKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitWgmmaKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitVectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitCodesKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitCodesVectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitSparseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);
void emitDepthwiseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_GEMMPLAN_H
