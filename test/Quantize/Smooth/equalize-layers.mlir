// RUN: qopt-opt %s --split-input-file --qopt-equalize-layers | FileCheck %s

// Convolutions, depthwise and plain, with biases: channels are last. Ranges of the
// filters around the relus meet in the end: 8 and 0.5 at 2, 1 and 4 at 2.
// CHECK-LABEL: func.func @convolutions
// CHECK-DAG: qopt.constant dense<2.000000e+00> : tensor<2x1x1x1xf32>
// CHECK-DAG: qopt.constant dense<[2.500000e-01, 2.000000e+00]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<2.000000e+00> : tensor<1x1x1x2xf32>
func.func @convolutions(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> {
  %w1 = qopt.constant dense<[[[[8.0]]], [[[1.0]]]]> : tensor<2x1x1x1xf32>
  %b1 = qopt.constant dense<1.0> : tensor<2xf32>
  %w2 = qopt.constant dense<[[[[0.5, 4.0]]]]> : tensor<1x1x1x2xf32>
  %0 = qopt.conv %x, %w1 bias %b1 {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %1 = qopt.unary relu %0 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %2 = qopt.conv %1, %w2 {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x2x2x1xf32>
  return %2 : tensor<1x2x2x1xf32>
}

// -----

// A depthwise filter takes its own channel's factor, pooling carries it on.
// CHECK-LABEL: func.func @depthwise
// CHECK-DAG: qopt.constant dense<{{\[\[}}4.000000e+00, 1.000000e+00]]> : tensor<1x2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[\[}}4.000000e+00]], {{\[\[}}1.000000e+00]]]> : tensor<2x1x1xf32>
func.func @depthwise(%x: tensor<4x1xf32>) -> tensor<1x2x2xf32> {
  %w1 = qopt.constant dense<[[16.0, 0.25]]> : tensor<1x2xf32>
  %w2 = qopt.constant dense<[[[1.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32>
  %1 = qopt.reshape %0 : tensor<4x2xf32> -> tensor<1x4x2xf32>
  %2 = qopt.pool average %1 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %3 = qopt.conv %2, %w2 {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 2 : i64} : (tensor<1x2x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x2xf32>
  return %3 : tensor<1x2x2xf32>
}

// -----

// Three layers settle in several rounds: the middle one has both neighbours. Products
// of a path stay: 64 * 1 * 1 = 4 * 4 * 4.
// CHECK-LABEL: func.func @chain
// CHECK-DAG: qopt.constant dense<{{4.000[0-9]*|3.999[0-9]*|4.000000e\+00}}> : tensor<1x1xf32>
func.func @chain(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<64.0> : tensor<1x1xf32>
  %w2 = qopt.constant dense<1.0> : tensor<1x1xf32>
  %w3 = qopt.constant dense<1.0> : tensor<1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32>
  %1 = qopt.unary leaky_relu %0 {alpha = 0.5 : f64} : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %2 = qopt.matmul %1, %w2 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32>
  %3 = qopt.unary relu %2 : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %4 = qopt.matmul %3, %w3 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32>
  return %4 : tensor<4x1xf32>
}
