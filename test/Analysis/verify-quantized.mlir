// What the gate after quantization lets pass. It changes nothing.
// RUN: qopt-opt %s --qopt-verify-quantized > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @quantized
func.func @quantized(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xf32> {
  %c = qopt.constant dense<1.0> : tensor<4xf32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary exp %0 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.requantize %1, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %3 = qopt.codes %2 : tensor<4x!s8> -> tensor<4xi8>
  %4 = qopt.assemble %3, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %5 = qopt.dequantize %4 : tensor<4x!s8> -> tensor<4xf32>
  return %5 : tensor<4xf32>
}

// Ops that only move floats lose nothing.
// CHECK-LABEL: func.func @moves
func.func @moves(%x: tensor<2x3xf32>, %i: tensor<i64>) -> tensor<1x2xf32> {
  %0 = qopt.reshape %x : tensor<2x3xf32> -> tensor<3x2xf32>
  %1 = qopt.transpose %0 perm [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %2 = qopt.concat %1, %1 axis 0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  %3 = qopt.slice %2 from [0, 0] step [1, 1] : tensor<4x3xf32> -> tensor<4x2xf32>
  %4 = qopt.gather %3, %i axis 0 : tensor<4x2xf32>, tensor<i64> -> tensor<2xf32>
  %5 = qopt.broadcast %4 : tensor<2xf32> -> tensor<1x2xf32>
  return %5 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @by_request
func.func @by_request(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @integers
func.func @integers(%x: tensor<4xi64>) -> tensor<4xi64> {
  %0 = qopt.binary add %x, %x : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
