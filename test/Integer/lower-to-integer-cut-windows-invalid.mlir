// Windows that end outside the input hold fewer codes: a sum and one rescale are
// wrong for them (the same refusal as for a padded average).
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/average.mlir --qopt-lower-to-integer
// RUN: not qopt-opt %t/sum.mlir --qopt-lower-to-integer

//--- average.mlir
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main(%c: tensor<1x5x1xi8>) -> tensor<1x3x1xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x5x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x5x1x!s8>
  %0 = qopt.pool average %x result(%t, %z) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x5x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x1x!s8>
  %1 = qopt.codes %0 : tensor<1x3x1x!s8> -> tensor<1x3x1xi8>
  return %1 : tensor<1x3x1xi8>
}
//--- sum.mlir
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main(%c: tensor<1x5x1xi8>) -> tensor<1x3x1xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x5x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x5x1x!s8>
  %0 = qopt.pool sum %x result(%s, %z) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x5x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x1x!s8>
  %1 = qopt.codes %0 : tensor<1x3x1x!s8> -> tensor<1x3x1xi8>
  return %1 : tensor<1x3x1xi8>
}
