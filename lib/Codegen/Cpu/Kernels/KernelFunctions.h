// SPDX-License-Identifier: Apache-2.0
// Bodies of kernel functions of convolutions and products. All have the arguments
//   (input, weights, bias, [multiplier, shift,] [right,] output: flat memrefs;
//    input_offset, output_offset[, right_offset]: where operands begin in them;
//    row_begin, row_end, column_begin, column_end: index)
// and computes the tiles in [row_begin, row_end) x [column_begin, column_end).
#ifndef QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELFUNCTIONS_H
#define QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELFUNCTIONS_H

#include "Epilogue.h"

namespace mlir::qopt {

/// Offset of position `position` by `map`.
Value offsetOf(KernelBuilder &builder, const PositionMap &map, Value position);

/// Arguments of the function under construction, and the parts that both
/// kernels share.
class KernelFunction {
public:
  KernelFunction(func::FuncOp func, const KernelPlan &plan);

protected:
  /// Offset of position `position` by `map`.
  Value offsetOf(const PositionMap &map, Value position) {
    return mlir::qopt::offsetOf(b, map, position);
  }
  /// First input element of a position's window, and its first result.
  Value inputAt(Value position) {
    return b.add(inputOffset, offsetOf(plan.input, position));
  }
  Value outputAt(Value position) {
    return b.add(outputOffset, offsetOf(plan.output, position));
  }
  /// Walks the tiles asked for: blocks of row tiles outermost, then columns. In
  /// `column`, walkRows() runs over the row tiles of the block.
  void walkColumns(function_ref<void(Value columnTile)> column);
  void walkRows(function_ref<void(Value rowTile)> row) {
    b.loop(blockBegin, blockEnd, 1, row);
  }
  /// Rescale parameters of the channels `channel` + order[i].
  Epilogue::Channels enterChannels(Value channel, ArrayRef<int64_t> order);

  KernelBuilder b;
  const KernelPlan &plan;
  const KernelGeometry &g;
  Value input, weights, bias, multiplier, shift, right, output;
  Value inputOffset, outputOffset, rightOffset;
  Value rowBegin, rowEnd, columnBegin, columnEnd;
  Value blockBegin, blockEnd; ///< row tiles of the block
  Epilogue epilogue;
  Type sumElement;
};

void emitConvKernel(func::FuncOp func, const KernelPlan &plan);
void emitDepthwiseKernel(func::FuncOp func, const KernelPlan &plan);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_KERNELS_KERNELFUNCTIONS_H
