// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-verify-integer -verify-diagnostics

func.func @doc(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xi8> {
  // expected-error @+1 {{expected integer-only form of node 'qopt.quantize', got quantized qopt.quantize}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %c = qopt.codes %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xi8>
  // expected-error @+1 {{expected integer-only form of node 'qopt.unary', got quantized qopt.unary}}
  %0 = qopt.unary exp %q result(%s, %z) : (tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  return %c : tensor<4xi8>
}
