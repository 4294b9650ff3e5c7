// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-integers-to-binary-codes | FileCheck %s

!q_u2_ = !qopt.q<#qopt.int<u2>, #qopt.tensor>

// CHECK-LABEL: func.func @doc
func.func @doc() -> tensor<4x1xf32> {
  %c = qopt.constant dense<[[0], [1], [2], [3]]> : tensor<4x1xui8>
  %s = qopt.constant dense<5.000000e-01> : tensor<f32>
  %z = qopt.constant dense<1> : tensor<i32>
  // CHECK-NEXT: %[[d:.*]] = qopt.constant dense<{{\[\[}}0], [1], [2], [3]]> : tensor<4x1xui8>
  // CHECK-NEXT: %[[b:.*]] = qopt.constant dense<[2.500000e-01, 5.000000e-01]> : tensor<2xf32>
  // CHECK-NEXT: %[[r:.*]] = qopt.constant dense<-2.500000e-01> : tensor<f32>
  // CHECK-NEXT: %[[q:.*]] = qopt.assemble %[[d]], %[[b]], %[[r]] : tensor<4x1xui8>, tensor<2xf32>, tensor<f32> -> tensor<4x1x!q_bcq_2_>
  // CHECK-NEXT: qopt.dequantize %[[q]]
  %q = qopt.assemble %c, %s, %z : tensor<4x1xui8>, tensor<f32>, tensor<i32> -> tensor<4x1x!q_u2_>
  %0 = qopt.dequantize %q : tensor<4x1x!q_u2_> -> tensor<4x1xf32>
  return %0 : tensor<4x1xf32>
}
