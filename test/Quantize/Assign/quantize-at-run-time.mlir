// Attention: both products of activations, a linear layer with a bias, and what
// several readers share.
// RUN: qopt-opt %s --qopt-quantize-at-run-time --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,TOKEN
// RUN: qopt-opt %s --qopt-quantize-at-run-time=scales=tensor --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,TENSOR
// RUN: qopt-opt %s --qopt-quantize-at-run-time='granularity=tensor weights=s4' | FileCheck %s --check-prefix=WEIGHTS
// RUN: qopt-opt %s --qopt-quantize-at-run-time='activations=e4m3fn weights=e4m3fn' --canonicalize --cse | FileCheck %s --check-prefix=FLOAT
// RUN: qopt-opt %s --qopt-quantize-at-run-time --cse --qopt-verify-quantized --qopt-lower-to-integer --qopt-verify-integer | FileCheck %s --check-prefix=INTEGER
// RUN: qopt-opt %s --qopt-quantize-at-run-time='activations=e4m3fn weights=e4m3fn' --cse --qopt-verify-quantized --qopt-lower-to-integer --qopt-verify-integer

// One scale per row of %x for both of its products with filters.
// CHECK-LABEL: func.func @main
// TOKEN: %[[s:.*]] = qopt.choose_scales %[[x:.*]] for !q_s8n_t_ : tensor<1x3x4xf32> -> tensor<1x3xf32>
// TENSOR: %[[s:.*]] = qopt.choose_scales %[[x:.*]] for !q_s8n_ : tensor<1x3x4xf32> -> tensor<f32>
// CHECK: qopt.quantize %[[x]], %[[s]], %{{.*}} rounding nearest_even
// CHECK: qopt.matmul {{.*}} : (tensor<1x3x4xi8>, tensor<4x4xi8>) -> tensor<1x3x4xi32>
// CHECK: qopt.dequantize_sums {{.*}} rows %[[s]] columns %{{.*}} bias %{{.*}}
// CHECK: qopt.matmul {{.*}} : (tensor<1x3x4xi8>, tensor<4x4xi8>) -> tensor<1x3x4xi32>
// CHECK: qopt.dequantize_sums {{.*}} rows %[[s]] columns %{{.*}} : tensor<1x3x4xi32>

// Q * K^T: a scale per row of Q and per row of K, which the transpose makes columns.
// TOKEN: qopt.choose_scales %{{.*}} for !q_s8n_t_ : tensor<1x3x4xf32> -> tensor<1x3xf32>
// TENSOR: qopt.choose_scales %{{.*}} : tensor<1x4x3xf32> -> tensor<f32>
// CHECK: qopt.matmul {{.*}} : (tensor<1x3x4xi8>, tensor<1x4x3xi8>) -> tensor<1x3x3xi32>
// TOKEN: qopt.dequantize_sums {{.*}} : tensor<1x3x3xi32>, tensor<1x3xf32>, tensor<1x3xf32>
// TENSOR: qopt.dequantize_sums {{.*}} : tensor<1x3x3xi32>, tensor<f32>, tensor<f32>

// P * V: probabilities by rows, or all in steps of 1/127.
// CHECK: qopt.softmax
// TOKEN: %[[rows:.*]] = qopt.choose_scales {{.*}} : tensor<1x3x3xf32> -> tensor<1x3xf32>
// TENSOR: qopt.quantize %{{.*}}, %[[fixed:.*]], %{{.*}} rounding nearest_even : tensor<1x3x3xf32>, tensor<f32>, tensor<i32> -> tensor<1x3x3x!q_s8n_>
// CHECK: qopt.matmul {{.*}} : (tensor<1x3x3xi8>, tensor<1x3x4xi8>) -> tensor<1x3x4xi32>
// TOKEN: qopt.dequantize_sums %{{.*}} rows %[[rows]]
// TENSOR: qopt.dequantize_sums %{{.*}} rows %[[fixed]]

// WEIGHTS: qopt.constant dense<{{.*}}> : tensor<4x4xi8>
// WEIGHTS: qopt.assemble {{.*}} -> tensor<4x4x!q_s4n_>

// FLOAT: qopt.choose_scales {{.*}} for !q_float_e4m3fn_t_
// FLOAT: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} : (tensor<1x3x4xf32>, tensor<4x4x!q_float_e4m3fn_c1_>, tensor<4xf32>) -> tensor<1x3x4xf32>
// FLOAT: qopt.matmul {{.*}} : (tensor<1x3x4xf32>, tensor<1x4x3xf32>) -> tensor<1x3x3xf32>
// FLOAT-NOT: i8x

// INTEGER-NOT: qopt.matmul {{.*}}f32
func.func @main(%x: tensor<1x3x4xf32>) -> tensor<1x3x4xf32> {
  %w = qopt.constant dense<[[0.5, 2.0, 0.0, -0.25], [1.0, -1.0, 0.125, 0.5], [0.0, 3.0, 1.0, 1.0], [0.5, 0.75, -2.0, 4.0]]> : tensor<4x4xf32>
  %v = qopt.constant dense<[[1.5, 2.0, 1.0, -0.25], [1.0, -1.0, 0.125, 0.5], [0.0, 3.0, 1.0, 1.0], [0.5, 0.75, -2.0, 4.0]]> : tensor<4x4xf32>
  %b = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %q = qopt.matmul %x, %w bias %b : (tensor<1x3x4xf32>, tensor<4x4xf32>, tensor<4xf32>) -> tensor<1x3x4xf32>
  %k = qopt.matmul %x, %v : (tensor<1x3x4xf32>, tensor<4x4xf32>) -> tensor<1x3x4xf32>
  %t = qopt.transpose %k perm [0, 2, 1] : tensor<1x3x4xf32> -> tensor<1x4x3xf32>
  %a = qopt.matmul %q, %t : (tensor<1x3x4xf32>, tensor<1x4x3xf32>) -> tensor<1x3x3xf32>
  %p = qopt.softmax %a axis 2 {qopt.keep_float} : (tensor<1x3x3xf32>) -> tensor<1x3x3xf32>
  %y = qopt.matmul %p, %x : (tensor<1x3x3xf32>, tensor<1x3x4xf32>) -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}
