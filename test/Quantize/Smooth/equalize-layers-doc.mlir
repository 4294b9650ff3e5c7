// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-equalize-layers | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<[[8.0, 1.0]]> : tensor<1x2xf32>
  %w2 = qopt.constant dense<[[2.0], [4.0]]> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32>
  %1 = qopt.unary relu %0 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %2 = qopt.matmul %1, %w2 : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}4.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}4.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
  return %2 : tensor<4x1xf32>
}
