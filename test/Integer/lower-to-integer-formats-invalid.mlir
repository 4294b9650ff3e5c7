// Codes that are no numbers and cannot become numbers are refused by name.
// RUN: qopt-opt %s --qopt-lower-to-integer -verify-diagnostics -split-input-file

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @values_are_not_integers(%x: tensor<3x2xi8>) -> tensor<3x2xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<9> : tensor<2x2xui8>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi8>, tensor<f32>, tensor<i32> -> tensor<3x2x!s8>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!nf4>
  // expected-error @+1 {{expected a format of integers of at most 16 bits in node 'qopt.matmul', got #qopt.nf4}}
  %y = qopt.matmul %a, %w result(%s, %z) : (tensor<3x2x!s8>, tensor<2x2x!nf4>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %r = qopt.codes %y : tensor<3x2x!s8> -> tensor<3x2xi8>
  return %r : tensor<3x2xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

// E4M3 has integers of 18 bits, and a NaN.
func.func @activations_are_not_integers(%x: tensor<3x2xui8>) -> tensor<3x2xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<9> : tensor<2x2xi8>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xui8>, tensor<f32>, tensor<i32> -> tensor<3x2x!e4m3>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  // expected-error @+1 {{expected a format of integers of at most 16 bits in node 'qopt.matmul', got #qopt.float<e4m3fn>}}
  %y = qopt.matmul %a, %w result(%s, %z) : (tensor<3x2x!e4m3>, tensor<2x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %r = qopt.codes %y : tensor<3x2x!s8> -> tensor<3x2xi8>
  return %r : tensor<3x2xi8>
}

// -----

!wide = !qopt.q<#qopt.codebook<dense<[-65536.0, 0.0, 1.0]> : tensor<3xf32>>, #qopt.tensor>

func.func @result_is_too_wide(%x: tensor<3x2xi8>) -> tensor<3x2xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi8>, tensor<f32>, tensor<i32> -> tensor<3x2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  // expected-error @+1 {{expected a format of integers of at most 16 bits in node 'qopt.binary', got #qopt.codebook}}
  %y = qopt.binary add %a, %a result(%s, %z) : (tensor<3x2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<3x2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32>) -> tensor<3x2x!wide>
  %r = qopt.codes %y : tensor<3x2x!wide> -> tensor<3x2xui8>
  return %r : tensor<3x2xui8>
}

// -----

!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>
!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

// A function of 8-bit codes would be a table.
func.func @no_table(%x: tensor<3x2xi16>) -> tensor<3x2xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi16>, tensor<f32>, tensor<i32> -> tensor<3x2x!s16>
  // expected-error @+1 {{expected an input of at most 8 bits with one scale for the table of node 'qopt.unary', got #qopt.int<s16>}}
  %y = qopt.unary relu %a result(%s, %z) {alpha = 0.0, beta = 0.0} : (tensor<3x2x!s16>, tensor<f32>, tensor<i32>) -> tensor<3x2x!e4m3>
  %r = qopt.codes %y : tensor<3x2x!e4m3> -> tensor<3x2xui8>
  return %r : tensor<3x2xui8>
}
