// Float and integer ops stay as they are.
// RUN: qopt-opt %s --qopt-lower-to-integer > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @float
// CHECK-NEXT: qopt.unary exp
func.func @float(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Integer form is a fixed point of the pass.
// CHECK-LABEL: func.func @integer
// CHECK: qopt.conv
// CHECK: qopt.rescale
func.func @integer(%x: tensor<1x4x1xi8>, %w: tensor<2x1x1xi8>) -> tensor<1x4x2xi8> {
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %t = qopt.constant dense<31> : tensor<1xi8>
  %0 = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64, pad_value = 3 : i64}
    : (tensor<1x4x1xi8>, tensor<2x1x1xi8>) -> tensor<1x4x2xi32>
  %1 = qopt.rescale %0 by %m, %t rounding single {in_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x4x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x4x2xi8>
  return %1 : tensor<1x4x2xi8>
}
