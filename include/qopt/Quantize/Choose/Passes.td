// SPDX-License-Identifier: Apache-2.0
// Passes that choose a number format and scales from the data, and leave the
// choice as attributes for the passes that carry it out.
#ifndef QOPT_QUANTIZE_CHOOSE_PASSES_TD
#define QOPT_QUANTIZE_CHOOSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseFilterFormats
    : Pass<"qopt-choose-filter-formats", "::mlir::func::FuncOp"> {
  let summary = "Choose a number format and scales for every constant filter";
  let description = [{
    Leaves on every conv and matmul with a constant f32 filter what its codes shall
    be: `qopt.filter_type` (format and granularity) and `qopt.filter_scales`.
    `--qopt-quantize-weights` and `--qopt-insert-qdq` carry it out. One format per
    filter; who shares a scale is `granularity`. `format` is one of

      - `ant:N`: ANT's adaptive selection (MICRO 2022) among N-bit integers, flint
        and powers of two, by the least sum over the slots of the mean squared
        error, each slot with the best of its clips from 75 % to 149 % of the largest
        magnitude (above 6 bits: integers only, from 95 %). `ant-float:N` has a float
        of up to 3 exponent bits as a further candidate. Codes are unsigned where the
        filter has no negative value;
      - `fp8:N`: an N-bit float ("FP8 Quantization: The Power of the Exponent", 2022):
        every slot has the best of 111 largest values from 0.1 to 1.2 of its largest
        magnitude for every mantissa width and votes for its best width. The
        real-valued bias is part of the scales;
      - `quantile:N` (bitsandbytes), `paper-quantile:N` (k-bit scaling laws, equation
        6), `kmeans:N`: a codebook of at most 2^N values estimated from the filter,
        each slot divided by its largest magnitude, slots in order;
      - `best:F|G|...`: of the formats listed the one of least squared error, summed
        as above, of equals the first;
      - any format, whose scales alone are then chosen.

    `clip` chooses the scales of the last three: `absmax`, `mse` (the best of 30 %,
    31 %, ... 149 % of that; beyond, where values are dense near 0 only), `percentile:P` of the magnitudes, `mean` of the
    magnitudes.

    ```mlir
    // before                            --qopt-choose-filter-formats="format=ant:4"
    %w = qopt.constant dense<[[16.0, 16.0], [-4.0, 1.0], [3.0, -6.0], [6.0, 3.0]]> : tensor<4x2xf32>
    %0 = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
    // after
    %0 = qopt.matmul %x, %w {qopt.filter_scales = dense<1.000000e+00> : tensor<2xf32>, qopt.filter_type = !q_flint_s4_c1_} : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
    ```
    Skips ops marked `qopt.keep_float` and ops that have a `qopt.filter_type` already.
    Refuses filters that are not finite, and a format without negative values where
    the filter has some. Executed by test/Quantize/Choose/choose-filter-formats-doc.mlir.
  }];
  let options = [
    Option<"format", "format", "std::string", "\"ant:4\"",
      "A search (ant:4, fp8:8, kmeans:4, best:s4|nf4, ...) or a format">,
    Option<"clip", "clip", "std::string", "\"absmax\"",
      "Scales of given formats and codebooks: absmax, mse, percentile:P, mean">,
    Option<"granularity", "granularity", "std::string", "\"channel\"",
      "tensor, channel, group:N (along the summed axis) or block:N (flattened)">];
  let statistics = [
    Statistic<"numChosen", "chosen", "Filters with a choice made here">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

def ChooseActivationFormats
    : Pass<"qopt-choose-activation-formats", "::mlir::func::FuncOp"> {
  let summary = "Choose a number format and a clip for every calibrated value";
  let description = [{
    Reads the histograms of run-time values (`qopt-annotate-ranges` with
    `histograms`), leaves `qopt.format` on them, sets `qopt.range` to the chosen
    clip and drops the histogram. `--qopt-insert-qdq` carries it out: one scale per
    tensor, zero point 0 with `symmetric-activations`. `format` is `ant:N`,
    `ant-float:N`, `fp8:N`, `best:F|G|...` or a format, as of
    `--qopt-choose-filter-formats`; codes are unsigned where a value was never
    negative. `clip` (of the last two) is `absmax`, `mse` or `percentile:P`.

    ```mlir
    // before                            --qopt-choose-activation-formats="format=best:s4|pot<s4>"
    %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 64.0]> : tensor<2xf32>, qopt.histogram = {exponent = -4 : i64, extremes = array<f32: 1.0, 64.0>, negative = array<i64>, positive = array<i64: -16, 100, -1007, 50>, zeros = 0 : i64}} : (tensor<4xf32>) -> tensor<4xf32>
    // after
    %0 = qopt.unary exp %x {qopt.format = #qopt.pot<s4>, qopt.range = dense<[0.000000e+00, 6.400000e+01]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
    ```
    Values without a histogram keep what they have, and so do values that have a
    `qopt.format` already. Codebooks need the values themselves and are refused.
    Executed by test/Quantize/Choose/choose-activation-formats-doc.mlir.
  }];
  let options = [
    Option<"format", "format", "std::string", "\"ant:4\"",
      "A search (ant:4, fp8:8, best:s4|u4, ...) or a format">,
    Option<"clip", "clip", "std::string", "\"mse\"",
      "Clips of given formats: absmax, mse, percentile:P">];
  let statistics = [
    Statistic<"numChosen", "chosen", "Values with a choice made here">];
  let dependentDialects = ["::mlir::qopt::QOptDialect"];
}

#endif
