// Ops of quantization at run time: their syntax round-trips.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: func.func @token
func.func @token(%x: tensor<2x4xf32>, %z: tensor<2xi32>, %a: tensor<2x3xi32>, %w: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: qopt.choose_scales %{{.*}} for !q_s8n_t_ : tensor<2x4xf32> -> tensor<2xf32>
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.token> : tensor<2x4xf32> -> tensor<2xf32>
  // CHECK: qopt.dequantize_sums %{{.*}} rows %{{.*}} columns %{{.*}} bias %{{.*}} : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  %y = qopt.dequantize_sums %a rows %s columns %w bias %b : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @tensor
func.func @tensor(%x: tensor<2x4xf32>, %a: tensor<5x2x3xi32>, %w: tensor<5x3xf32>) -> tensor<5x2x3xf32> {
  // CHECK: qopt.choose_scales %{{.*}} for !{{.*}} below 6.000000e+00 : tensor<2x4xf32> -> tensor<f32>
  %s = qopt.choose_scales %x for !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor> below 6.0 : tensor<2x4xf32> -> tensor<f32>
  // CHECK: qopt.dequantize_sums %{{.*}} rows %{{.*}} columns %{{.*}} : tensor<5x2x3xi32>, tensor<f32>, tensor<5x3xf32> -> tensor<5x2x3xf32>
  %y = qopt.dequantize_sums %a rows %s columns %w : tensor<5x2x3xi32>, tensor<f32>, tensor<5x3xf32> -> tensor<5x2x3xf32>
  return %y : tensor<5x2x3xf32>
}

// CHECK-LABEL: func.func @outliers
func.func @outliers(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2xf32>) {
  // CHECK: qopt.find_outliers %{{.*}} threshold 6.000000e+00 : tensor<2x4xf32> -> tensor<4xi1>
  %m = qopt.find_outliers %x threshold 6.0 : tensor<2x4xf32> -> tensor<4xi1>
  // CHECK: qopt.keep_columns %{{.*}}, %{{.*}} : tensor<2x4xf32>, tensor<4xi1> -> tensor<2x4xf32>
  %o = qopt.keep_columns %x, %m : tensor<2x4xf32>, tensor<4xi1> -> tensor<2x4xf32>
  // CHECK: qopt.keep_columns %{{.*}}, %{{.*}} inverted : tensor<2x4xf32>, tensor<4xi1> -> tensor<2x4xf32>
  %r = qopt.keep_columns %x, %m inverted : tensor<2x4xf32>, tensor<4xi1> -> tensor<2x4xf32>
  // CHECK: qopt.choose_scales %{{.*}} for !q_s8_c0_ : tensor<2x4xf32> -> tensor<2xf32>
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.channel<0>> : tensor<2x4xf32> -> tensor<2xf32>
  return %o, %r, %s : tensor<2x4xf32>, tensor<2x4xf32>, tensor<2xf32>
}
