// SPDX-License-Identifier: Apache-2.0
// Everything that determines the code of one kernel of qopt.packed_matmul_runs or
// qopt.pack_rows. Two ops with equal plans share a function.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_RUNSPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_RUNSPLAN_H

#include "KernelPlan.h"

#include "qopt/IR/RunsOps.h"

namespace mlir::qopt {

struct RunsPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  ::qopt::target::Tile tile{1, 1};
  RunsGeometry geometry;
  int64_t rows = 1;            ///< M
  bool oneRowScale = false;    ///< for all rows
  SmallVector<int32_t> table;  ///< of the bytes that fields stand for, or empty
  bool hasZeroPoints = false;  ///< one per scale
  bool hasBias = false;
  unsigned scaleBits = 32;     ///< of a stored scale; 32: f32
  int64_t scaleShift = 0;      ///< of narrower ones
  bool hasScaleFactor = false; ///< narrower ones have a factor: an argument
  PositionMap output;

  int64_t rowTiles() const;
  /// In how many places of half a byte codes are read without moving them there, each
  /// with sums of its own, which are as many times too large: 2 of 2 bits, 4 of 1 bit.
  /// 1 where codes are moved: with other widths, with tables, where several rows share
  /// the moves, or where such sums might not fit.
  int64_t places() const;
  /// The largest byte that stands for a weight in the products.
  int64_t largestByte() const;
  /// One per block of panels.
  int64_t columnTiles() const { return geometry.panels().blocks(); }
  /// About how many cycles one core takes: those of the dot instructions, or of reading
  /// the weights.
  int64_t cycles() const;

  /// What the kernel does, in a symbol name: unique only together with key().
  std::string name() const;
  std::string key() const;
};

/// The plan of an op on memrefs; an error on the op when its result has strides
/// known only at run time or rows that are not contiguous.
FailureOr<RunsPlan> planRuns(PackedMatmulRunsOp op, ::qopt::target::Isa isa);

/// Fills the body of a kernel function with arguments
///   (input, rows, codes, scales, [zero_points,] [bias,] output: flat memrefs;
///    input_offset, output_offset: index; [scale_factor: f32;] row_begin, row_end,
///    column_begin, column_end: index).
void emitRunsKernel(func::FuncOp func, const RunsPlan &plan);

struct PackRowsPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  RunsGeometry geometry;
  int64_t rows = 1;
  int64_t factor = 0;
  PositionMap input;

  std::string name() const;
  std::string key() const;
};

FailureOr<PackRowsPlan> planPackRows(PackRowsOp op, ::qopt::target::Isa isa);

/// The same for qopt.pack_rows: (input, output: flat memrefs; input_offset,
/// output_offset, row_begin, row_end, column_begin, column_end: index); a row tile
/// is a row, and there is one column tile.
void emitPackRowsKernel(func::FuncOp func, const PackRowsPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_RUNSPLAN_H
