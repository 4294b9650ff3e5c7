// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-smooth-activations | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[0.5], [1.0]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<[-8.0, -1.0]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  
  // CHECK-DAG: %{{.*}} = qopt.constant dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}2.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
  return %0 : tensor<4x1xf32>
}
