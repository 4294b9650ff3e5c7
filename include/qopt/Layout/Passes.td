// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_LAYOUT_PASSES_TD
#define QOPT_LAYOUT_PASSES_TD

include "mlir/Pass/PassBase.td"

def PackWeights : Pass<"qopt-pack-weights"> {
  let summary = "Reorder constant weights for the CPU and fuse the epilogue";
  let description = [{
    Turns `qopt.conv` and `qopt.matmul` with constant weights, in integer or
    float form, into `qopt.packed_conv` (or `qopt.packed_depthwise` where every
    channel is its own group). The one layout serves every instruction set.

    What follows is fused where it is the only use: in integer form a
    `qopt.rescale` with constant multiplier and shift and in_zp = 0; in float form
    a relu or clip. Padding becomes a `qopt.pad` in front. For `i8` input
    -128 * sum of the filter is folded into the bias, since kernels read codes as
    unsigned.

    ```mlir
    %a = qopt.conv %x, %w bias %b {..., padding = array<i64: 1, 1, 1, 1>, pad_value = 3 : i64}
       : (tensor<1x8x8x4xi8>, tensor<10x3x3x4xi8>, tensor<10xi32>) -> tensor<1x8x8x10xi32>
    %r = qopt.rescale %a by %m, %s rounding single {...} : ... -> tensor<1x8x8x10xi8>
    // becomes
    %p = qopt.pad constant %x low [0, 1, 1, 0] high [0, 1, 1, 0] value 3.0 : ...
    %r = qopt.packed_conv %p, %w2 bias %b2 rescale %m2, %s2 outs %e {kernel = array<i64: 3, 3>, ...}
       : (tensor<1x10x10x4xi8>, tensor<1x1x9x16x4xi8>, ...) -> tensor<1x8x8x10xi8>
    ```

    Refused, with a remark that says why; the op then takes the generic path:
    weights or bias that are not constant, quantized form, integer operands
    other than 8-bit input and `i8` weights, sums wider than `i32`, input dilation, and
    matrix products with a batch of right sides.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numPacked", "packed", "Linear ops packed">,
    Statistic<"numRescaled", "rescaled", "Packed ops that took a rescale in">,
    Statistic<"numRefused", "refused", "Linear ops left to the generic path">,
  ];
}

#endif
