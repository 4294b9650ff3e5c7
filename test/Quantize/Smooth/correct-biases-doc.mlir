// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-correct-biases | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %w = qopt.constant dense<[[1.25], [2.0]]> : tensor<2x1xf32>
  %n = qopt.unary relu %x {qopt.channels = {hi = dense<4.0> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<[2.0, 3.0]> : tensor<2xf32>, mean_magnitude = dense<[2.0, 3.0]> : tensor<2xf32>}} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %0 = qopt.matmul %n, %w {qopt.filter_scales = dense<1.0> : tensor<1xf32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.channel<1>>} : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  
  // CHECK-DAG: %{{.*}} = qopt.constant dense<5.000000e-01> : tensor<1xf32>
  return %0 : tensor<4x1xf32>
}
