// RUN: qopt-opt %s --split-input-file --verify-diagnostics --qopt-scale-activation-aware=weight-granularity=channel | FileCheck %s

// Weights that 4 bits hold exactly: no exponent is better than 0, and all factors
// are 1.
// CHECK-LABEL: func.func @exact
// CHECK-SAME: exponent = 0.000000e+00 : f64
// CHECK-DAG: qopt.constant dense<[3.000000e+00, 5.000000e+00]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}7.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
func.func @exact(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[7.0], [2.0]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[0.25, 4.0]> : tensor<2xf32>, lo = dense<[0.25, 4.0]> : tensor<2xf32>, mean = dense<[0.25, 4.0]> : tensor<2xf32>, mean_magnitude = dense<[0.25, 4.0]> : tensor<2xf32>, rows = dense<[[0.25, 4.0]]> : tensor<1x2xf32>}} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  return %0 : tensor<4x1xf32>
}

// -----

// A GELU between two layers needs a division of its own, which is no fold.
// CHECK-LABEL: func.func @gelu
// CHECK-SAME: {at = "fc1", method = "awq", refused = "'act': gelu is not homogeneous"}
func.func @gelu(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<1.0> : tensor<1x2xf32>
  %w2 = qopt.constant dense<1.0> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32> loc("fc1")
  %1 = qopt.unary gelu %0 : (tensor<4x2xf32>) -> tensor<4x2xf32> loc("act")
  %2 = qopt.matmul %1, %w2 : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32> loc("fc2")
  return %2 : tensor<4x1xf32>
}

// -----

// Outputs of a depthwise convolution depend on one channel each.
// CHECK-LABEL: func.func @grouped
// CHECK-SAME: {at = "fc", method = "awq", refused = "'depthwise' is a grouped convolution, whose outputs no search compares"}
func.func @grouped(%x: tensor<4x1xf32>) -> tensor<1x4x2xf32> {
  %w1 = qopt.constant dense<[[16.0, 0.25]]> : tensor<1x2xf32>
  %w2 = qopt.constant dense<[[[1.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32> loc("fc")
  %1 = qopt.reshape %0 : tensor<4x2xf32> -> tensor<1x4x2xf32>
  %2 = qopt.conv %1, %w2 {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 2 : i64} : (tensor<1x4x2xf32>, tensor<2x1x1xf32>) -> tensor<1x4x2xf32> loc("depthwise")
  return %2 : tensor<1x4x2xf32>
}
