// The example of the pass description.
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=ant:4" | FileCheck %s

// Both columns are flint's values: no other candidate has them all.
// CHECK: !q_flint_s4_c1_ = !qopt.q<#qopt.flint<s4>, #qopt.channel<1>>
// CHECK-LABEL: func.func @main
// CHECK: %{{.*}} = qopt.matmul %{{.*}}, %{{.*}} {qopt.filter_scales = dense<1.000000e+00> : tensor<2xf32>, qopt.filter_type = !q_flint_s4_c1_} : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
func.func @main(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[16.0, 16.0], [-4.0, 1.0], [3.0, -6.0], [6.0, 3.0]]> : tensor<4x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
