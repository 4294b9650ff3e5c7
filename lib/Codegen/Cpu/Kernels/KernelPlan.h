// SPDX-License-Identifier: Apache-2.0
// Everything that determines the code of one kernel function: geometry, types,
// epilogue, addresses, instruction set and register tile. Two ops with equal
// plans share a function.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELPLAN_H

#include "qopt/IR/SparseOps.h"
#include "qopt/Target/Cpu.h"

namespace mlir::qopt {

/// Offset, in elements, of a row-major position number: the digits of the
/// number in base `sizes` times `strides`. Dimensions that collapse are merged,
/// so a contiguous map has one digit, a single position none.
struct PositionMap {
  SmallVector<int64_t> sizes, strides;

  static PositionMap make(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides);
  bool isLinear() const { return sizes.size() <= 1; }
};

/// How output positions are cut into row tiles: `runs` runs of `length`
/// positions, each cut into `tiles` tiles, the first `longTiles` of which have as
/// many rows as the register tile and the others one fewer. So no position is
/// computed twice, and every row of a tile exists.
struct RowTiling {
  int64_t runs = 1, length = 1, tiles = 1, longTiles = 1;
  /// Whether the inputs, and the results, of the positions of a run lie equally
  /// far apart: `inputStep` and `outputStep` elements.
  bool equidistant = true;
  int64_t inputStep = 0, outputStep = 0;

  int64_t count() const { return runs * tiles; }
};

/// Bytes saturate before this zero point is added, and after it (Epilogue).
inline constexpr int64_t kMostByteZeroPoint = 1024;

struct RescalePlan {
  int64_t outZp = 0, lo = 0, hi = 0; ///< outZp may be an argument, see KernelPlan
  bool doubleRound = false;
  bool narrow = false; ///< as the op's attribute
};

/// What a product of two activations has beside a product with constant weights:
/// its right side is packed at run time, and rows begin where strides say.
struct ProductPlan {
  PositionMap left, right, result; ///< first elements of a batch element
  int64_t leftRow = 0;             ///< from row to row of the left side
  int64_t rightDepth = 0, rightColumn = 0; ///< from k to k, column to column; one is 1
  int64_t resultRow = 0;
  int64_t leftZp = 0;
  int64_t rightZp = 0; ///< of the packed codes, which are signed
  bool unsignedRight = false; ///< codes are packed less 128
};

/// Rows of the input that are read as 0, so that row tiles leave out the runs that lie in
/// them: one run is one row of a window of an image.
struct ZeroRowsPlan {
  int64_t first = 0, last = 0; ///< as the op's attribute
  int64_t inputRows = 0;
  int64_t outputRowLength = 0; ///< positions of a row of the result
};

struct KernelPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  ::qopt::target::Tile tile{1, 1};
  KernelGeometry geometry;
  bool unsignedInput = false;
  Type resultElement;
  std::optional<RescalePlan> rescale;
  std::optional<float> clampLo, clampHi;
  /// Given for qopt.product: groups are batch elements.
  std::optional<ProductPlan> product;
  /// Given for qopt.packed_sparse_matmul: what its weights are, in the place of
  /// geometry's.
  std::optional<SparseGeometry> sparse;
  std::optional<ZeroRowsPlan> zeroRows;

  /// M: output positions. Depthwise: output rows of `rowLength` positions
  /// each, whose inputs and results lie `rowInputStep` and `rowOutputStep`
  /// elements apart.
  int64_t positions = 1;
  int64_t rowLength = 1, rowInputStep = 0, rowOutputStep = 0;
  PositionMap input;     ///< first input element of a position's window
  PositionMap output;    ///< first output element of a position
  SmallVector<int64_t> inputStrides; ///< of the spatial dimensions
  /// Of convolutions and products; depthwise row tiles are single positions.
  RowTiling rowTiling;

  int64_t rowTiles() const;
  /// Column tiles: per group ceil(P / panels); depthwise: sub-blocks.
  int64_t columnTiles() const;
  int64_t weightBytes() const;
  /// Of a panel's weights: elements that lie together (those of a step; of a group
  /// where they are sparse), and for how many steps they are.
  int64_t pieceElements() const;
  int64_t pieceSteps() const { return sparse ? sparse->stepsPerGroup() : 1; }
  /// Elements of one panel's weights.
  int64_t panelElements() const;
  /// Whether threads divide the columns: where all weights do not fit the
  /// second-level cache beside the rows, so that each thread has its own.
  bool dividesColumns() const;
  /// Row tiles that are walked before the next column tile: as many as have
  /// their input in the second-level cache beside two column tiles' weights.
  int64_t blockTiles() const;
  /// Prefetches of weights per step of a row tile, so that all row tiles of a block
  /// together prefetch those of the next column tile; 0 where weights stay in the
  /// second-level cache, are packed at run time, or are best followed by hardware.
  int64_t prefetchedLines() const;
  /// Elements of weights by which each step's prefetches advance.
  int64_t prefetchAdvance() const;
  /// About how many cycles one core takes for the whole kernel, by the dot
  /// instruction's width and by the bytes of weights; see the definition.
  int64_t cycles() const;

  bool isFloat() const { return geometry.isFloat; }
  /// The rescale's zero point where the kernel takes it as an argument, so that layers
  /// which differ in nothing else share it: results of 8 or 16 bits in the form that
  /// narrows before it adds. A zero point of 0 is left out of the code instead.
  std::optional<int32_t> zeroPointArgument() const;
  ::qopt::target::Operand accumulator() const {
    return isFloat() ? ::qopt::target::Operand::F32
                     : ::qopt::target::Operand::S32;
  }
  /// Offset from a window's first element to run `run` (tap `tap`).
  int64_t runOffset(int64_t run) const;
  int64_t tapOffset(int64_t tap) const;

  /// What the kernel does, in a symbol name: unique only together with key().
  std::string name() const;
  /// All of the above as text; equal keys mean equal code.
  std::string key() const;
};

/// Chooses `tile` and `rowTiling` of a plan that has all else (not depthwise).
void tileRows(KernelPlan &plan);

/// Part of a depthwise block that one vector step covers.
struct DepthwiseTile {
  int64_t panel;     ///< first panel
  int64_t lanes;     ///< panels, 1, 2 or 4
  int64_t blockSize; ///< panels of the block it lies in
  int64_t blockBase; ///< index of the block's first weight (integer form)
  int64_t lane;      ///< first panel's lane in the block
};
/// All column tiles of a depthwise kernel in order.
SmallVector<DepthwiseTile> depthwiseTiles(const KernelPlan &plan);

/// Strides of a memref operand; an error on the op, calling it `what`, where they
/// are known only at run time or the innermost elements are not contiguous.
FailureOr<SmallVector<int64_t>> stridesOf(Operation *op, StringRef what,
                                          Value value);

/// The plan of a packed op on memrefs; an error on the op when a memref has
/// strides known only at run time or elements that are not contiguous.
FailureOr<KernelPlan> planKernel(Operation *op, ::qopt::target::Isa isa);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELPLAN_H
