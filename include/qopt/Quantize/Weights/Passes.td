// SPDX-License-Identifier: Apache-2.0
// Passes that give constant filters a number format and leave activations float.
#ifndef QOPT_QUANTIZE_WEIGHTS_PASSES_TD
#define QOPT_QUANTIZE_WEIGHTS_PASSES_TD

include "mlir/Pass/PassBase.td"

def QuantizeWeights : Pass<"qopt-quantize-weights", "::mlir::func::FuncOp"> {
  let summary = "Constant filters of conv and matmul become codes; all else stays float";
  let description = [{
    Weight-only quantization (k-bit inference scaling laws, NF4, MXFP4, NVFP4,
    W4A16, ...): rounds every constant filter to the nearest value of `format`,
    with a scale per tensor, output channel, group of the summed axis or block of
    the flattened filter. Activations are not touched and no calibration is needed.

    The scale of a slot with largest magnitude a is a / (largest value of the
    format); `search=mse` also tries 98 %, 96 %, ... 40 % of it and keeps the one
    of least squared error, the largest of equals. `asymmetric` fits scale and
    zero point of an unsigned integer format to minimum and maximum; with
    `zero-points=float` those of any format, the zero point not being rounded:
    minimum and maximum get the smallest and the largest code of an integer format
    (HQQ), the middle of the range decodes from 0 of a table format (centering);
    `search=mse` then shrinks the range around its middle.

    `format=bcq<3>` fits the scales of every slot's planes: greedily, or with
    `search=mse` by turns of least-squares scales and nearest codes; with float
    zero points a bias, too. Codes are the nearest, not the greedy ones.

    `sparsity=2:4` first sets all but the N largest of every M weights along the
    summed axis to 0 (magnitude pruning, the lower index of equals stays) and says
    so in the type.

    `scale-format` quantizes the scales themselves:
      - a format of powers of two (`e8m0`): 2^(floor(log2 a) - floor(log2 m)), m the
        largest value of the format (OCP MX 1.0, section 6.3);
      - any other (`e4m3fn`, `dynamic<s8>`): by second-level scales per tensor, or per
        `scale-block` scales (NVFP4; double quantization); `scale-offset` subtracts
        the mean of the scales first.
    Codes are chosen for the scales as rounded. With float zero points, which count in
    scales but for those of binary codes, only the latter's scales may be quantized.

    ```mlir
    // before                            --qopt-quantize-weights="format=s4 granularity=group:2"
    %w = qopt.constant dense<[[7.0, -1.0], [3.5, 0.4], [0.0, 14.0]]> : tensor<3x2xf32>
    %0 = qopt.matmul %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
    // after
    %s = qopt.constant dense<[[1.000000e+00, 0.142857149], [1.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
    %c = qopt.constant dense<[[7, -7], [4, 3], [0, 7]]> : tensor<3x2xi8>
    %z = qopt.constant dense<0> : tensor<2x2xi32>
    %q = qopt.assemble %c, %s, %z : tensor<3x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<3x2x!q_s4n_g2a0_>
    %0 = qopt.matmul %x, %q : (tensor<1x3xf32>, tensor<3x2x!q_s4n_g2a0_>) -> tensor<1x2xf32>
    ```
    A convolution reads `qopt.dequantize` of the codes. Skips ops marked
    `qopt.keep_float`. Refuses filters that are not finite.
    Executed by test/Quantize/Weights/quantize-weights-doc.mlir.
  }];
  let options = [
    Option<"format", "format", "std::string", "\"s8\"",
      "Format of filters: s4, e4m3fn, nf4, flint<s4>, ...">,
    Option<"granularity", "granularity", "std::string", "\"channel\"",
      "tensor, channel, group:N (along the summed axis) or block:N (flattened)">,
    Option<"search", "search", "std::string", "\"absmax\"",
      "How scales are chosen: absmax or mse">,
    Option<"asymmetric", "asymmetric", "bool", "false",
      "Zero points from minimum and maximum (unsigned integer formats; any with "
      "zero-points=float)">,
    Option<"zeroPoints", "zero-points", "std::string", "\"int\"",
      "int (codes) or float (f32 numbers that are not rounded; asymmetric)">,
    Option<"sparsity", "sparsity", "std::string", "\"\"",
      "N:M such as 2:4: largest weights that stay; empty: all">,
    Option<"scaleFormat", "scale-format", "std::string", "\"f32\"",
      "Format of the scales: f32, e8m0, e8m7 (bf16), e4m3fn, dynamic<s8>, ...">,
    Option<"scaleBlock", "scale-block", "int64_t", "0",
      "Scales per second-level scale; 0: one for the tensor">,
    Option<"scaleOffset", "scale-offset", "bool", "false",
      "Subtract the mean of the scales before they are quantized">,
    ListOption<"overrides", "override", "std::string",
      "NODE=FORMAT: format of the filter of one node">];
  let statistics = [
    Statistic<"numQuantized", "quantized", "Filters quantized">,
    Statistic<"numFloat", "float", "Ops with constant filters that stay float">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def IntegersToBinaryCodes
    : Pass<"qopt-integers-to-binary-codes", "::mlir::func::FuncOp"> {
  let summary = "Constant integers of k bits become binary codes of k planes, exactly";
  let description = [{
    An integer code c of k <= 8 bits with scale s and zero point z stands for
    s * (c - z); so does the binary code of the same bits (a signed code's plus
    2^(k-1)) under the scales s/2, s, 2s, ... s * 2^(k-2) and the f32 zero point
    s * (z - (2^k - 1) / 2) (Park et al., LUT-GEMM, 2022). A kernel for binary codes
    then serves models that are quantized to integers.

    Every number is the same f32 as before. (A product with them rounds its sums in
    the order of the planes, see `qopt.matmul`.) The pass checks all codes of all
    slots: f32 holds them where scales have few bits, as powers of two, bfloat16 or
    8-bit floats have. Other values stay, with a remark that names the scale.

    ```mlir
    // before
    %s = qopt.constant dense<5.000000e-01> : tensor<f32>
    %z = qopt.constant dense<1> : tensor<i32>
    %q = qopt.assemble %c, %s, %z : tensor<4x1xui8>, tensor<f32>, tensor<i32> -> tensor<4x1x!q_u2_>
    // after
    %b = qopt.constant dense<[2.500000e-01, 5.000000e-01]> : tensor<2xf32>
    %r = qopt.constant dense<-2.500000e-01> : tensor<f32>
    %q = qopt.assemble %d, %b, %r : tensor<4x1xui8>, tensor<2xf32>, tensor<f32> -> tensor<4x1x!q_bcq_2_>
    ```
    Executed by test/Quantize/Weights/integers-to-binary-codes-doc.mlir.

    Left alone: other formats, more than 8 bits, sparse types, parts that are not
    constant, and values that anything but `dequantize` and weight-only products
    reads.
  }];
  let statistics = [
    Statistic<"numConverted", "converted", "Constants in binary codes">,
    Statistic<"numKept", "kept", "Constants whose scales have too many bits">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

#endif
