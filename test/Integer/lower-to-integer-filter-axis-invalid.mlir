// Scales of a filter that vary along its input channels cannot be taken out of the
// sum; they must not pass for scales per output channel.
// RUN: not qopt-opt %s --qopt-lower-to-integer

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!rows = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>

func.func @main(%c: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %sv = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %sv, %zv : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!rows>
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<1x2x!s8>, tensor<2x2x!rows>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  %1 = qopt.codes %0 : tensor<1x2x!s8> -> tensor<1x2xi8>
  return %1 : tensor<1x2xi8>
}
