// Normalizations and rotations without an integer form.
// RUN: qopt-opt %s --qopt-lower-to-integer --split-input-file --verify-diagnostics

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @gain(%c: tensor<2x4xi8>, %g: tensor<4xf32>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  // expected-error @+1 {{expected constant f32 operands beside the input of node 'qopt.norm', got 'tensor<4xf32>' known only at run time}}
  %n = qopt.norm rms %x gain %g result(%s, %z) : (tensor<2x4x!s8>, tensor<4xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @epsilon(%c: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<1.0e-20> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  // expected-error @+1 {{expected a normalization whose sums fit 64 bits in node 'qopt.norm', got rows of 4 codes of scale 1.000000e-20, epsilon 1.000000e-05 and results of scale 1.000000e-20}}
  %n = qopt.norm rms %x result(%s, %z) {epsilon = 1.0e-5 : f64} : (tensor<2x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!c8 = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @channels(%c: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %t = qopt.constant dense<0.1> : tensor<4xf32>
  %y = qopt.constant dense<0> : tensor<4xi32>
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %t, %y : tensor<2x4xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!c8>
  // expected-error @+1 {{expected codes of at most 16 bits with one scale in node 'qopt.norm', got #qopt.int<s8>}}
  %n = qopt.norm rms %x result(%s, %z) : (tensor<2x4x!c8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @angles(%c: tensor<2x4xi8>, %a: tensor<2x2xf32>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  // expected-error @+1 {{expected constant f32 operands beside the input of node 'qopt.rotary', got 'tensor<2x2xf32>' known only at run time}}
  %n = qopt.rotary %x cos %a sin %a result(%s, %z) : (tensor<2x4x!s8>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @magnitude(%c: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.constant dense<1.0e5> : tensor<2x2xf32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  // expected-error @+1 {{expected cosines and sines of small magnitude in node 'qopt.rotary', got up to 1.000000e+05}}
  %n = qopt.rotary %x cos %a sin %a result(%s, %z) : (tensor<2x4x!s8>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}
