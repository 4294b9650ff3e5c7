// What qopt-lower-to-linalg refuses.
// RUN: qopt-opt %s --qopt-lower-to-linalg -split-input-file -verify-diagnostics

!q = tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
func.func @quantized(%x: !q, %s: tensor<f32>, %z: tensor<i32>) -> !q {
  // expected-error @+1 {{expected the float or the integer stage, got 'tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>'; lower it to integers first}}
  %0 = qopt.unary relu %x result(%s, %z) : (!q, tensor<f32>, tensor<i32>) -> !q
  return %0 : !q
}

// -----

func.func @nibbles(%x: tensor<4xi4>) -> tensor<2x2xi4> {
  // expected-error @+1 {{expected elements of 8, 16, 32 or 64 bits, f32 or i1, got 'tensor<4xi4>'}}
  %0 = qopt.reshape %x : tensor<4xi4> -> tensor<2x2xi4>
  // expected-error @+1 {{expected elements of 8, 16, 32 or 64 bits, f32 or i1, got 'tensor<2x2xi4>'}}
  return %0 : tensor<2x2xi4>
}

// -----

func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @+1 {{expected elements of 8, 16, 32 or 64 bits, f32 or i1, got 'tensor<4xf16>'}}
  return %x : tensor<4xf16>
}

// -----

func.func @lost_constant() -> tensor<4xf32> {
  // expected-error @+1 {{expected a constant whose bytes are at hand}}
  %0 = qopt.constant dense_resource<lost> : tensor<4xf32>
  return %0 : tensor<4xf32>
}
