// SPDX-License-Identifier: Apache-2.0
// Everything that determines the code of one kernel of qopt.packed_matmul_bits or
// qopt.subset_sums. Two ops with equal plans share a function.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_BITSPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_BITSPLAN_H

#include "qopt/IR/RunsOps.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qopt {

struct BitsPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  BitsGeometry geometry;
  int64_t step = 1;            ///< what a set bit adds per code
  bool hasOffsets = false;
  bool hasBias = false;
  unsigned scaleBits = 32;     ///< of a stored scale; 32: f32
  int64_t scaleShift = 0;      ///< of narrower ones
  bool hasScaleFactor = false; ///< narrower ones have a factor: an argument

  /// One per block of columns.
  int64_t columnTiles() const { return geometry.blocks(); }
  /// About how many cycles one core takes.
  int64_t cycles() const;

  /// What the kernel does, in a symbol name: unique only together with key().
  std::string name() const;
  std::string key() const;
};

/// The plan of an op on memrefs.
BitsPlan planBits(PackedMatmulBitsOp op, ::qopt::target::Isa isa);

/// Fills the body of a kernel function with arguments
///   (input, rows, codes, scales, [offsets,] [bias,] output: flat memrefs;
///    input_offset, output_offset: index; [scale_factor: f32;] row_begin, row_end,
///    column_begin, column_end: index); there is one row tile.
void emitBitsKernel(func::FuncOp func, const BitsPlan &plan);

struct SubsetSumsPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  BitsGeometry geometry;
  int64_t factor = 0;

  std::string name() const;
  std::string key() const;
};

SubsetSumsPlan planSubsetSums(SubsetSumsOp op, ::qopt::target::Isa isa);

/// The same for qopt.subset_sums: (input, output: flat memrefs; input_offset,
/// output_offset, row_begin, row_end, column_begin, column_end: index); there is one
/// tile.
void emitSubsetSumsKernel(func::FuncOp func, const SubsetSumsPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_BITSPLAN_H
