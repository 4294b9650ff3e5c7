// Float and integer ops, and constants that others read, stay.
// RUN: qopt-opt %s --qopt-export-quant-types | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK-NEXT: %[[s:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: quant.qcast
// CHECK-NEXT: qopt.unary relu
// CHECK-NEXT: qopt.cast
// CHECK-NEXT: return %[[s]]
func.func @main(%x: tensor<4xf32>, %c: tensor<4xi8>) -> tensor<f32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %y = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %w = qopt.cast %c : tensor<4xi8> -> tensor<4xi32>
  return %s : tensor<f32>
}
