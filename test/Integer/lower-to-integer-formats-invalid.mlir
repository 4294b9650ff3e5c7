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
  // expected-error @+1 {{expected a uniform format, or constant weights in one of integers of at most 16 bits, in node 'qopt.matmul', got #qopt.nf4}}
  %y = qopt.matmul %a, %w result(%s, %z) : (tensor<3x2x!s8>, tensor<2x2x!nf4>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %r = qopt.codes %y : tensor<3x2x!s8> -> tensor<3x2xi8>
  return %r : tensor<3x2xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

func.func @codes_are_not_constant(%x: tensor<3x2xi8>, %c: tensor<2x2xui8>) -> tensor<3x2xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi8>, tensor<f32>, tensor<i32> -> tensor<3x2x!s8>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!flint>
  // expected-error @+1 {{expected a uniform format, or constant weights in one of integers of at most 16 bits, in node 'qopt.matmul', got #qopt.flint<s4>}}
  %y = qopt.matmul %a, %w result(%s, %z) : (tensor<3x2x!s8>, tensor<2x2x!flint>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %r = qopt.codes %y : tensor<3x2x!s8> -> tensor<3x2xi8>
  return %r : tensor<3x2xi8>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

func.func @result(%x: tensor<3x2xi8>) -> tensor<3x2xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi8>, tensor<f32>, tensor<i32> -> tensor<3x2x!s8>
  // expected-error @+1 {{in node 'qopt.unary', got #qopt.float<e4m3fn>}}
  %y = qopt.unary relu %a result(%s, %z) {alpha = 0.0, beta = 0.0} : (tensor<3x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x2x!e4m3>
  %r = qopt.codes %y : tensor<3x2x!e4m3> -> tensor<3x2xui8>
  return %r : tensor<3x2xui8>
}
