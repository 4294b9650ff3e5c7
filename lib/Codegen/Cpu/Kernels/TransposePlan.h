// SPDX-License-Identifier: Apache-2.0
// Everything that determines the code of one transposing kernel.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_TRANSPOSEPLAN_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_TRANSPOSEPLAN_H

#include "KernelPlan.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {

/// Squares of `lanes()` elements are read by rows along `from` and written by rows
/// along `to`; all other dimensions count squares' places.
struct TransposePlan {
  /// One dimension: its size, and its steps in the input and in the result.
  struct Dim {
    int64_t size = 1, inputStep = 0, outputStep = 0;
  };
  ::qopt::target::Isa isa = ::qopt::target::Isa::Generic;
  Type element; ///< signless, of 1, 2 or 4 bytes
  Dim from;     ///< contiguous in the input
  Dim to;       ///< contiguous in the result
  PositionMap input, output; ///< of the places beside them
  int64_t places = 1;

  int64_t lanes() const { return 128 / element.getIntOrFloatBitWidth(); }
  /// The longer of the two runs outside: the other one's lines stay near.
  bool fromOutside() const { return from.size >= to.size; }
  int64_t rowTiles() const;
  int64_t cycles() const;
  std::string name() const;
  std::string key() const;
};

/// The plan of a transposition on memrefs; failure without a diagnostic where it has
/// none (see replaceByTranspose).
FailureOr<TransposePlan> planTranspose(linalg::TransposeOp op,
                                       ::qopt::target::Isa isa);
FailureOr<TransposePlan> planTranspose(Value input, Value output,
                                       ArrayRef<int64_t> permutation);

/// Fills the body of a kernel function with arguments
///   (input, output: flat memrefs; input_offset, output_offset, row_begin, row_end,
///    column_begin, column_end: index).
void emitTransposeKernel(func::FuncOp func, const TransposePlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_TRANSPOSEPLAN_H
