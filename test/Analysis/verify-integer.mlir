// What the integer gate lets pass. It changes nothing.
// RUN: qopt-opt %s --qopt-verify-integer > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @integer
func.func @integer(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<2x2xf32> {
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %t = qopt.constant dense<31> : tensor<1xi8>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  %2 = qopt.rescale %1 by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<4xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4xi8>
  %3 = qopt.assemble %2, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %4 = qopt.dequantize %3 : tensor<4x!s8> -> tensor<4xf32>
  %5 = qopt.reshape %4 : tensor<4xf32> -> tensor<2x2xf32>
  return %5 : tensor<2x2xf32>
}

// One quantize may have several codes, one assemble several dequantizes.
// CHECK-LABEL: func.func @several_readers
func.func @several_readers(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> (tensor<4xi8>, tensor<4xf32>, tensor<4xf32>) {
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  %2 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  %3 = qopt.assemble %1, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %4 = qopt.dequantize %3 : tensor<4x!s8> -> tensor<4xf32>
  %5 = qopt.dequantize %3 : tensor<4x!s8> -> tensor<4xf32>
  return %2, %4, %5 : tensor<4xi8>, tensor<4xf32>, tensor<4xf32>
}

// A product with quantized weights stays float where that was asked for.
// CHECK-LABEL: func.func @weight_only
func.func @weight_only(%x: tensor<3x2xf32>, %c: tensor<2x2xi8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<3x2xf32> {
  %0 = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  %1 = qopt.matmul %x, %0 {qopt.keep_float} : (tensor<3x2xf32>, tensor<2x2x!s8>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}
