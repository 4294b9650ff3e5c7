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

// -----

func.func @integer_exp(%x: tensor<4xi8>) -> tensor<4xi8> {
  // expected-error @+1 {{expected relu, clip, neg, abs or sign in integer form, got exp}}
  %0 = qopt.unary exp %x : (tensor<4xi8>) -> tensor<4xi8>
  return %0 : tensor<4xi8>
}

// -----

func.func @integer_bounds(%x: tensor<4xi8>) -> tensor<4xi8> {
  // expected-error @+1 {{expected whole numbers as bounds of an integer clip, got 2.5}}
  %0 = qopt.unary clip %x {alpha = 0.0 : f64, beta = 2.5 : f64} : (tensor<4xi8>) -> tensor<4xi8>
  return %0 : tensor<4xi8>
}

// -----

func.func @integer_norm(%x: tensor<4xi8>) -> tensor<1xi8> {
  // expected-error @+1 {{expected sum, mean, max, min, prod, l1 or sum_square in integer form, got l2}}
  %0 = qopt.reduce l2 %x {axes = array<i64: 0>} : (tensor<4xi8>) -> tensor<1xi8>
  return %0 : tensor<1xi8>
}

// -----

func.func @integer_interpolation(%x: tensor<1x3x4xi8>) -> tensor<1x2x4xi8> {
  // expected-error @+1 {{expected one tap of weight 1 in integer form, got an interpolation}}
  %a = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0, 1], [1, 2]]> : tensor<2x2xi64>], weights = [dense<[[0.5, 0.5], [0.0, 1.0]]> : tensor<2x2xf32>]} : (tensor<1x3x4xi8>) -> tensor<1x2x4xi8>
  return %a : tensor<1x2x4xi8>
}

// -----

!blocks = !qopt.q<#qopt.nf4, #qopt.block<2>>

func.func @scales_behind_a_slice(%c: tensor<8xui8>, %s: tensor<4xf32>, %z: tensor<4xi32>) -> tensor<4xf32> {
  %q = qopt.assemble %c, %s, %z : tensor<8xui8>, tensor<4xf32>, tensor<4xi32> -> tensor<8x!blocks>
  %h = qopt.slice %q from [0] step [1] : tensor<8x!blocks> -> tensor<4x!blocks>
  // expected-error @+2 {{expected scales of granularity #qopt.block<2> to be set by an op or to move with a transpose of other axes, got them behind qopt.slice}}
  // expected-error @+1 {{failed to legalize operation 'qopt.dequantize' that was explicitly marked illegal}}
  %d = qopt.dequantize %h : tensor<4x!blocks> -> tensor<4xf32>
  return %d : tensor<4xf32>
}

// -----

!planes = !qopt.q<#qopt.bcq<3>, #qopt.channel<0>>
func.func @binary_codes(%x: tensor<4x2xf32>, %s: tensor<3x4xf32>, %z: tensor<4xi32>) -> tensor<4x2xf32> {
  // expected-error @+1 {{expected formats with one scale per slot, got 'tensor<4x2x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>>'; expand binary codes first (--qopt-expand-binary-codes)}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x2xf32>, tensor<3x4xf32>, tensor<4xi32> -> tensor<4x2x!planes>
  // expected-error @+1 {{expected formats with one scale per slot}}
  %y = qopt.dequantize %q : tensor<4x2x!planes> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
