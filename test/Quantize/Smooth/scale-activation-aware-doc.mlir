// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-scale-activation-aware="weight-granularity=channel weight-bits=2" | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %g = qopt.constant dense<1.0> : tensor<2xf32>
  %w = qopt.constant dense<[[1.0], [0.4]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[0.25, 4.0]> : tensor<2xf32>, lo = dense<[0.25, 4.0]> : tensor<2xf32>, mean = dense<[0.25, 4.0]> : tensor<2xf32>, mean_magnitude = dense<[0.25, 4.0]> : tensor<2xf32>, rows = dense<[[0.25, 4.0]]> : tensor<1x2xf32>}} : (tensor<4x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  
  // CHECK-DAG: %{{.*}} = qopt.constant dense<[1.6245048, 0.615572214]> : tensor<2xf32>
  // CHECK-DAG: %{{.*}} = qopt.constant dense<{{\[\[}}0.615572214], [0.649801909]]> : tensor<2x1xf32>
  return %0 : tensor<4x1xf32>
}
