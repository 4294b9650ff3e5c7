// An imported QDQ graph, in part float by its author's choice: fused where it is
// quantized, reported where it is not, and integer below.
// RUN: qopt-opt %s --qopt-fuse-pipeline -verify-diagnostics | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @main
// CHECK: %[[Q:.*]] = qopt.quantize
// CHECK: %[[N:.*]] = qopt.unary neg %[[Q]] result(
// CHECK: %[[D:.*]] = qopt.dequantize %[[N]]
// CHECK: %[[F:.*]] = qopt.binary pow %[[D]], %[[D]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK: qopt.quantize %[[F]]
func.func @main(%x: tensor<4xf32>) -> tensor<4x!s8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.dequantize %0 : tensor<4x!s8> -> tensor<4xf32>
  %2 = qopt.unary neg %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.quantize %2, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %4 = qopt.dequantize %3 : tensor<4x!s8> -> tensor<4xf32>
  // expected-remark @+1 {{node 'qopt.binary' stays float}}
  %5 = qopt.binary pow %4, %4 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %6 = qopt.quantize %5, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %6 : tensor<4x!s8>
}
