// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-rotate-residual | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%ids: tensor<3xi64>) -> tensor<3x2xf32> {
  %e = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0], [3.0, 4.0]]> : tensor<3x2xf32>
  %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<3x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x gain %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}-0.707106769, -0.707106769], [-0.707106769, 0.707106769], [-4.94974756, 0.707106769]]> : tensor<3x2xf32>
  // CHECK-DAG: %{{.*}} = qopt.norm rms %{{.*}} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}-1.41421354, -0.707106769], [-1.41421354, 0.707106769]]> : tensor<2x2xf32>
  return %l : tensor<3x2xf32>
}
