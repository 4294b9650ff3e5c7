// Scales of a filter along its input channels have no accumulator scale: the op
// stays float.
// RUN: qopt-opt %s --qopt-fuse-qdq | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!rows = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>

// CHECK-LABEL: func.func @main
// CHECK: qopt.matmul {{.*}} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %sv = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %sv, %zv : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!rows>
  %0 = qopt.dequantize %q : tensor<1x2x!s8> -> tensor<1x2xf32>
  %1 = qopt.dequantize %w : tensor<2x2x!rows> -> tensor<2x2xf32>
  %2 = qopt.matmul %0, %1 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}
