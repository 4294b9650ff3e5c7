// The example of the pass description.
// RUN: qopt-opt %s --qopt-quantize-weights="format=s4 granularity=group:2" | FileCheck %s

// CHECK: !q_s4n_g2a0_ = !qopt.q<#qopt.int<s4, narrow>, #qopt.group<0, 2>>
// CHECK-LABEL: func.func @main
// CHECK-NEXT: %[[S:.*]] = qopt.constant dense<{{\[\[}}1.000000e+00, 0.142857149], [1.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
// CHECK-NEXT: %[[C:.*]] = qopt.constant dense<{{\[\[}}7, -7], [4, 3], [0, 7]]> : tensor<3x2xi8>
// CHECK-NEXT: %[[Z:.*]] = qopt.constant dense<0> : tensor<2x2xi32>
// CHECK-NEXT: %[[Q:.*]] = qopt.assemble %[[C]], %[[S]], %[[Z]] : tensor<3x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<3x2x!q_s4n_g2a0_>
// CHECK-NEXT: %{{.*}} = qopt.matmul %{{.*}}, %[[Q]] : (tensor<1x3xf32>, tensor<3x2x!q_s4n_g2a0_>) -> tensor<1x2xf32>
func.func @main(%x: tensor<1x3xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[7.0, -1.0], [3.5, 0.4], [0.0, 14.0]]> : tensor<3x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
