// SPDX-License-Identifier: Apache-2.0
// Passes that give every value its number format and scale, and that merge
// dequantize -> op -> quantize into quantized ops.
#ifndef QOPT_QUANTIZE_ASSIGN_PASSES_TD
#define QOPT_QUANTIZE_ASSIGN_PASSES_TD

include "mlir/Pass/PassBase.td"

def MarkFloat : Pass<"qopt-mark-float", "::mlir::func::FuncOp"> {
  let summary = "Mark the ops that the user wants to keep in float";
  let description = [{
    Sets `qopt.keep_float` on ops whose node name is in `nodes` or whose kind is in
    `kinds` (an op mnemonic such as `softmax`, the kind of a unary or binary op such as
    `sigmoid`, or `average_pool`, `reduce_mean`, ...; `linear` is a matmul by a constant, `bmm` one
    of two values known at run time). A name that matches nothing is an error: a misspelt override must not pass
    silently.

    With `only` it marks every op of another kind, too; it is an error if nothing is left to
    quantize. With `head` it marks the linear layers from which results are reached past no
    further conv or matmul: the classifier, or a language model's head. With `before` it
    marks all that the named nodes are computed from, but not they themselves: the part of
    a model that prepares signals.

    ```mlir
    // before                                             --qopt-mark-float=kinds=sigmoid
    %0 = qopt.unary sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
    // after
    %0 = qopt.unary sigmoid %x {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
    ```
    Executed by test/Quantize/Assign/mark-float-doc.mlir.
  }];
  let options = [
    ListOption<"nodes", "nodes", "std::string", "Node names">,
    ListOption<"kinds", "kinds", "std::string", "Op mnemonics or kinds">,
    ListOption<"only", "only", "std::string",
      "Op mnemonics or kinds: all others are marked (default: none is for that)">,
    Option<"head", "head", "bool", "false",
      "Mark the last linear layers before the results">,
    ListOption<"before", "before", "std::string",
      "Node names: mark all ops that these depend on">];
  let statistics = [Statistic<"numMarked", "marked", "Ops kept in float">];
}

def WidenResiduals : Pass<"qopt-widen-residuals", "::mlir::func::FuncOp"> {
  let summary = "More bits for residual streams and attention scores";
  let description = [{
    Sets `qopt.format` on values whose codes no product reads:
      - `residual`: those from which every way through additions, subtractions and
        element-moving ops leads to a normalization. In a transformer that is what runs
        past its attention and feed-forward blocks; it adds up over all layers, and its
        channels differ in size most.
      - `scores`: those that only softmax reads, whose exponential turns the
        step of their codes into a relative error of probabilities.
    Values with a format, ops kept in float and all others are left alone: a product wants 8 bits.

    ```mlir
    // before                                             --qopt-widen-residuals=residual=s16
    %0 = qopt.binary add %x, %y : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
    %1 = qopt.norm rms %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
    // after
    %0 = qopt.binary add %x, %y {qopt.format = #qopt.int<s16>} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
    %1 = qopt.norm rms %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
    ```
    Executed by test/Quantize/Assign/widen-residuals-doc.mlir.
  }];
  let options = [
    Option<"residual", "residual", "std::string", "\"\"",
      "Format of residual streams: integers of at most 16 bits; empty: leave them">,
    Option<"scores", "scores", "std::string", "\"\"",
      "Format of what only softmax reads; empty: leave it">];
  let statistics = [
    Statistic<"numResiduals", "residuals", "Values of residual streams marked">,
    Statistic<"numScores", "scores", "Inputs of softmax marked">];
}

def InsertQdq : Pass<"qopt-insert-qdq", "::mlir::func::FuncOp"> {
  let summary = "Put quantize and dequantize around every op to be quantized";
  let description = [{
    Needs `qopt.range` on the values (`qopt-annotate-ranges`). Every float value
    that a quantized op reads or writes gets one scale and zero point:
      - ops that only move or select elements, max pooling, maximum, minimum and padded average
        pooling share one with their operands; concatenation too, where the operand has no
        other reader;
      - a value whose only reader is relu or clip takes the reader's, so that
        the clamp costs nothing;
      - sigmoid and softmax have scale 2^-bits with the smallest code as zero
        point, tanh 2^(1-bits) with zero point in the middle (TFLite's int8 rules);
      - constant filters are symmetric per output channel (or per tensor), other
        constants per tensor from their values.
    Where a value (or the first of those that share its scale) has a `qopt.format`, it gets
    that format. Formats that are not uniform have zero point 0 and scales from their ranges.
    Ops compute in f32 where a format they were given has no integer form (E4M3, NF4, ...):
    constant filters of matmuls are then read as codes, those of convolutions dequantized.
    Else layers stay float only where `qopt.keep_float` asks. Ops with no integer form are listed in one error.

    ```mlir
    // before; the function's argument %x has qopt.range = dense<[-16.0, 15.875]>
    %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 63.75]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
    // after
    %s = qopt.constant dense<1.250000e-01> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %t = qopt.constant dense<2.500000e-01> : tensor<f32>
    %m = qopt.constant dense<-128> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q_s8_>
    %d = qopt.dequantize %q : tensor<4x!q_s8_> -> tensor<4xf32>
    %0 = qopt.unary exp %d {qopt.range = dense<[0.000000e+00, 6.375000e+01]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
    %r = qopt.quantize %0, %t, %m rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q_s8_>
    %y = qopt.dequantize %r : tensor<4x!q_s8_> -> tensor<4xf32>
    ```
    Executed by test/Quantize/Assign/insert-qdq-doc.mlir.
  }];
  let options = [
    Option<"activations", "activations", "std::string", "\"s8\"",
      "Format of activations: s8, u4, s16, flint<s4>, e4m3fn, ...">,
    Option<"weights", "weights", "std::string", "\"s8\"",
      "Format of constant filters (narrow range): s8, s4, flint<s4>, ...">,
    Option<"symmetric", "symmetric-activations", "bool", "false",
      "Activations have zero point 0">,
    Option<"granularity", "granularity", "std::string", "\"channel\"",
      "Scales of a filter: channel (one per output channel) or tensor">,
    ListOption<"overrides", "override", "std::string",
      "NODE=FORMAT: format of the constant filter of one node">];
  let statistics = [
    Statistic<"numQuantized", "quantized", "Ops that will be quantized">,
    Statistic<"numFloatByFormat", "f32", "Of these, ops whose formats make them compute in f32">,
    Statistic<"numFloat", "float", "Ops that stay float">];
}

def FuseQdq : Pass<"qopt-fuse-qdq", "::mlir::func::FuncOp"> {
  let summary = "Merge dequantize, op, quantize into one quantized op";
  let description = [{
    Works on the QDQ form, inserted by `qopt-insert-qdq` or imported. A quantize moves up
    through clamps and element-moving ops to the arithmetic op it belongs to,
    which then takes quantized operands and yields a quantized result. Float
    constant biases become s32 with scale = input scale * filter scale. A linear op
    whose result is not quantized yields its s32 accumulator, dequantized
    (so a model without output quantizers is not missed).

    ```mlir
    // before
    %0 = qopt.dequantize %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xf32>
    %1 = qopt.unary sigmoid %0 : (tensor<4xf32>) -> tensor<4xf32>
    %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    // after
    %2 = qopt.unary sigmoid %q result(%s, %z) : (tensor<4x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<4x!q_s8_>
    ```
    Refuses, with a reason, ops marked `qopt.keep_float`, operands that are not dequantized, and
    results that other float ops read before quantization. Executed by test/Quantize/Assign/fuse-qdq-doc.mlir.
  }];
  let statistics = [Statistic<"numFused", "fused", "Quantized ops made">];
}

def QuantizeAtRunTime : Pass<"qopt-quantize-at-run-time", "::mlir::func::FuncOp"> {
  let summary = "Matrix products of codes under scales made from the data as it comes";
  let description = [{
    Every float matrix product that is not kept in float becomes a product of codes.
    Activations are quantized symmetrically at run time, with one scale per token (a
    row of the left side, a column of the right) or one per tensor, where probabilities (a
    softmax' result) have the fixed scale 1/127. Constant filters are symmetric per
    column or per tensor. The integer sums become numbers by `qopt.dequantize_sums`,
    which says in which order they are multiplied by both scales. No ranges are
    needed.

    Formats that are not integers (E4M3, ...) are rounded to under such scales, too;
    then the product is one of f32.

    ```mlir
    // before
    %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    // after
    %s = qopt.choose_scales %x for !q_s8n_t_ : tensor<2x2xf32> -> tensor<2xf32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!q_s8n_t_>
    %c = qopt.codes %q : tensor<2x2x!q_s8n_t_> -> tensor<2x2xi8>
    %v = qopt.assemble %i, %t, %z : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!q_s8n_c1_>
    %d = qopt.codes %v : tensor<2x2x!q_s8n_c1_> -> tensor<2x2xi8>
    %a = qopt.matmul %c, %d : (tensor<2x2xi8>, tensor<2x2xi8>) -> tensor<2x2xi32>
    %0 = qopt.dequantize_sums %a rows %s columns %t : tensor<2x2xi32>, tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
    ```
    A product whose weights are codes already (`--qopt-quantize-weights`), with scales
    that may change along k, keeps them and becomes `qopt.matmul_runs`:

    ```mlir
    // before
    %1 = qopt.matmul %y, %g : (tensor<2x4xf32>, tensor<4x2x!q_s4_g2a0_>) -> tensor<2x2xf32>
    // after, %e and %u being the codes and scales of %y
    %1 = qopt.matmul_runs %e, %g rows %u : tensor<2x4xi8>, tensor<4x2x!q_s4_g2a0_>, tensor<2xf32> -> tensor<2x2xf32>
    ```
    Refuses ops that are neither products nor kept in float nor only move elements (a
    convolution's windows take several tokens), and sums that may not fit 32 bits.
    Executed by test/Quantize/Assign/quantize-at-run-time-doc.mlir.
  }];
  let options = [
    Option<"activations", "activations", "std::string", "\"s8\"",
      "Format of activations (narrow range): s8, s4, e4m3fn, ...">,
    Option<"weights", "weights", "std::string", "\"s8\"",
      "Format of constant filters (narrow range): s8, s4, e4m3fn, ...">,
    Option<"scales", "scales", "std::string", "\"token\"",
      "Scales of activations: token (one per row of the data) or tensor">,
    Option<"granularity", "granularity", "std::string", "\"channel\"",
      "Scales of a filter: channel (one per column) or tensor">];
  let statistics = [
    Statistic<"numQuantized", "quantized", "Products of codes made">,
    Statistic<"numRuns", "runs", "Products of them that are scaled run by run">,
    Statistic<"numScales", "scales", "Values whose scales are made at run time">,
    Statistic<"numFloat", "float", "Ops that stay float">];
}

#endif
