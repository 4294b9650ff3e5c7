// Ops in f32 because a format has no integer form pass both gates.
// RUN: qopt-opt %s --qopt-verify-quantized | FileCheck %s
// RUN: qopt-opt %s --qopt-lower-to-integer --qopt-verify-integer | FileCheck %s --check-prefix=INTEGER

!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

// CHECK-LABEL: func.func @main
// CHECK: qopt.matmul {{.*}} : (tensor<2x2xf32>, tensor<2x2x!q_nf4_>) -> tensor<2x2xf32>
// INTEGER: qopt.codes
// INTEGER: qopt.assemble
// INTEGER: qopt.dequantize
// INTEGER: qopt.matmul {{.*}} : (tensor<2x2xf32>, tensor<2x2x!q_nf4_>) -> tensor<2x2xf32>
// INTEGER: qopt.unary relu {{.*}} : (tensor<2x2xf32>) -> tensor<2x2xf32>
// INTEGER: qopt.quantize
// INTEGER: qopt.codes
func.func @main(%x: tensor<2x2xf32>, %c: tensor<2x2xui8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<2x2xui8> {
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  %d = qopt.dequantize %q : tensor<2x2x!s8> -> tensor<2x2xf32>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!nf4>
  %0 = qopt.matmul %d, %w : (tensor<2x2xf32>, tensor<2x2x!nf4>) -> tensor<2x2xf32>
  %1 = qopt.unary relu %0 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!e4m3>
  %3 = qopt.codes %2 : tensor<2x2x!e4m3> -> tensor<2x2xui8>
  return %3 : tensor<2x2xui8>
}
