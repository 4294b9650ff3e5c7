// Nothing to observe: integers, empty tensors, dequantized constants.
// RUN: qopt-opt %s --qopt-insert-observers > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @main
// CHECK-NOT: qopt.observe
func.func @main(%x: tensor<4xi64>, %e: tensor<0x4xf32>) -> (tensor<4xi64>, tensor<0x4xf32>, tensor<4xf32>) {
  %0 = qopt.binary add %x, %x : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  %1 = qopt.unary exp %e : (tensor<0x4xf32>) -> tensor<0x4xf32>
  %c = qopt.constant dense<1> : tensor<4xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xi64>, tensor<0x4xf32>, tensor<4xf32>
}
