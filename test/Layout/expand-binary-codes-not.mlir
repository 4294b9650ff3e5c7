// Values with one scale per slot are left alone.
// RUN: qopt-opt %s > %t
// RUN: qopt-opt %s --qopt-expand-binary-codes | diff %t -

!binary = !qopt.q<#qopt.binary, #qopt.channel<1>>
!u4 = !qopt.q<#qopt.int<u4>, #qopt.group<0, 2>>

func.func @one_scale(%x: tensor<1x4xf32>, %c: tensor<4x3xui8>, %s: tensor<3xf32>, %g: tensor<2x3xf32>, %z: tensor<2x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xf32>) {
  %i = qopt.constant dense<0> : tensor<3xi32>
  %0 = qopt.assemble %c, %s, %i : tensor<4x3xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<4x3x!binary>
  %1 = qopt.matmul %x, %0 : (tensor<1x4xf32>, tensor<4x3x!binary>) -> tensor<1x3xf32>
  %2 = qopt.assemble %c, %g, %z : tensor<4x3xui8>, tensor<2x3xf32>, tensor<2x3xf32> -> tensor<4x3x!u4>
  %3 = qopt.matmul %x, %2 : (tensor<1x4xf32>, tensor<4x3x!u4>) -> tensor<1x3xf32>
  return %1, %3 : tensor<1x3xf32>, tensor<1x3xf32>
}
