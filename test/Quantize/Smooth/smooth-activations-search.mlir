// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations=alpha=search | FileCheck %s --check-prefix=SEARCH
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations="alpha=search activation-granularity=none" | FileCheck %s --check-prefix=EXACT

// Of 21 candidates the one of least error: with weights of one magnitude and an
// outlier, all difficulty has to leave the activations.
// Without quantized activations nothing beats weights that 8 bits hold exactly, as
// these do with factors of 1, which exponent 0 gives.
// EXACT-LABEL: func.func @searched
// EXACT-SAME: alpha = 0.000000e+00 : f64
// SEARCH-LABEL: func.func @searched
// SEARCH-SAME: alpha = {{[0-9.e+-]+}} : f64, at = "norm", error_after = {{[0-9.Ee+-]+}} : f64, error_before = {{[0-9.Ee+-]+}} : f64
func.func @searched(%x: tensor<2x2xf32>) -> tensor<2x1xf32> {
  %g = qopt.constant dense<1.0> : tensor<2xf32>
  %w = qopt.constant dense<[[1.0], [1.0]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[90.0, 1.1]> : tensor<2xf32>, lo = dense<[0.0, -0.3]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>, rows = dense<[[90.0, 1.1], [80.0, -0.3]]> : tensor<2x2xf32>}} : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}
