// Residual streams through sums and moves, and scores.
// RUN: qopt-opt %s --qopt-widen-residuals="residual=s16 scores=s12" | FileCheck %s
// RUN: qopt-opt %s --qopt-widen-residuals="scores=s12" | FileCheck %s --check-prefix=SCORES

// CHECK-LABEL: func.func @block
// SCORES-LABEL: func.func @block
func.func @block(%ids: tensor<1x4xi64>, %e: tensor<10x8xf32>, %w: tensor<8x8xf32>) -> tensor<1x4x8xf32> {
  // CHECK: qopt.gather {{.*}} {qopt.format = #qopt.int<s16>}
  // SCORES-NOT: s16
  %x = qopt.gather %e, %ids axis 0 : tensor<10x8xf32>, tensor<1x4xi64> -> tensor<1x4x8xf32>
  // CHECK: qopt.norm rms %{{.*}} : (tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  %n = qopt.norm rms %x : (tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  %t = qopt.transpose %n perm [0, 2, 1] : tensor<1x4x8xf32> -> tensor<1x8x4xf32>
  // CHECK: qopt.matmul {{.*}} {qopt.format = #qopt.int<s12>}
  // SCORES: qopt.matmul {{.*}} {qopt.format = #qopt.int<s12>}
  %s = qopt.matmul %n, %t : (tensor<1x4x8xf32>, tensor<1x8x4xf32>) -> tensor<1x4x4xf32>
  // CHECK: qopt.softmax %{{.*}} axis 2 : (
  %p = qopt.softmax %s axis 2 : (tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} : (
  %a = qopt.matmul %p, %n : (tensor<1x4x4xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  // CHECK: qopt.matmul {{.*}} {qopt.format = #qopt.int<s16>}
  %o = qopt.matmul %a, %w : (tensor<1x4x8xf32>, tensor<8x8xf32>) -> tensor<1x4x8xf32>
  // CHECK: qopt.binary add {{.*}} {qopt.format = #qopt.int<s16>}
  %r = qopt.binary add %x, %o : (tensor<1x4x8xf32>, tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  // CHECK: qopt.slice {{.*}} {qopt.format = #qopt.int<s16>}
  %f = qopt.slice %r from [0, 0, 0] step [1, 1, 1] : tensor<1x4x8xf32> -> tensor<1x4x8xf32>
  // SCORES-NOT: s16
  // CHECK: qopt.norm layer %{{.*}} : (
  %y = qopt.norm layer %f : (tensor<1x4x8xf32>) -> tensor<1x4x8xf32>
  return %y : tensor<1x4x8xf32>
}
