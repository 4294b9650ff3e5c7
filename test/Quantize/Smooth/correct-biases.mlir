// RUN: qopt-opt %s --split-input-file --qopt-correct-biases | FileCheck %s

// A bias that is there is added to; groups along the inputs have scales of their own.
// Row 0: (1.25 - 1) * 2; row 1: (3 - 2.5 * 1) * 4 (step 2.5). Sum 2.5 on top of 1.
// CHECK-LABEL: func.func @groups
// CHECK: qopt.constant dense<3.500000e+00> : tensor<1xf32>
func.func @groups(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %w = qopt.constant dense<[[1.25], [3.0]]> : tensor<2x1xf32>
  %b = qopt.constant dense<1.0> : tensor<1xf32>
  %n = qopt.unary relu %x {qopt.channels = {hi = dense<4.0> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<[2.0, 4.0]> : tensor<2xf32>, mean_magnitude = dense<[2.0, 3.0]> : tensor<2xf32>}} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w bias %b {qopt.filter_scales = dense<[[1.0], [2.5]]> : tensor<2x1xf32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.group<0, 1>>} : (tensor<4x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<4x1xf32>
  return %0 : tensor<4x1xf32>
}

// -----

// A depthwise convolution over two positions: channel 0 loses 0.25 * 2 at each.
// CHECK-LABEL: func.func @depthwise
// CHECK: qopt.constant dense<[1.000000e+00, 1.500000e+00]> : tensor<2xf32>
func.func @depthwise(%x: tensor<1x4x2xf32>) -> tensor<1x3x2xf32> {
  %w = qopt.constant dense<[[[1.25], [2.25]], [[3.5], [1.0]]]> : tensor<2x2x1xf32>
  %n = qopt.unary relu %x {qopt.channels = {hi = dense<4.0> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<[2.0, -3.0]> : tensor<2xf32>, mean_magnitude = dense<[2.0, 3.0]> : tensor<2xf32>}} : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %0 = qopt.conv %n, %w {qopt.filter_scales = dense<1.0> : tensor<f32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.tensor>, strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 2 : i64} : (tensor<1x4x2xf32>, tensor<2x2x1xf32>) -> tensor<1x3x2xf32>
  return %0 : tensor<1x3x2xf32>
}
