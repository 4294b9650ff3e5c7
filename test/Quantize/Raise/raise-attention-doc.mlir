// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-raise-attention --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4x2x2xf32>
func.func @doc(%x: tensor<4x2x2xf32>) -> tensor<4x2x2xf32> {
  %m = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
  %0 = qopt.binary add %x, %m : (tensor<4x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2x2xf32>
  %1 = qopt.softmax %0 axis 2 : (tensor<4x2x2xf32>) -> tensor<4x2x2xf32>
  // CHECK-DAG: %[[m:.*]] = qopt.constant dense<{{\[\[}}1, 0], [1, 1]]> : tensor<2x2xi8>
  // CHECK: %[[r:.*]] = qopt.softmax %[[x]] mask %[[m]] axis 2 : (tensor<4x2x2xf32>, tensor<2x2xi8>) -> tensor<4x2x2xf32>
  // CHECK-NEXT: return %[[r]]
  return %1 : tensor<4x2x2xf32>
}
