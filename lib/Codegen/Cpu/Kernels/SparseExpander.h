// SPDX-License-Identifier: Apache-2.0
// From compressed weights of qopt.packed_sparse_matmul to the operand of a dot step:
// zeros go where a column's mask has none of its bits.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_SPARSEEXPANDER_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_SPARSEEXPANDER_H

#include "KernelBuilder.h"
#include "qopt/IR/SparseGeometry.h"
#include "qopt/Target/Cpu.h"

namespace mlir::qopt {

class SparseExpander {
public:
  SparseExpander(KernelBuilder &builder, ::qopt::target::Isa isa,
                 const SparseGeometry &geometry);

  /// The weights of step `step` of the group of a panel that begins at `at` of the flat
  /// memref `weights`: vector<64xi8>, four k side by side, column by column.
  Value expand(Value weights, Value at, int64_t step);

private:
  /// The masks of a step, one lane of 32 bits per column: in the lowest four bits;
  /// what stands above them means nothing.
  Value loadMasks(Value weights, Value at, int64_t step);
  /// The values of a group, a lane of 32 bits per column.
  Value loadValues(Value weights, Value at);
  /// Which of the column's values each byte gets, counted from those of the step;
  /// 0x80 and more where it is none.
  Value positions(Value masks);
  /// How many values the step has, in all four bytes of a lane.
  Value counts(Value masks);
  Value lookUp(Value masks, function_ref<uint32_t(uint32_t mask)> entry);
  /// One byte, 0 or 1, per bit of the mask.
  Value spread(Value masks);
  Value shuffleBytes(Value values, Value positions);
  Value selectBytes(Value values, Value positions);
  Value repeat(int64_t byte) { return b.splat(lanes, byte * 0x01010101); }

  KernelBuilder &b;
  const SparseGeometry &g;
  const ::qopt::target::LookupRow *lookup; ///< of 16 entries; or null
  const ::qopt::target::ByteLookupRow *shuffle;
  VectorType lanes;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_SPARSEEXPANDER_H
