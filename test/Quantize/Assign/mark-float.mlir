// Layers by node name, by op mnemonic and by kind.
// RUN: qopt-opt %s --qopt-mark-float='nodes=first,a/b:0 kinds=softmax,mul,tanh,pool' | FileCheck %s

// Two nodes may bear one name; all are meant.
// CHECK-LABEL: func.func @main
// CHECK: qopt.constant dense
// CHECK-NOT: keep_float
// CHECK: qopt.unary exp %{{.*}} {qopt.keep_float}
// CHECK: qopt.unary exp %{{.*}} {qopt.keep_float}
// CHECK: qopt.unary relu %{{.*}} {qopt.keep_float}
// CHECK: qopt.unary relu %{{.*}} :
// CHECK: qopt.unary tanh %{{.*}} {qopt.keep_float}
// CHECK: qopt.binary mul %{{.*}} {qopt.keep_float}
// CHECK: qopt.binary add %{{.*}} :
// CHECK: qopt.pool max %{{.*}} {dilations = {{.*}}, qopt.keep_float, strides
// CHECK: qopt.softmax %{{.*}} axis 2 {qopt.keep_float}
func.func @main(%x: tensor<1x4x2xf32>) -> tensor<1x2x2xf32> {
  %c = qopt.constant dense<1.0> : tensor<f32> loc("first")
  %0 = qopt.unary exp %x : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32> loc("first")
  %1 = qopt.unary exp %0 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32> loc("first")
  %2 = qopt.unary relu %1 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32> loc("a/b:0")
  %3 = qopt.unary relu %2 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32> loc("other")
  %4 = qopt.unary tanh %3 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %5 = qopt.binary mul %4, %c : (tensor<1x4x2xf32>, tensor<f32>) -> tensor<1x4x2xf32>
  %6 = qopt.binary add %5, %c : (tensor<1x4x2xf32>, tensor<f32>) -> tensor<1x4x2xf32>
  %7 = qopt.pool max %6 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %8 = qopt.softmax %7 axis 2 : (tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return %8 : tensor<1x2x2xf32>
}
