// Results that only quantize can make stay quantizes: f32 zero points, several
// scales per slot, sparsity. Operands with f32 zero points stay float, too.
// RUN: qopt-opt %s --qopt-fuse-qdq | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>
!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

// CHECK-LABEL: func.func @results
// CHECK-COUNT-3: qopt.binary add %{{.*}} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK-NOT: requantize
func.func @results(%x: tensor<2x4x!s8>) -> (tensor<2x4x!s8>, tensor<2x4x!planes>, tensor<2x4x!sparse>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %f = qopt.constant dense<0.5> : tensor<f32>
  %d = qopt.dequantize %x : tensor<2x4x!s8> -> tensor<2x4xf32>
  %a = qopt.binary add %d, %d : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.quantize %a, %s, %f rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<f32> -> tensor<2x4x!s8>
  %b = qopt.binary add %d, %d : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = qopt.quantize %b, %t, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<i32> -> tensor<2x4x!planes>
  %c = qopt.binary add %d, %d : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = qopt.quantize %c, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!sparse>
  return %0, %1, %2 : tensor<2x4x!s8>, tensor<2x4x!planes>, tensor<2x4x!sparse>
}

// CHECK-LABEL: func.func @operand
// CHECK: qopt.binary add %{{.*}} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
// CHECK: qopt.quantize
func.func @operand(%c: tensor<2x4xi8>) -> tensor<2x4x!s8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %f = qopt.constant dense<0.5> : tensor<f32>
  %q = qopt.assemble %c, %s, %f : tensor<2x4xi8>, tensor<f32>, tensor<f32> -> tensor<2x4x!s8>
  %d = qopt.dequantize %q : tensor<2x4x!s8> -> tensor<2x4xf32>
  %a = qopt.binary add %d, %d : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.quantize %a, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return %0 : tensor<2x4x!s8>
}

// A quantize to another type stays, where requantize has no such result.
// CHECK-LABEL: func.func @requantized
// CHECK: qopt.dequantize
// CHECK: qopt.quantize
func.func @requantized(%x: tensor<2x4x!s8>, %s: tensor<2xf32>) -> tensor<2x4x!planes> {
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.5> : tensor<f32>
  %c = qopt.codes %x : tensor<2x4x!s8> -> tensor<2x4xi8>
  %q = qopt.assemble %c, %t, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  %d = qopt.dequantize %q : tensor<2x4x!s8> -> tensor<2x4xf32>
  %0 = qopt.quantize %d, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<i32> -> tensor<2x4x!planes>
  return %0 : tensor<2x4x!planes>
}
