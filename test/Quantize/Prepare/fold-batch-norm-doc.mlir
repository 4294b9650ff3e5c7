// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-fold-batch-norm | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x2xf32>
func.func @doc(%x: tensor<1x2xf32>) -> tensor<1x3xf32> {
  %w = qopt.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %g = qopt.constant dense<[2.0, 0.5, -1.0]> : tensor<3xf32>
  %h = qopt.constant dense<[0.1, 0.2, 0.3]> : tensor<3xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x2xf32>, tensor<2x3xf32>) -> tensor<1x3xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  %2 = qopt.binary add %1, %h : (tensor<1x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  // CHECK-DAG: %[[v:.*]] = qopt.constant dense<{{\[\[}}2.000000e+00, 1.000000e+00, -3.000000e+00], [8.000000e+00, 2.500000e+00, -6.000000e+00]]> : tensor<2x3xf32>
  // CHECK-DAG: %[[b:.*]] = qopt.constant dense<[1.000000e-01, 2.000000e-01, 3.000000e-01]> : tensor<3xf32>
  // CHECK: %[[r:.*]] = qopt.matmul %[[x]], %[[v]] bias %[[b]] : (tensor<1x2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  // CHECK-NEXT: return %[[r]]
  return %2 : tensor<1x3xf32>
}
