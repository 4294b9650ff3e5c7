// What elementwise ops refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @unary_c1(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a result of shape [4], got [2, 2]}}
  %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @unary_c2(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<4xf32>', got 'tensor<4xi8>'}}
  %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @unary_c3_none(%x: tensor<4x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.unary relu %x : (tensor<4x!s8>) -> tensor<4x!s8>
  return
}

// -----

func.func @unary_c3_some(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for 'tensor<4xf32>', got some}}
  %0 = qopt.unary relu %x result(%s, %z) : (tensor<4xf32>, tensor<f32>, tensor<i32>) -> tensor<4xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @unary_c3_shape(%x: tensor<4x!s8>, %s: tensor<1xf32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected result parameters of shape [], got [1]}}
  %0 = qopt.unary relu %x result(%s, %z) : (tensor<4x!s8>, tensor<1xf32>, tensor<i32>) -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @unary_c3_zero_point_shape(%x: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected result parameters of shape [], got [4]}}
  %0 = qopt.unary relu %x result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<4xi32>) -> tensor<4x!s8>
  return
}

// -----

func.func @unary_kind(%x: tensor<4xf32>) {
  // expected-error @+2 {{expected ::mlir::qopt::UnaryKind to be one of: relu, leaky_relu, clip}}
  // expected-error @+1 {{failed to parse QOpt_UnaryKindAttr parameter}}
  %0 = qopt.unary swish %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @binary_c1_broadcast(%x: tensor<4xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{expected shapes that broadcast, got 'tensor<4xf32>' and 'tensor<3xf32>'}}
  %0 = qopt.binary add %x, %y : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @binary_c1_result(%x: tensor<4x1xf32>, %y: tensor<3xf32>) {
  // expected-error @+1 {{expected a result of shape [4, 3], got [4]}}
  %0 = qopt.binary add %x, %y : (tensor<4x1xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @binary_c2_stage(%x: tensor<4xf32>, %y: tensor<4xi8>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<4xf32>', got 'tensor<4xi8>'}}
  %0 = qopt.binary add %x, %y : (tensor<4xf32>, tensor<4xi8>) -> tensor<4xf32>
  return
}

// -----

func.func @binary_c2_integers(%x: tensor<4xi8>, %y: tensor<4xui8>) {
  // expected-error @+1 {{expected one integer type, got 'tensor<4xi8>', 'tensor<4xui8>' and 'tensor<4xi8>'}}
  %0 = qopt.binary add %x, %y : (tensor<4xi8>, tensor<4xui8>) -> tensor<4xi8>
  return
}

// -----

func.func @binary_c2_integer_result(%x: tensor<4xi8>, %y: tensor<4xi8>) {
  // expected-error @+1 {{expected one integer type, got 'tensor<4xi8>', 'tensor<4xi8>' and 'tensor<4xi32>'}}
  %0 = qopt.binary mul %x, %y : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @binary_c3_none(%x: tensor<4x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.binary add %x, %x : (tensor<4x!s8>, tensor<4x!s8>) -> tensor<4x!s8>
  return
}

// -----

func.func @binary_c3_some(%x: tensor<4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for 'tensor<4xi8>', got some}}
  %0 = qopt.binary add %x, %x result(%s, %z) : (tensor<4xi8>, tensor<4xi8>, tensor<f32>, tensor<i32>) -> tensor<4xi8>
  return
}

// -----

func.func @binary_kind(%x: tensor<4xf32>) {
  // expected-error @+2 {{expected ::mlir::qopt::BinaryKind to be one of: add, sub, mul, div, max, min, pow, prelu, mod, fmod}}
  // expected-error @+1 {{failed to parse QOpt_BinaryKindAttr parameter}}
  %0 = qopt.binary plus %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @cast_c1(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a result of shape [4], got [2, 2]}}
  %0 = qopt.cast %x : tensor<4xf32> -> tensor<2x2xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @cast_quantized(%x: tensor<4x!s8>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or signless integer or unsigned integer values}}
  %0 = qopt.cast %x : tensor<4x!s8> -> tensor<4xf32>
  return
}
