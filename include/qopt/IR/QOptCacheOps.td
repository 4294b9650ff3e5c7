// SPDX-License-Identifier: Apache-2.0
// State that grows with every token of a generation.
#ifndef QOPT_IR_CACHEOPS_TD
#define QOPT_IR_CACHEOPS_TD

include "qopt/IR/QOptOpBase.td"

// Codes of quantized values are written as the integers that they are.
def QOpt_CacheTensor : StaticShapeTensorOf<[F32, AnySignlessInteger, AnyUnsignedInteger]>;

def QOpt_WriteRowOp : QOpt_Op<"write_row"> {
  let summary = "One slice of a tensor replaced, at a position known at run time";
  let description = [{
    result is `cache` but for result[.., position, ..] = row, position standing along
    `axis`. A negative position counts from the end; one that is out of range is
    clamped (as the indices of `qopt.gather`).

    Elements are f32 or integers. A quantized cache is written as its codes, between
    `qopt.codes` and `qopt.assemble`: rows of other parameters have no place in it.

    - C1: axis is a dimension of the cache, of size >= 1.
    - C2: the row has the cache's shape but for size 1 along the axis.
    - C3: cache, row and result have one element type, and the result has the cache's shape.
    - C4: the position is one integer.

    ```mlir
    %keys = qopt.write_row %cache, %row at %position axis 1
      : (tensor<1x128x4x8xf32>, tensor<1x1x4x8xf32>, tensor<1xi64>) -> tensor<1x128x4x8xf32>
    ```
  }];
  let arguments = (ins QOpt_CacheTensor:$cache, QOpt_CacheTensor:$row,
                       QOpt_IntTensor:$position, I64Attr:$axis);
  let results = (outs QOpt_CacheTensor:$result);
  let assemblyFormat = [{
    $cache `,` $row `at` $position `axis` $axis attr-dict
    `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

#endif
