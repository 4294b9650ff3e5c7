// SPDX-License-Identifier: Apache-2.0
// Passes that recover functions which an exporter took apart into arithmetic.
// They keep the function's meaning up to float rounding.
#ifndef QOPT_QUANTIZE_RAISE_PASSES_TD
#define QOPT_QUANTIZE_RAISE_PASSES_TD

include "mlir/Pass/PassBase.td"

def RaiseActivations : Pass<"qopt-raise-activations", "::mlir::func::FuncOp"> {
  let summary = "GELU and SiLU from the arithmetic they were exported as";
  let description = [{
    Recognizes x * 0.5 * (1 + erf(x / sqrt 2)), its tanh form
    (Hendrycks and Gimpel 2016), x * sigmoid(x) and x / (1 + exp(-x)). Products are
    compared as lists of factors and sums as polynomials, so that no order of the
    operands, no reciprocal and no place of the 0.5 needs a pattern of its own.
    Constants may differ from the exact ones by what rounding to f32 explains (erf: 1e-5;
    tanh: 1e-4, since its coefficients are published with five digits).

    ```mlir
    // before
    %half = qopt.constant dense<0.5> : tensor<f32>
    %one = qopt.constant dense<1.0> : tensor<f32>
    %root2 = qopt.constant dense<1.41421354> : tensor<f32>
    %0 = qopt.binary div %x, %root2 : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
    %1 = qopt.unary erf %0 : (tensor<1x4xf32>) -> tensor<1x4xf32>
    %2 = qopt.binary add %1, %one : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
    %3 = qopt.binary mul %x, %2 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
    %4 = qopt.binary mul %3, %half : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
    // after
    %4 = qopt.unary gelu %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
    ```
    Executed by test/Quantize/Raise/raise-activations-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let statistics = [Statistic<"numRaised", "raised", "Functions recognized">];
}

def RaiseNorms : Pass<"qopt-raise-norms", "::mlir::func::FuncOp"> {
  let summary = "Layer and RMS normalization from the arithmetic they were exported as";
  let description = [{
    With c = x - mean(x) (or c = x: RMS) along the last dimension, recognizes
    c / sqrt(mean(c * c) + epsilon), whether it divides, multiplies by a reciprocal or by a
    power, and x * s + (b - mean(x) * s) with s = g / sqrt(..), as TensorFlow writes it.
    Constants per channel that follow, or that are multiplied into the quotient,
    become gain and bias where the normalization has no other use.
    A root of a mean of squares that is left gets a remark with the reason.

    ```mlir
    // before
    %two = qopt.constant dense<2.0> : tensor<f32>
    %eps = qopt.constant dense<1.0e-5> : tensor<f32>
    %g = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
    %b = qopt.constant dense<[0.0, 1.0, 0.0, 1.0]> : tensor<4xf32>
    %0 = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2x1xf32>
    %1 = qopt.binary sub %x, %0 : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
    %2 = qopt.binary pow %1, %two : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
    %3 = qopt.reduce mean %2 {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2x1xf32>
    %4 = qopt.binary add %3, %eps : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x1xf32>
    %5 = qopt.unary sqrt %4 : (tensor<2x1xf32>) -> tensor<2x1xf32>
    %6 = qopt.binary div %1, %5 : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
    %7 = qopt.binary mul %6, %g : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
    %8 = qopt.binary add %7, %b : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
    // after
    %8 = qopt.norm layer %x gain %g bias %b {epsilon = 9.9999997473787516E-6 : f64} : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
    ```
    Executed by test/Quantize/Raise/raise-norms-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let statistics = [Statistic<"numRaised", "raised", "Normalizations recognized">];
}

def RaiseRotary : Pass<"qopt-raise-rotary", "::mlir::func::FuncOp"> {
  let summary = "Rotary position embeddings from the arithmetic they were exported as";
  let description = [{
    Recognizes both arrangements of pairs (Su et al. 2021): even and odd elements, and
    halves, whether the two results are concatenated or the whole is
    x * cos + rotate_half(x) * sin. In the latter form cos and sin are as long as x; they
    must have equal halves for certain (constants, or what is gathered, concatenated or
    computed of such), else there is a remark.

    ```mlir
    // before
    %0 = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
    %1 = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
    %2 = qopt.binary mul %0, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %3 = qopt.binary mul %1, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %4 = qopt.binary sub %2, %3 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %5 = qopt.binary mul %1, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %6 = qopt.binary mul %0, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %7 = qopt.binary add %5, %6 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
    %8 = qopt.concat %4, %7 axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
    // after
    %8 = qopt.rotary %x cos %c sin %s : (tensor<3x4xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
    ```
    Executed by test/Quantize/Raise/raise-rotary-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let statistics = [Statistic<"numRaised", "raised", "Embeddings recognized">];
}

def RaiseAttention : Pass<"qopt-raise-attention", "::mlir::func::FuncOp"> {
  let summary = "Attention as matmul, softmax, matmul and nothing in between";
  let description = [{
    Attention needs no op of its own; what exporters put between its three ops goes
    where it belongs:

    - summands of 0 or at most -10000 become the mask of the softmax: constant
      (causal) ones, and -10000 or less times (1 - m) or m with m converted from
      integers of an input (padding). Beside scores within 4900 of the largest the
      result is the same f32 number; a line that a run-time mask hides entirely becomes 0,
      where it was an average without meaning.
    - a number times the scores (1 / sqrt(width)) goes into the weights and the bias of
      the layer that makes the queries; each weight is rounded once, not at all for a
      power of two.
    - heads repeated for grouped queries (Ainslie et al. 2023) are shared: the product
      broadcasts them to the query heads of their group, exactly.

    A softmax of a sum that looks like a mask but is none gets a remark.

    ```mlir
    // before
    %m = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
    %0 = qopt.binary add %x, %m : (tensor<4x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2x2xf32>
    %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
    // after
    %m = qopt.constant dense<[[1, 0], [1, 1]]> : tensor<2x2xi8>
    %1 = qopt.softmax %x mask %m axis 2 : (tensor<4x2x2xf32>, tensor<2x2xi8>) -> tensor<4x2x2xf32>
    ```
    Executed by test/Quantize/Raise/raise-attention-doc.mlir.
  }];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let statistics = [
    Statistic<"numMasks", "masks", "Summands that became masks">,
    Statistic<"numScales", "scales", "Scales folded into weights">,
    Statistic<"numShared", "shared", "Products whose heads are shared">];
}

#endif
