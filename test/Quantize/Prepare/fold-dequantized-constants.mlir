// Codes of every format and granularity become what dequantize says they are.
// RUN: qopt-opt %s --qopt-fold-dequantized-constants -canonicalize | FileCheck %s

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>
!rows = !qopt.q<#qopt.int<s4>, #qopt.channel<0>>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>
!groups = !qopt.q<#qopt.int<s8>, #qopt.group<1, 2>>
!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

// (200 - 128) * 0.5 = 36, (0 - 128) * 0.5 = -64
// CHECK-LABEL: func.func @unsigned
// CHECK-NEXT: qopt.constant dense<[3.600000e+01, -6.400000e+01]> : tensor<2xf32>
// CHECK-NEXT: return
func.func @unsigned() -> tensor<2xf32> {
  %c = qopt.constant dense<[200, 0]> : tensor<2xui8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<128> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// 2^24 + 1 has no f32: the difference is rounded (to even) before it is scaled.
// CHECK-LABEL: func.func @rounded_once
// CHECK-NEXT: qopt.constant dense<[0x4B800000, 0x4B800001]> : tensor<2xf32>
// CHECK-NEXT: return
func.func @rounded_once() -> tensor<2xf32> {
  %c = qopt.constant dense<[16777217, 16777218]> : tensor<2xi32>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xi32>, tensor<f32>, tensor<i32> -> tensor<2x!s32>
  %0 = qopt.dequantize %q : tensor<2x!s32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Rows [7, -8] * 1 and ([1, 0] - 1) * 10; columns ([1, 2], [3, 4]) * [1, 10].
// CHECK-LABEL: func.func @channels
// CHECK-DAG: qopt.constant dense<{{\[\[}}7.000000e+00, -8.000000e+00], [0.000000e+00, -1.000000e+01]]> : tensor<2x2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}1.000000e+00, 2.000000e+01], [3.000000e+00, 4.000000e+01]]> : tensor<2x2xf32>
// CHECK-NEXT: return
func.func @channels() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %c = qopt.constant dense<[[7, -8], [1, 0]]> : tensor<2x2xi8>
  %s = qopt.constant dense<[1.0, 10.0]> : tensor<2xf32>
  %z = qopt.constant dense<[0, 1]> : tensor<2xi32>
  %q = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!rows>
  %0 = qopt.dequantize %q : tensor<2x2x!rows> -> tensor<2x2xf32>
  %d = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %zero = qopt.constant dense<0> : tensor<2xi32>
  %p = qopt.assemble %d, %s, %zero : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!columns>
  %1 = qopt.dequantize %p : tensor<2x2x!columns> -> tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// Groups of 2 along a dimension of 3: the second group of a row is one element.
//   row 0: [1, 2] * 1, [3] * 10     row 1: [4, 5] * 100, [6] * 1000
// CHECK-LABEL: func.func @groups
// CHECK-NEXT: qopt.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+01], [4.000000e+02, 5.000000e+02, 6.000000e+03]]> : tensor<2x3xf32>
// CHECK-NEXT: return
func.func @groups() -> tensor<2x3xf32> {
  %c = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %s = qopt.constant dense<[[1.0, 10.0], [100.0, 1000.0]]> : tensor<2x2xf32>
  %z = qopt.constant dense<0> : tensor<2x2xi32>
  %q = qopt.assemble %c, %s, %z : tensor<2x3xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<2x3x!groups>
  %0 = qopt.dequantize %q : tensor<2x3x!groups> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @tokens
// CHECK-NEXT: qopt.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+01, 4.000000e+01]]> : tensor<2x2xf32>
// CHECK-NEXT: return
func.func @tokens() -> tensor<2x2xf32> {
  %c = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %s = qopt.constant dense<[1.0, 10.0]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %q = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!tokens>
  %0 = qopt.dequantize %q : tensor<2x2x!tokens> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// Two readers of one compressed constant.
// CHECK-LABEL: func.func @two_readers
// CHECK: %[[C:.*]] = qopt.constant dense<7.000000e+00> : tensor<2xf32>
// CHECK-NEXT: return %[[C]], %[[C]]
func.func @two_readers() -> (tensor<2xf32>, tensor<2xf32>) {
  %c = qopt.constant dense<7> : tensor<2xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  %1 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}

// f32 zero points, and sums of planes: codes 0 .. 3 are -1.5, -0.5, 0.5, 1.5 there.
// CHECK-LABEL: func.func @real_zero_points
// CHECK: qopt.constant dense<[-5.000000e-01, 3.500000e+00]> : tensor<2xf32>
// CHECK-LABEL: func.func @planes
// CHECK: qopt.constant dense<[-1.750000e+00, -7.500000e-01, 2.500000e-01, 1.250000e+00]> : tensor<4xf32>
func.func @real_zero_points() -> tensor<2xf32> {
  %c = qopt.constant dense<[5, 7]> : tensor<2xui8>
  %s = qopt.constant dense<2.0> : tensor<f32>
  %z = qopt.constant dense<5.25> : tensor<f32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<f32> -> tensor<2x!u8>
  %0 = qopt.dequantize %q : tensor<2x!u8> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @planes() -> tensor<4xf32> {
  %c = qopt.constant dense<[0, 1, 2, 3]> : tensor<4xui8>
  %s = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %z = qopt.constant dense<0.25> : tensor<f32>
  %q = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<2xf32>, tensor<f32> -> tensor<4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %0 = qopt.dequantize %q : tensor<4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
