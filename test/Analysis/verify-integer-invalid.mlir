// What is not integer-only; everything is reported, at its op.
// RUN: qopt-opt %s --qopt-verify-integer -verify-diagnostics -split-input-file

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// The border ops beside a quantized op are no pairs.
func.func @still_quantized(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected integer-only form of node 'qopt.quantize', got quantized qopt.quantize}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @unknown {{expected integer-only form of node 'act', got quantized qopt.unary}}
  %1 = qopt.unary exp %0 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8> loc("act")
  // expected-error @+1 {{expected integer-only form of node 'qopt.dequantize', got quantized qopt.dequantize}}
  %2 = qopt.dequantize %1 : tensor<4x!s8> -> tensor<4xf32>
  return %2 : tensor<4xf32>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @pairs_in_the_wrong_order(%c: tensor<4xi8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xi8> {
  // expected-error @+1 {{expected integer-only form of node 'qopt.assemble', got quantized qopt.assemble}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @+1 {{expected integer-only form of node 'qopt.codes', got quantized qopt.codes}}
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// -----

func.func @float_arithmetic(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected no float arithmetic, got qopt.unary in node 'qopt.unary'}}
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @casts(%x: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @+1 {{expected no float arithmetic, got qopt.cast in node 'qopt.cast'}}
  %0 = qopt.cast %x : tensor<4xi32> -> tensor<4xf32>
  // expected-error @+1 {{expected no float arithmetic, got qopt.cast in node 'qopt.cast'}}
  %1 = qopt.cast %0 : tensor<4xf32> -> tensor<4xi32>
  return %1 : tensor<4xi32>
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.block<2>>

// Its weights are quantized, its arithmetic is float.
func.func @weight_only(%x: tensor<3x2xf32>, %c: tensor<2x2xui8>, %s: tensor<2xf32>, %z: tensor<2xi32>) -> tensor<3x2xf32> {
  %0 = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!nf4>
  // expected-error @+1 {{expected no float arithmetic, got qopt.matmul in node 'qopt.matmul'}}
  %1 = qopt.matmul %x, %0 : (tensor<3x2xf32>, tensor<2x2x!nf4>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}
