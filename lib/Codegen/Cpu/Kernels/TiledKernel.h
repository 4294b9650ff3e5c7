// SPDX-License-Identifier: Apache-2.0
// What qopt-expand-kernels needs to know of any kernel: its name, how it is
// tiled, and what fills its function.
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_TILEDKERNEL_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_TILEDKERNEL_H

#include "qopt/IR/QOpt.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>

namespace mlir::qopt {

/// A kernel function takes an op's operands as flat memrefs in their order, where
/// its input and its result (and its right side, where that is data) begin in them,
/// the factor and the zero point where there are such, and the first and the end of a
/// range of row tiles and of column tiles.
struct TiledKernel {
  std::string name; ///< what the kernel does, in a symbol name
  std::string key;  ///< equal keys mean equal code
  int64_t rowTiles, columnTiles;
  bool dividesColumns; ///< threads divide the columns where they can, else the rows
  int64_t cycles; ///< about how many one core takes for all tiles
  std::function<void(func::FuncOp)> emit; ///< fills a function's entry block
  /// A number that differs from op to op: an f32 argument, no part of the key.
  std::optional<float> factor = std::nullopt;
  /// The same of a result's zero point: an i32 argument.
  std::optional<int32_t> zeroPoint = std::nullopt;
  /// Whether the operand before the result is data at an offset of its own, too.
  bool hasRightSide = false;
};

/// Whether `op` is a packed kernel op or a transposition.
bool isKernelOp(Operation *op);

/// The kernel of a packed op on memrefs; an error on the op when its buffers are
/// laid out as no kernel can take them.
FailureOr<TiledKernel> planTiledKernel(Operation *op, ::qopt::target::Isa isa);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_TILEDKERNEL_H
