// SPDX-License-Identifier: Apache-2.0
// Everything that determines the code of one kernel of qopt.packed_codes_matmul.
// Two ops with equal plans share a function.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_CODESPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_CODESPLAN_H

#include "KernelPlan.h"

namespace mlir::qopt {

struct CodesPlan {
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  ::qopt::target::Tile tile{1, 1};
  CodesGeometry geometry;
  bool hasTable = false;            ///< the value table is an operand
  bool hasZeroPoints = false;       ///< one zero point per scale
  unsigned scaleBits = 32;          ///< of a stored scale; 32: f32
  int64_t scaleShift = 0;           ///< of narrower ones
  bool hasScaleFactor = false;      ///< narrower ones have a factor: an argument
  std::optional<int64_t> zeroPoint; ///< the one zero point

  int64_t positions = 1; ///< M: rows of the input
  PositionMap input, output;

  int64_t rowTiles() const;
  /// One per block of panels.
  int64_t columnTiles() const { return geometry.blocks(); }
  /// Products of the whole kernel.
  int64_t work() const {
    return positions * geometry.depth * geometry.columns;
  }
  /// The number a field stands for, where that is the same in every column and
  /// no table operand is needed.
  float valueOf(int64_t field) const {
    return static_cast<float>(field - *zeroPoint);
  }

  /// What the kernel does, in a symbol name: unique only together with key().
  std::string name() const;
  std::string key() const;
};

/// The plan of an op on memrefs; an error on the op when its input or result has
/// strides known only at run time or rows that are not contiguous.
FailureOr<CodesPlan> planCodes(PackedCodesMatmulOp op,
                               ::qopt::target::Isa isa);

/// Fills the body of a kernel function with arguments
///   (input, codes, scales, [table,] [zero_points,] bias, output: flat memrefs;
///    input_offset, output_offset: index; [scale_factor: f32;] row_begin, row_end,
///    column_begin, column_end: index).
void emitCodesKernel(func::FuncOp func, const CodesPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_CODESPLAN_H
