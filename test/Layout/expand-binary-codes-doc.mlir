// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-expand-binary-codes | FileCheck %s

!q_bcq_2_ = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x2xf32>
func.func @doc(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<[[0, 1], [2, 3]]> : tensor<2x2xui8>
  %s = qopt.constant dense<[0.5, 2.0]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  // CHECK: %[[c0:.*]] = qopt.constant dense<{{\[\[}}0, 1], [0, 1]]> : tensor<2x2xui8>
  // CHECK: %[[s0:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
  // CHECK: %[[q0:.*]] = qopt.assemble %[[c0]], %[[s0]], %{{.*}} : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_binary_>
  // CHECK: %[[c1:.*]] = qopt.constant dense<{{\[\[}}0, 0], [1, 1]]> : tensor<2x2xui8>
  // CHECK: %[[s1:.*]] = qopt.constant dense<2.000000e+00> : tensor<f32>
  // CHECK: %[[q1:.*]] = qopt.assemble %[[c1]], %[[s1]], %{{.*}} : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_binary_>
  // CHECK: %[[p0:.*]] = qopt.matmul %[[x]], %[[q0]] : (tensor<1x2xf32>, tensor<2x2x!q_binary_>) -> tensor<1x2xf32>
  // CHECK: %[[p1:.*]] = qopt.matmul %[[x]], %[[q1]] : (tensor<1x2xf32>, tensor<2x2x!q_binary_>) -> tensor<1x2xf32>
  // CHECK: %[[r:.*]] = qopt.binary add %[[p0]], %[[p1]] : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  // CHECK-NEXT: return %[[r]]
  %q = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x2x!q_bcq_2_>
  %0 = qopt.matmul %x, %q : (tensor<1x2xf32>, tensor<2x2x!q_bcq_2_>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
