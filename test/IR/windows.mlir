// Pooling, reductions, softmax and resize in every stage.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @pool
func.func @pool(%x: tensor<1x6x6x3xf32>, %q: tensor<1x6x6x3x!s8>, %i: tensor<1x6x6x3xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // CHECK: qopt.pool max %{{.*}} {dilations = array<i64: 1, 1>, kernel = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  // CHECK: qopt.pool average %{{.*}} {count_include_pad, dilations = array<i64: 1, 1>, kernel = array<i64: 3, 3>, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  %1 = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  // ONNX ceil_mode: the last window starts inside the input and ends outside.
  // CHECK: qopt.pool sum {{.*}} -> tensor<1x2x2x3xf32>
  %2 = qopt.pool sum %x {kernel = array<i64: 4, 4>, strides = array<i64: 4, 4>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x2x2x3xf32>
  // CHECK: qopt.pool max %{{.*}} {dilations = array<i64: 2, 2>, {{.*}} : (tensor<1x6x6x3x!q_s8_>) -> tensor<1x4x4x3x!q_s8_>
  %3 = qopt.pool max %q {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 2, 2>}
    : (tensor<1x6x6x3x!s8>) -> tensor<1x4x4x3x!s8>
  // CHECK: qopt.pool average %{{.*}} result(%{{.*}}, %{{.*}}) {{.*}} : (tensor<1x6x6x3x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x3x!q_s8_>
  %4 = qopt.pool average %q result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x3x!s8>
  // CHECK: qopt.pool sum {{.*}} : (tensor<1x6x6x3xi8>) -> tensor<1x3x3x3xi32>
  %5 = qopt.pool sum %i {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xi8>) -> tensor<1x3x3x3xi32>
  return
}

// CHECK-LABEL: func.func @reduce_float
func.func @reduce_float(%x: tensor<2x3x4xf32>) {
  // CHECK: qopt.reduce sum %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %0 = qopt.reduce sum %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce mean %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %1 = qopt.reduce mean %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce max %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %2 = qopt.reduce max %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce min %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %3 = qopt.reduce min %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce prod %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %4 = qopt.reduce prod %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce l1 %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %5 = qopt.reduce l1 %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce l2 %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %6 = qopt.reduce l2 %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce sum_square %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %7 = qopt.reduce sum_square %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce log_sum %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %8 = qopt.reduce log_sum %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK: qopt.reduce log_sum_exp %{{.*}} {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %9 = qopt.reduce log_sum_exp %x {axes = array<i64: 0, 2>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  return
}

// CHECK-LABEL: func.func @reduce
func.func @reduce(%x: tensor<2x3xf32>, %q: tensor<2x3x!s8>, %i: tensor<2x3xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // CHECK: qopt.reduce sum %{{.*}} {axes = array<i64>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = qopt.reduce sum %x {axes = array<i64>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.reduce max %{{.*}} {axes = array<i64: 1>} : (tensor<2x3x!q_s8_>) -> tensor<2x1x!q_s8_>
  %1 = qopt.reduce max %q {axes = array<i64: 1>} : (tensor<2x3x!s8>) -> tensor<2x1x!s8>
  // CHECK: qopt.reduce mean %{{.*}} result(%{{.*}}, %{{.*}}) {axes = array<i64: 1>} : (tensor<2x3x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<2x1x!q_s8_>
  %2 = qopt.reduce mean %q result(%s, %z) {axes = array<i64: 1>} : (tensor<2x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x1x!s8>
  // CHECK: qopt.reduce sum %{{.*}} {axes = array<i64: 1>} : (tensor<2x3xi8>) -> tensor<2x1xi32>
  %3 = qopt.reduce sum %i {axes = array<i64: 1>} : (tensor<2x3xi8>) -> tensor<2x1xi32>
  return
}

// CHECK-LABEL: func.func @softmax
func.func @softmax(%x: tensor<2x3xf32>, %q: tensor<2x3x!s8>, %i: tensor<2x3xi8>, %t: tensor<256xi32>, %s: tensor<f32>, %z: tensor<i32>, %m: tensor<3xi8>) {
  // CHECK: qopt.softmax %{{.*}} mask %{{.*}} axis 1 : (tensor<2x3xf32>, tensor<3xi8>) -> tensor<2x3xf32>
  %5 = qopt.softmax %x mask %m axis 1 : (tensor<2x3xf32>, tensor<3xi8>) -> tensor<2x3xf32>
  // CHECK: qopt.softmax %{{.*}} axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = qopt.softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.softmax %{{.*}} axis 0 log : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.softmax %x axis 0 log : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.softmax %{{.*}} result(%{{.*}}, %{{.*}}) axis 1 log : (tensor<2x3x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<2x3x!q_s8_>
  %2 = qopt.softmax %q result(%s, %z) axis 1 log : (tensor<2x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x3x!s8>
  // CHECK: qopt.softmax %{{.*}} table %{{.*}} axis 1 {hi = 127 : i64, lo = -128 : i64, out_shift = 8 : i64, zero_code = -128 : i64} : (tensor<2x3xi8>, tensor<256xi32>) -> tensor<2x3xi8>
  %3 = qopt.softmax %i table %t axis 1 {zero_code = -128 : i64, lo = -128 : i64, hi = 127 : i64, out_shift = 8 : i64} : (tensor<2x3xi8>, tensor<256xi32>) -> tensor<2x3xi8>
  // CHECK: qopt.softmax %{{.*}} table %{{.*}} axis 1 log {hi = 127 : i64, in_multiplier = 5 : i64, lo = -128 : i64, log_multiplier = 6 : i64, zero_code = 127 : i64}
  %4 = qopt.softmax %i table %t axis 1 log {zero_code = 127 : i64, lo = -128 : i64, hi = 127 : i64, in_multiplier = 5 : i64, log_multiplier = 6 : i64} : (tensor<2x3xi8>, tensor<256xi32>) -> tensor<2x3xi8>
  return
}

// CHECK-LABEL: func.func @resize
func.func @resize(%x: tensor<1x2x3xf32>, %q: tensor<1x2x3x!s8>, %i: tensor<1x2x3xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // Twice the size by linear interpolation: four outputs of two taps.
  // CHECK: qopt.resize %{{.*}} {axes = array<i64: 1>, positions = [dense<{{.*}}> : tensor<4x2xi64>], weights = [dense<{{.*}}> : tensor<4x2xf32>]} : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0, 1], [0, 1], [0, 1], [1, 1]]> : tensor<4x2xi64>],
    weights = [dense<[[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [1.0, 0.0]]> : tensor<4x2xf32>]} : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  // CHECK: qopt.resize %{{.*}} result(%{{.*}}, %{{.*}}) {{.*}} : (tensor<1x2x3x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<1x1x3x!q_s8_>
  %1 = qopt.resize %q result(%s, %z) {axes = array<i64: 1>, positions = [dense<[[0, 1]]> : tensor<1x2xi64>], weights = [dense<0.5> : tensor<1x2xf32>]}
    : (tensor<1x2x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x1x3x!s8>
  // Nearest, over two axes.
  // CHECK: qopt.resize {{.*}} : (tensor<1x2x3x!q_s8_>) -> tensor<1x4x2x!q_s8_>
  %2 = qopt.resize %q {axes = array<i64: 1, 2>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>, dense<[[0], [2]]> : tensor<2x1xi64>],
    weights = [dense<1.0> : tensor<4x1xf32>, dense<1.0> : tensor<2x1xf32>]} : (tensor<1x2x3x!s8>) -> tensor<1x4x2x!s8>
  // CHECK: qopt.resize {{.*}} : (tensor<1x2x3xi8>) -> tensor<1x4x3xi8>
  %3 = qopt.resize %i {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>],
    weights = [dense<1.0> : tensor<4x1xf32>]} : (tensor<1x2x3xi8>) -> tensor<1x4x3xi8>
  return
}
