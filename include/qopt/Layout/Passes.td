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

    A `qopt.matmul` in weight-only form becomes `qopt.packed_codes_matmul`, for any
    format of at most 8 bits with one scale per tensor, column or group along k;
    scales that are codes of a float format themselves stay codes. `qopt.matmul_runs`
    becomes `qopt.pack_rows` and `qopt.packed_matmul_runs`; with one row and weights of
    one bit under scales that do not change along k, or of binary codes,
    `qopt.subset_sums` and `qopt.packed_matmul_bits`.

    A `qopt.matmul` in integer form of at most `sparse-rows` rows whose weights have
    N:M sparsity along k (1:4, 2:4, 1:8, 2:8 or 4:8; the weights are asked, not their
    type) becomes `qopt.packed_sparse_matmul`, which stores what is not 0 only, if all
    8-bit weights of the function together take `sparse-from` bytes or more. Fewer stay
    in a cache from one run of the model to the next, where reading them takes less time
    than expanding them.

    What follows is fused where it is the only use: in integer form a
    `qopt.rescale` with constant multiplier and shift and in_zp = 0; in float form
    a relu or clip. Padding becomes a `qopt.pad` in front. For `i8` input
    -128 * sum of the filter is folded into the bias, since kernels read codes as
    unsigned.

    ```mlir
    // before
    %a = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 3 : i64} : (tensor<1x8x8x4xi8>, tensor<10x3x3x4xi8>, tensor<10xi32>) -> tensor<1x8x8x10xi32>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x8x8x10xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x8x8x10xi8>
    // after
    %p = qopt.pad constant %x low [0, 1, 1, 0] high [0, 1, 1, 0] value 3.000000e+00 : tensor<1x8x8x4xi8> -> tensor<1x10x10x4xi8>
    %e = tensor.empty() : tensor<1x8x8x10xi8>
    %r = qopt.packed_conv %p, %w2 bias %b2 rescale %m2, %s2 outs %e {dilations = array<i64: 1, 1>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64: 3, 3>, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>} : (tensor<1x10x10x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x8x8x10xi8>) -> tensor<1x8x8x10xi8>
    ```
    Executed by test/Layout/pack-weights-doc.mlir.

    Refused, with a remark that says why; the op then takes the generic path:
    weights, their scales or bias that are not constant, binary codes beside more than
    one row (`--qopt-expand-binary-codes` comes before), quantized form but for
    weights alone (and there formats of more than 8 bits, and scales that differ
    within a column but for groups along k, since the lanes of a vector of columns
    must change scales together), integer operands other than 8-bit input and `i8`
    weights, sums wider than `i32`, input dilation, tensors without elements, and
    matrix products with a batch of right sides.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"sparseRows", "sparse-rows", "int64_t", /*default=*/"6",
      "Most rows of a product whose sparse weights are compressed; 0: none are">,
    Option<"sparseFrom", "sparse-from", "int64_t", /*default=*/"16777216",
      "Bytes of 8-bit weights of a function from which sparse ones are compressed">,
  ];
  let statistics = [
    Statistic<"numPacked", "packed", "Linear ops packed">,
    Statistic<"numSparse", "sparse", "Products whose weights were compressed">,
    Statistic<"numRescaled", "rescaled", "Packed ops that took a rescale in">,
    Statistic<"numRefused", "refused", "Linear ops left to the generic path">,
  ];
}

def FuseProducts : Pass<"qopt-fuse-products", "::mlir::func::FuncOp"> {
  let summary = "Products of two activations take zero points, transposes and rescale in";
  let description = [{
    A `qopt.matmul` in integer form whose sides are 8-bit codes less constant zero
    points, and whose right side is computed at run time (or is one of a batch),
    becomes a `qopt.product` of the codes themselves, which the CPU's kernels multiply
    eight bits at a time; what the zero points add is the code generator's matter.

    Transposes on the way to the codes are taken in where the elements that lie side by
    side stay along k (left side) or along k or the columns (right side); behind, a
    `qopt.rescale` of all elements alike with in_zp = 0, and then a transpose that
    leaves the columns innermost, where each is the only use. So attention reads queries,
    keys and values as the linear layers leave them.

    ```mlir
    // before
    %kt = qopt.transpose %k perm [0, 2, 1] : tensor<2x6x8xi8> -> tensor<2x8x6xi8>
    %qw = qopt.cast %q : tensor<2x5x8xi8> -> tensor<2x5x8xi16>
    %qc = qopt.binary sub %qw, %zq : (tensor<2x5x8xi16>, tensor<i16>) -> tensor<2x5x8xi16>
    %kw = qopt.cast %kt : tensor<2x8x6xi8> -> tensor<2x8x6xi16>
    %kc = qopt.binary sub %kw, %zk : (tensor<2x8x6xi16>, tensor<i16>) -> tensor<2x8x6xi16>
    %s = qopt.matmul %qc, %kc : (tensor<2x5x8xi16>, tensor<2x8x6xi16>) -> tensor<2x5x6xi32>
    %r = qopt.rescale %s by %m, %h rounding single {in_zp = 0 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x5x6xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x5x6xi8>
    // after
    %e = tensor.empty() : tensor<2x5x6xi8>
    %r = qopt.product %q, rescale %m16, %h16, %k outs %e {hi = 127 : i64, left_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 2, 1>, right_zp = 4 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x5x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<2x6x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
    ```
    Executed by test/Layout/fuse-products-doc.mlir.

    All other products are left as they are: one constant right side is packed at
    compile time (`qopt-pack-weights`), operands of more than 8 bits, sums wider than
    i32, a bias, sides of different ranks, and a left side that is broadcast.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numFused", "fused", "Products fused">,
  ];
}

def ExpandBinaryCodes : Pass<"qopt-expand-binary-codes"> {
  let summary = "Values in #qopt.bcq become one value in #qopt.binary per plane";
  let description = [{
    A value in `#qopt.bcq<q>` is a sum of q planes of signs, each with its own
    scales. The pass takes it apart into q values in `#qopt.binary`, and one more
    whose scales are the zero points where these are f32, so that kernels for one
    scale per slot serve binary codes, too:

      - `dequantize` and weight-only `matmul` become sums, plane 0 first, of the
        same op on every plane; the bias goes into the first product;
      - `matmul_runs`, which adds plane by plane within a run, becomes one `matmul_runs`
        of more runs: every run of activations is repeated for every plane;
      - `quantize` becomes its greedy steps: the signs of what is left, from the
        highest plane down; `requantize` of binary codes goes through numbers;
      - ops that move elements move every plane; `codes` puts the bits together.

    Every f32 operation is the one that the format is defined by, in its order: no
    result changes in any bit.

    ```mlir
    // before
    %q = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x2x!q_bcq_2_>
    %0 = qopt.matmul %x, %q : (tensor<1x2xf32>, tensor<2x2x!q_bcq_2_>) -> tensor<1x2xf32>
    // after
    %c0 = qopt.constant dense<[[0, 1], [0, 1]]> : tensor<2x2xui8>
    %s0 = qopt.constant dense<5.000000e-01> : tensor<f32>
    %q0 = qopt.assemble %c0, %s0, %z0 : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_binary_>
    %c1 = qopt.constant dense<[[0, 0], [1, 1]]> : tensor<2x2xui8>
    %s1 = qopt.constant dense<2.000000e+00> : tensor<f32>
    %q1 = qopt.assemble %c1, %s1, %z1 : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_binary_>
    %p0 = qopt.matmul %x, %q0 : (tensor<1x2xf32>, tensor<2x2x!q_binary_>) -> tensor<1x2xf32>
    %p1 = qopt.matmul %x, %q1 : (tensor<1x2xf32>, tensor<2x2x!q_binary_>) -> tensor<1x2xf32>
    %0 = qopt.binary add %p0, %p1 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
    ```
    Executed by test/Layout/expand-binary-codes-doc.mlir.

    Refused: binary codes that are arguments, results or operands of calls, padding
    of binary codes, ops that compute in quantized form with them, and `matmul_runs`
    with binary codes that are not constant.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let options = [
    Option<"keepRows", "keep-rows", "bool", "false",
      "Leave matmul_runs of one row and constants, which --qopt-pack-weights takes as "
      "they are">];
  let statistics = [
    Statistic<"numExpanded", "expanded", "Ops on binary codes expanded">,
  ];
}

def PackGpuWeights : Pass<"qopt-pack-gpu-weights"> {
  let summary = "Integer products with constant weights for matrix instructions of GPUs";
  let description = [{
    Turns `qopt.matmul` and `qopt.conv` in integer form with constant weights into
    `qopt.mma_matmul`: the leading dimensions of the input become rows, and weights rows
    of k, padded to a multiple of 16 bytes. A convolution of more than one tap, with
    strides or padding keeps its pixels, whose geometry becomes the product's (`kernel`,
    `strides`, ...), if they have a multiple of 4 channels and the result more than 8
    positions. Others multiply patches, which a `linalg.generic` gathers from the input
    and pads: a row for every position of the result, also a multiple of 16 bytes.

    Weights of which at most two of four neighbours along k are not 0 become those of
    `qopt.mma_sparse_matmul`, where rows are multiplied and that takes fewer bytes: the
    results are the same.

    A `qopt.rescale` that is the only use of the sums, with constant multiplier and
    shift, in_zp = 0 and an 8-bit result, is taken in, and so is a
    `qopt.dequantize_sums` with a scale for every row or one, and for every column or
    one. `narrow` is set where the constants prove it.

    A convolution of each channel for itself becomes `qopt.dot_depthwise` under the
    conditions of that op.

    `qopt.matmul_runs` of codes of at most 4 bits whose integers less a common zero point
    fit 8 bits becomes `qopt.mma_matmul_runs`, codes in the order of fragments; where all
    integers lie in [-8, 7] (ternary ones too) they are stored as such, else as fields of
    a table.

    ```mlir
    // before
    %a = qopt.matmul %x, %w : (tensor<2x3x20xi8>, tensor<20x4xi8>) -> tensor<2x3x4xi32>
    %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x3x4xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3x4xi8>
    // after
    %rows = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x3x20xi8> into tensor<6x20xi8>
    %e = tensor.empty() : tensor<6x4xi8>
    %p = qopt.mma_matmul %rows, %w2 bias %b rescale %m2, %s2 outs %e {hi = 127 : i64, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>} : (tensor<6x20xi8>, tensor<4x32xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
    %r = tensor.expand_shape %p [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xi8> into tensor<2x3x4xi8>
    ```
    Executed by test/Layout/pack-gpu-weights-doc.mlir.

    Refused, with a remark that says why; the op then takes the generic path: what
    `--qopt-pack-weights` refuses, float form, weights as codes of more bits or in runs
    other than 32, 64 n or all k, and convolutions in other groups.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::qopt::QOptDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numPacked", "packed", "Products packed">,
    Statistic<"numSparse", "sparse", "Packed products with 2:4 weights">,
    Statistic<"numTaken", "taken", "Packed products that took a rescale or scales in">,
    Statistic<"numRefused", "refused", "Products left to the generic path">,
  ];
}

def PackGpuFloats : Pass<"qopt-pack-gpu-floats"> {
  let summary = "Products of 8- and 16-bit floats for matrix instructions of GPUs";
  let description = [{
    Turns `qopt.matmul` of dequantized activations by constant weights, both codes of
    E4M3 or E5M2, or both of f16 or both of bf16 (formats are asked for their numbers,
    not for their names), into `qopt.mma_float_matmul`, which multiplies the codes and
    applies the scales behind the sum. What else uses the dequantized activations keeps
    them.

    The sums are rounded as that op says, block by block, and not as the f32 product of
    dequantized numbers: results differ within rounding errors, from those of CPUs too.
    So no pipeline runs this pass unless it is asked for.

    ```mlir
    // before
    %q = qopt.assemble %codes, %scale, %z : tensor<2x3x20xui8>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x3x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>>
    %x = qopt.dequantize %q : tensor<2x3x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>> -> tensor<2x3x20xf32>
    %w = qopt.assemble %c, %s, %t : tensor<20x4xui8>, tensor<4xf32>, tensor<4xi32> -> tensor<20x4x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
    %y = qopt.matmul %x, %w : (tensor<2x3x20xf32>, tensor<20x4x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>) -> tensor<2x3x4xf32>
    // after
    %rows = tensor.collapse_shape %codes [[0, 1], [2]] : tensor<2x3x20xui8> into tensor<6x20xui8>
    %scales = tensor.collapse_shape %scale [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
    %e = tensor.empty() : tensor<6x4xf32>
    %p = qopt.mma_float_matmul %rows, %w2 scales %scales, %s outs %e {block = 32 : i64, input_type = f8E4M3FN, promote = 128 : i64, weight_type = f8E4M3FN} : (tensor<6x20xui8>, tensor<4x32xi8>, tensor<6xf32>, tensor<4xf32>, tensor<6x4xf32>) -> tensor<6x4xf32>
    %y = tensor.expand_shape %p [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
    ```
    Executed by test/Layout/pack-gpu-floats-doc.mlir.

    Refused, with a remark that says why, are products of codes of other formats, scales
    that change along k, and weights computed at run time; they stay as they are.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect", "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"block", "block", "int64_t", "32",
           "`block` of products of 8 bits: 32 for chips that multiply them, else 16">,
    Option<"align", "align", "int64_t", "1",
           "bytes of which the input's rows must be a multiple for blocks of 32 (16 where "
           "tensor copies fetch them); others are 16">,
    Option<"promote", "promote", "int64_t", "128",
           "`promote` of the products: k after which sums are added to totals">,
  ];
  let statistics = [
    Statistic<"numPacked", "packed", "Products packed">,
    Statistic<"numRefused", "refused", "Products of codes left in f32">,
  ];
}

def PackGpuProducts : Pass<"qopt-pack-gpu-products", "::mlir::func::FuncOp"> {
  let summary = "Products of two activations for matrix instructions of GPUs";
  let description = [{
    Turns `qopt.product` (see `--qopt-fuse-products`) into `qopt.mma_product`, whose right
    side has k innermost. Where that side has not, a `linalg.generic` transposes it and
    pads its rows to a multiple of 16 codes by zeros. A rescale to other than 8 bits
    stays behind the sums.

    ```mlir
    // before
    %r = qopt.product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 2, 0>, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
    // after
    %e2 = tensor.empty() : tensor<2x5x6xi32>
    %r = qopt.mma_product %q, %k outs %e2 {left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 0, 2>, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
    ```
    Executed by test/Layout/pack-gpu-products-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::qopt::QOptDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numPacked", "packed", "Products packed">,
    Statistic<"numTransposed", "transposed", "Packed products whose right side was transposed">,
  ];
}

#endif
