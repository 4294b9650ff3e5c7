// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-inject-outliers="channels=1 factor=64" | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[0.5], [1.0]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  
  // CHECK-DAG: %{{.*}} = qopt.constant dense<[1.280000e+02, 1.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}7.812500e-03], [1.000000e+00]]> : tensor<2x1xf32>
  return %0 : tensor<4x1xf32>
}
