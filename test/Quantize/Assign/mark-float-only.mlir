// Everything but some kinds, and the last linear layers.
// RUN: qopt-opt %s --qopt-mark-float=only=linear | FileCheck %s --check-prefixes=CHECK,LINEAR
// RUN: qopt-opt %s --qopt-mark-float=only=bmm | FileCheck %s --check-prefixes=CHECK,BMM
// RUN: qopt-opt %s --qopt-mark-float='only=matmul head=true' | FileCheck %s --check-prefixes=CHECK,HEAD
// RUN: qopt-opt %s --qopt-mark-float=kinds=bmm | FileCheck %s --check-prefix=KIND
// RUN: not qopt-opt %s --qopt-mark-float=only=conv,pool 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: expected an op to quantize of kind conv, pool, got none

// CHECK-LABEL: func.func @main
// LINEAR: qopt.matmul %{{.*}}, %{{[^ ]*}} : (
// LINEAR: qopt.matmul {{.*}} {qopt.keep_float}
// BMM: qopt.matmul {{.*}} {qopt.keep_float}
// BMM: qopt.matmul %{{.*}}, %{{[^ ]*}} : (
// HEAD: qopt.matmul %{{.*}}, %{{[^ ]*}} : (
// HEAD: qopt.matmul %{{.*}}, %{{[^ ]*}} : (
// CHECK: qopt.unary exp {{.*}} {qopt.keep_float}
// CHECK: qopt.reshape {{.*}} {qopt.keep_float}
// LINEAR: qopt.matmul %{{.*}}, %{{[^ ]*}} : (
// HEAD: qopt.matmul {{.*}} {qopt.keep_float}
// CHECK: qopt.unary tanh {{.*}} {qopt.keep_float}
// KIND-COUNT-1: keep_float
// KIND-NOT: keep_float
func.func @main(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = qopt.matmul %0, %x : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = qopt.unary exp %1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = qopt.reshape %2 : tensor<2x2xf32> -> tensor<2x2xf32>
  %4 = qopt.matmul %3, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %5 = qopt.unary tanh %4 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  // A second result does not make its layer a head.
  return %5, %0 : tensor<2x2xf32>, tensor<2x2xf32>
}
