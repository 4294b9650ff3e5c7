// Codes that are not folded.
// RUN: qopt-opt %s --qopt-fold-dequantized-constants > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

// The function quantizes a run-time value: its codes are the author's choice.
// CHECK-LABEL: func.func @quantizes
// CHECK: qopt.assemble
// CHECK: qopt.dequantize
func.func @quantizes(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %c = qopt.constant dense<7> : tensor<2xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  %p = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2xf32>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %1 = qopt.dequantize %p : tensor<2x!u8> -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @run_time_codes
// CHECK: qopt.dequantize
func.func @run_time_codes(%c: tensor<2xui8>) -> tensor<2xf32> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func.func @run_time_scale
// CHECK: qopt.dequantize
func.func @run_time_scale(%s: tensor<f32>, %z: tensor<i32>) -> tensor<2xf32> {
  %c = qopt.constant dense<7> : tensor<2xui8>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func.func @not_assembled
// CHECK-NEXT: qopt.dequantize
func.func @not_assembled(%q: tensor<2x!u8>) -> tensor<2xf32> {
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
