// SPDX-License-Identifier: Apache-2.0
// Passes that bring a float graph into the form that calibration and
// quantization expect. They keep the function's meaning up to float rounding.
#ifndef QOPT_QUANTIZE_PREPARE_PASSES_TD
#define QOPT_QUANTIZE_PREPARE_PASSES_TD

include "mlir/Pass/PassBase.td"

def SinkTransposes : Pass<"qopt-sink-transposes", "::mlir::func::FuncOp"> {
  let summary = "Move transposes down until they meet and cancel";
  let description = [{
    Import puts a transpose before and after every channels-last op. This pass
    moves each one below the elementwise, padding, slicing, concatenating and
    reducing ops that follow, until it meets its inverse or the function's
    result; a transpose that reaches a flattening reshape before a constant
    matmul becomes a permutation of the matrix' rows, and one that moves only
    dimensions of size 1 becomes a reshape. Exact: only elements move.

    ```mlir
    // before
    %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x4x8xf32> -> tensor<1x8x4x4xf32>
    %1 = qopt.unary relu %0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
    %2 = qopt.transpose %1 perm [0, 2, 3, 1] : tensor<1x8x4x4xf32> -> tensor<1x4x4x8xf32>
    // after
    %2 = qopt.unary relu %x : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
    ```
    Executed by test/Quantize/Prepare/sink-transposes-doc.mlir.
  }];
  let statistics = [Statistic<"numLeft", "transposes-left", "Transposes that stay">];
}

def FoldBatchNorm : Pass<"qopt-fold-batch-norm", "::mlir::func::FuncOp"> {
  let summary = "Fold per-channel multiplications and additions into the linear op before them";
  let description = [{
    Batch normalization is imported as a multiplication and an addition by
    constants. Where they follow a convolution or a matmul with a constant
    filter, and are its only use, the filter and the bias absorb them
    (w' = w * gamma / sqrt(var + eps), Jacob et al. 2018 section 3.2); each folded
    op is computed in double and rounded once. Also turns `matmul + constant` into a bias.

    ```mlir
    // before
    %w = qopt.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
    %g = qopt.constant dense<[2.0, 0.5, -1.0]> : tensor<3xf32>
    %h = qopt.constant dense<[0.1, 0.2, 0.3]> : tensor<3xf32>
    %0 = qopt.matmul %x, %w : (tensor<1x2xf32>, tensor<2x3xf32>) -> tensor<1x3xf32>
    %1 = qopt.binary mul %0, %g : (tensor<1x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
    %2 = qopt.binary add %1, %h : (tensor<1x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
    // after
    %v = qopt.constant dense<[[2.000000e+00, 1.000000e+00, -3.000000e+00], [8.000000e+00, 2.500000e+00, -6.000000e+00]]> : tensor<2x3xf32>
    %b = qopt.constant dense<[1.000000e-01, 2.000000e-01, 3.000000e-01]> : tensor<3xf32>
    %2 = qopt.matmul %x, %v bias %b : (tensor<1x2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
    ```
    Refuses, with a reason: a linear op with other uses, a filter or bias that is
    not constant, an operand that varies along other dimensions than the last.
    Executed by test/Quantize/Prepare/fold-batch-norm-doc.mlir.
  }];
  let statistics = [Statistic<"numFolded", "folded", "Operations folded into linear ops">];
}

def FoldDequantizedConstants
    : Pass<"qopt-fold-dequantized-constants", "::mlir::func::FuncOp"> {
  let summary = "Compressed constants of a float model become float constants";
  let description = [{
    Some float models store weights as codes and dequantize them. In a function with no
    `qopt.quantize` those codes say nothing of how the model should be quantized;
    they become plain f32 constants, by the exact meaning of dequantize.
    Functions that quantize are left alone: there the codes are the user's choice.
    With `keep-filters` so are filters of linear ops and the scales of codes: for
    a model that is to run as it is. With `only-scales`, in any function, those
    scales of other codes and sums of them become constants (double quantization),
    and nothing else, that `qopt-pack-weights` cannot store as codes: it can where
    codes of at most 8 bits have one scale (OCP MX, NVFP4).

    ```mlir
    // before
    %c = qopt.constant dense<[4, -2]> : tensor<2xi8>
    %s = qopt.constant dense<0.25> : tensor<f32>
    %z = qopt.constant dense<2> : tensor<i32>
    %q = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %w = qopt.dequantize %q : tensor<2x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<2xf32>
    // after
    %w = qopt.constant dense<[5.000000e-01, -1.000000e+00]> : tensor<2xf32>
    ```
    Executed by test/Quantize/Prepare/fold-dequantized-constants-doc.mlir.
  }];
  let options = [Option<"keepFilters", "keep-filters", "bool", "false",
    "Leave the filters of conv and matmul, and scales, in codes">,
    Option<"onlyScales", "only-scales", "bool", "false",
      "Fold the scales of other codes and nothing else">];
  let statistics = [Statistic<"numFolded", "folded", "Constants made">];
}

#endif
