// What treats every position alike becomes one position of itself, without caches;
// what depends on no token stays as it is.
// RUN: qopt-opt %s --qopt-make-step-model --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @bigrams
// CHECK-SAME: (%[[ids:.*]]: tensor<1x1xi64> {qopt.name = "ids"}, %{{.*}}: tensor<1xi64> {qopt.name = "position"}) -> (tensor<1x1x7xf32>, tensor<4x2xf32>)
// CHECK-NOT: write_row
// CHECK: %[[c:.*]] = qopt.unary neg %{{.*}} : (tensor<4x2xf32>) -> tensor<4x2xf32>
// CHECK: qopt.softmax %{{.*}} axis 2 : (tensor<1x1x5xf32>) -> tensor<1x1x5xf32>
// CHECK: qopt.reduce mean %{{.*}} {axes = array<i64: 2>} : (tensor<1x1x5xf32>) -> tensor<1x1x1xf32>
// CHECK: return %{{.*}}, %[[c]]
func.func @bigrams(%ids: tensor<1x4xi64> {qopt.name = "ids"}) -> (tensor<1x4x7xf32>, tensor<4x2xf32>) {
  %c = qopt.constant dense<2.0> : tensor<4x2xf32>
  %n = qopt.unary neg %c : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %e = qopt.constant dense<1.0> : tensor<9x5xf32>
  %w = qopt.constant dense<1.0> : tensor<5x7xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x5xf32>, tensor<1x4xi64> -> tensor<1x4x5xf32>
  %s = qopt.softmax %x axis 2 : (tensor<1x4x5xf32>) -> tensor<1x4x5xf32>
  %r = qopt.reduce mean %s {axes = array<i64: 2>} : (tensor<1x4x5xf32>) -> tensor<1x4x1xf32>
  %d = qopt.binary sub %s, %r : (tensor<1x4x5xf32>, tensor<1x4x1xf32>) -> tensor<1x4x5xf32>
  %y = qopt.matmul %d, %w : (tensor<1x4x5xf32>, tensor<5x7xf32>) -> tensor<1x4x7xf32>
  return %y, %n : tensor<1x4x7xf32>, tensor<4x2xf32>
}
