// SPDX-License-Identifier: Apache-2.0
// Gate passes: each proves what the stage before it promised. They change nothing.
#ifndef QOPT_ANALYSIS_PASSES_TD
#define QOPT_ANALYSIS_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyQuantized : Pass<"qopt-verify-quantized", "::mlir::func::FuncOp"> {
  let summary = "Gate: every compute op is quantized or float by request";
  let description = [{
    Fails on a float compute op that is not marked `qopt.keep_float`: layers never stay
    float silently. Fine is one that computes in f32 because a format it was given, of an
    operand or its result, has no integer form (`qopt/IR/IntegerForm.h`, isFloatByFormat);
    a layer whose formats have one is an error. With `allow-float` such ops are counted and reported as remarks instead
    (imported graphs that are float in part by their author's choice).

    ```mlir
    %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>  // error
    ```
    Executed by test/Analysis/verify-quantized-doc.mlir.
  }];
  let options = [Option<"allowFloat", "allow-float", "bool", "false",
    "Report float ops as remarks">];
  let statistics = [
    Statistic<"numFloat", "float", "Ops that stay float">,
    Statistic<"numFloatByFormat", "f32", "Of these, ops whose formats have no integer form">];
}

def VerifyInteger : Pass<"qopt-verify-integer", "::mlir::func::FuncOp"> {
  let summary = "Gate: no float arithmetic between quantize and dequantize";
  let description = [{
    After this gate everything is bit-exact on every target. Fails, at the op, on
      - a quantized value in any op but the pairs quantize + codes and assemble + dequantize;
      - a float op that is neither one of those nor marked `qopt.keep_float` nor in f32
        because a format it was given has no integer form, nor leads between numbers and
        codes under scales made at run time (`qopt/IR/RunTimeOps.h`, isRunTimeBorder).

    ```mlir
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>  // error: no pair
    %c = qopt.codes %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xi8>  // fine
    %0 = qopt.unary exp %q result(%s, %z) : (tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>  // error
    ```
    Executed by test/Analysis/verify-integer-doc.mlir.
  }];
  let options = [Option<"allowFloat", "allow-float", "bool", "false",
    "Report unmarked float ops as remarks">];
}

#endif
