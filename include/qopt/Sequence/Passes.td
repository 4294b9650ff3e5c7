// SPDX-License-Identifier: Apache-2.0
// Passes on models of sequences: from all positions at once to one at a time.
#ifndef QOPT_SEQUENCE_PASSES_TD
#define QOPT_SEQUENCE_PASSES_TD

include "mlir/Pass/PassBase.td"

def MakeStepModel : Pass<"qopt-make-step-model", "::mlir::func::FuncOp"> {
  let summary = "A causal model of T positions becomes a model of one, with a KV cache";
  let description = [{
    A function of token ids [.., T] (one input, its last dimension) that treats every
    position alike, but for causal attention, becomes the function of one position:
    inputs are one token, its `position` and the caches, results are the results for
    this position and the caches with its rows written. Fed with a sequence token
    after token, caches starting as zeros, call t gives row t of the original, bit by
    bit in the interpreter: every number is computed by the same operations from the
    same numbers.

    The pass proves this by following the axis of the positions from the input on:
    - Elementwise ops, normalizations, products with constants and moves of elements
      treat positions alike. Constants that differ between positions (position and
      rotary tables, masks) are read at the position.
    - A product of queries and keys has an axis of each. A constant added to it that
      is at most -1e9 wherever the key comes after the query makes it causal, as do
      a `qopt.select` of such a number there and a softmax mask that is 0 there: its softmax along the keys gives exactly 0 to
      every later position (for other scores below 5e8 in magnitude), so that
      whatever the cache holds there (a finite number) counts nothing.
    - A product of such weights and values sums over the keys.
    All else that combines positions is refused, by name of the node.

    The cache of a key or value operand stands where the path to it that only moves
    elements (or dequantizes them) holds the fewest bytes: before heads are repeated
    for grouped queries, and as codes where keys are quantized. Its first dimension is
    the position. A cache has one name
    as input and as result: `key_cache_<n>`, `value_cache_<n>` for the n-th attention,
    `.._scale` for scales that are known at run time only.
    The pass takes float, quantized and integer form; node names stay, so that a
    statistics table of the original fits.

    ```mlir
    // before
    %k = qopt.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
    %s = qopt.matmul %x, %k : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
    %m = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
    %t = qopt.binary add %s, %m : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    // after
    %c = qopt.write_row %cache, %x at %position axis 0 : (tensor<2x3xf32>, tensor<1x3xf32>, tensor<1xi64>) -> tensor<2x3xf32>
    %k = qopt.transpose %c perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
    %s = qopt.matmul %x, %k : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
    %m = qopt.gather %mask, %position axis 0 : tensor<2x2xf32>, tensor<1xi64> -> tensor<1x2xf32>
    %t = qopt.binary add %s, %m : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
    ```
    Executed by test/Sequence/make-step-model-doc.mlir.
  }];
  let statistics = [Statistic<"numCaches", "caches", "Caches made">,
    Statistic<"numRead", "read", "Constants read at the position">];
}

def QuantizeKvCache : Pass<"qopt-quantize-kv-cache", "::mlir::func::FuncOp"> {
  let summary = "Keys and values of causal attention to codes with run-time scales, and back";
  let description = [{
    At every place where `qopt-make-step-model` would put a cache, elements become
    signed integers (of format `keys` or `values`, the keys' where both are remembered
    at one place) and real numbers again. Every position (token) and
    head, or every `group` elements of one, has a scale of its own, found when it is
    written by `qopt.choose_scales` (absmax / (2^(bits-1) - 1)). So the function of all positions computes what steps with such a cache
    compute, and its perplexity is that of the cache; `qopt-make-step-model` then
    caches the codes (two in a byte where they have at most 4 bits and heads an even
    number of elements) and the scales.
    Functions in which `qopt-make-step-model` finds no causal attention are refused
    as there. Keys and values that are quantized already stay: they are cached as the
    codes that they are.

    ```mlir
    // before
    %k = qopt.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
    // after
    %s = qopt.choose_scales %x for !q_s8n_t_ : tensor<2x3xf32> -> tensor<2xf32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x3xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x3x!q_s8n_t_>
    %r = qopt.dequantize %q : tensor<2x3x!q_s8n_t_> -> tensor<2x3xf32>
    %k = qopt.transpose %r perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
    ```
    Executed by test/Sequence/quantize-kv-cache-doc.mlir.
  }];
  let options = [Option<"keys", "keys", "std::string", "\"s8\"",
      "Signed integers of 2 to 8 bits: s8, s4, ...">,
    Option<"values", "values", "std::string", "\"s8\"", "The same of values">,
    Option<"group", "group", "int64_t", "0",
      "Elements of a head that share a scale; 0: all">];
  let statistics = [Statistic<"numQuantized", "quantized", "Places quantized">];
}

#endif
