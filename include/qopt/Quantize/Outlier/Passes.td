// SPDX-License-Identifier: Apache-2.0
// LLM.int8(): columns of activations that are too large for 8 bits beside the others.
#ifndef QOPT_QUANTIZE_OUTLIER_PASSES_TD
#define QOPT_QUANTIZE_OUTLIER_PASSES_TD

include "mlir/Pass/PassBase.td"

def SplitOutliers : Pass<"qopt-split-outliers", "::mlir::func::FuncOp"> {
  let summary = "Columns of outliers are multiplied apart from all others";
  let description = [{
    A linear layer (a matmul by a constant matrix) becomes two, whose results are added:
    one of the columns of its input that hold outliers, |x| >= threshold, and one of the
    others (Dettmers et al. 2022). This pass changes no format: both halves are float,
    what is quantized later (`qopt-quantize-at-run-time`) is the second alone.

    `mode=static`: which columns those are is known from calibration (`qopt.channels` of
    the input, `qopt-annotate-ranges`); layers without any stay as they are. Each half
    has its own rows of the filter, those of the other being 0, so that scales of the
    filter's codes are not made from weights that are not used. Nothing has to guard
    against outliers that calibration has not seen: they do not saturate, since the
    scale of their row is made at run time; that row alone loses precision.

    `mode=dynamic`: every run finds the columns in the data itself, over all its rows
    (`qopt.find_outliers`), as bitsandbytes does; both halves have the whole filter.

    `half` says what the product of the outliers is to be made of:
      - `f32`: floats and floats;
      - `codes`: floats and the codes of the other half's filter (bitsandbytes), which
        then is stored once;
      - `s16`: 16-bit codes under the scales of the other half, and codes: one integer
        sum. Static only.

    ```mlir
    // before                                              --qopt-split-outliers
    %0 = qopt.matmul %x, %w {n = 1 : i64} : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
    // after; calibration has found |x| >= 6 in column 1
    %m = qopt.constant dense<[true, false, true]> : tensor<3xi1>
    %k = qopt.keep_columns %x, %m : tensor<2x3xf32>, tensor<3xi1> -> tensor<2x3xf32>
    %c = qopt.constant dense<1> : tensor<1xi64>
    %g = qopt.gather %x, %c axis 1 : tensor<2x3xf32>, tensor<1xi64> -> tensor<2x1xf32>
    %v = qopt.constant dense<[[5.000000e-01, 2.000000e+00], [0.000000e+00, 0.000000e+00], [3.000000e+00, -1.000000e+00]]> : tensor<3x2xf32>
    %u = qopt.constant dense<[[1.000000e+00, 4.000000e+00]]> : tensor<1x2xf32>
    %r = qopt.matmul %k, %v {n = 1 : i64} : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
    %o = qopt.matmul %g, %u {qopt.keep_float, qopt.outlier_half = "f32"} : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
    %y = qopt.binary add %r, %o {qopt.keep_float, qopt.outliers = array<i64: 1>} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    ```
    Refuses options that are none, and in static mode inputs without statistics.
    Executed by test/Quantize/Outlier/split-outliers-doc.mlir.
  }];
  let options = [
    Option<"threshold", "threshold", "double", "6.0",
      "Magnitude from which on a column is one of outliers (LLM.int8(): 6)">,
    Option<"mode", "mode", "std::string", "\"static\"",
      "static (columns from calibration) or dynamic (found in every run)">,
    Option<"half", "half", "std::string", "\"f32\"",
      "What the outliers' product is made of: f32, codes or s16">];
  let statistics = [
    Statistic<"numSplit", "split", "Layers split">,
    Statistic<"numColumns", "columns", "Columns of outliers, all layers together">,
    Statistic<"numWhole", "whole", "Layers without outliers">];
}

#endif
