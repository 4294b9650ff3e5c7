// SPDX-License-Identifier: Apache-2.0
// The float-free form of quantized ops.
#ifndef QOPT_INTEGER_PASSES_TD
#define QOPT_INTEGER_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToInteger : Pass<"qopt-lower-to-integer", "::mlir::func::FuncOp"> {
  let summary = "Quantized ops to integer ops with fixed-point rescaling";
  let description = [{
    Every quantized op becomes integer arithmetic on codes, after Jacob et al.
    2018 and TFLite's int8 rules:
      - conv, matmul: sum of code products; zero points are factored out into
        the i32 bias (constant filter) or subtracted first; then one rescale with
        multiplier S1*S2/S3 per output channel. The accumulator is proven not to
        overflow 32 bits from the filter's very codes; otherwise an error.
      - add, sub: both operands rescaled to 1/(2^20 (8-bit) or 2^15 (16-bit)) of
        twice the larger scale, added, rescaled. mul: product of the differences, rescaled.
      - concat, pool max, reshape, ...: on codes. Average: an integer sum and a rescale, or the
        rounded integer average where windows differ.
      - any function of one 8-bit code: a table computed by Numerics.
      - values in a table format of integers times a power of two (`qopt/IR/IntegerForm.h`)
        are decoded by a table and computed with as integers; results are rescaled
        into fractions of the format's unit and encoded (`qopt.encode`). Moves and functions of
        one code stay on codes, of any format.
      - relu and clip with unchanged parameters: a clamp, merged into the rescale before.
      - softmax, log-softmax: exponential table and integer division.
    A requantize that integers cannot make (scales known at run time, groups, stochastic
    rounding to a table format) becomes a dequantize and a quantize.
    `quantize` + `codes` remain where real numbers enter, `assemble` + `dequantize` where they leave.

    ```mlir
    // before; codes of scale 0.5 and zero point 3 go to scale 0.25, zero point 0
    %h = qopt.constant dense<0.5> : tensor<f32>
    %y = qopt.constant dense<3> : tensor<i32>
    %s = qopt.constant dense<0.25> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %0 = qopt.assemble %c, %h, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %2 = qopt.codes %1 : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xi8>
    // after; the factor is 2 = 2^30 * 2^-29
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %t = qopt.constant dense<29> : tensor<1xi8>
    %2 = qopt.rescale %c by %m, %t rounding single {hi = 127 : i64, in_zp = 3 : i64, lo = -128 : i64, out_zp = 0 : i64} : tensor<4xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4xi8>
    ```
    Refuses, with an error that names the node: parameters that are not
    constant, functions of codes wider than 8 bits, accumulators that may overflow.
    Executed by test/Integer/lower-to-integer-doc.mlir.
  }];
  let options = [Option<"rounding", "rounding", "std::string", "\"single\"",
    "Rescale rounding: single (TOSA SINGLE_ROUND, ruy) or double (TFLite reference)">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
  let statistics = [
    Statistic<"numRescales", "rescales", "Fixed-point rescales made">,
    Statistic<"numTables", "tables", "Tables made">,
    Statistic<"maxAccumulatorBits", "accumulator-bits", "Widest accumulator, in bits">];
}

#endif
