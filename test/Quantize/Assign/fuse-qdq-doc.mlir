// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-fuse-qdq | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[q:[a-z0-9]*]]: tensor<4x!q_s8_>, %[[s:[a-z0-9]*]]: tensor<f32>, %[[z:[a-z0-9]*]]: tensor<i32>
func.func @doc(%q: tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> {
  %0 = qopt.dequantize %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xf32>
  %1 = qopt.unary sigmoid %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  // CHECK-NEXT: %[[r:.*]] = qopt.unary sigmoid %[[q]] result(%[[s]], %[[z]]) : (tensor<4x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<4x!q_s8_>
  // CHECK-NEXT: return %[[r]]
  return %2 : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
}
