// A constant batch of matrices on the right: the zero point of the left moves into
// a bias per matrix, not one for all.
//   ([11, 12] - 10) x [1; 2] = 5 and x [30; 40] = 110.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | qopt-interpret | FileCheck %s
// Columns with scales of their own: [1, 2] x [1 4; 2 6] = 5, 16 / 2.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | qopt-interpret --function=columns | FileCheck %s --check-prefix=COLUMNS
// CHECK: 5 110
// COLUMNS: 5 8 110 160

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main() -> tensor<2x1x1xi8> {
  %d = qopt.constant dense<[[11, 12]]> : tensor<1x2xi8>
  %c = qopt.reshape %d : tensor<1x2xi8> -> tensor<1x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<10> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<[[[1], [2]], [[30], [40]]]> : tensor<2x2x1xi8>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %s, %y : tensor<2x2x1xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x1x!s8>
  %0 = qopt.matmul %x, %w result(%s, %y) : (tensor<1x2x!s8>, tensor<2x2x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x1x1x!s8>
  %1 = qopt.codes %0 : tensor<2x1x1x!s8> -> tensor<2x1x1xi8>
  return %1 : tensor<2x1x1xi8>
}

!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<2>>

func.func @columns() -> tensor<2x1x2xi16> {
  %d = qopt.constant dense<[[11, 12]]> : tensor<1x2xi8>
  %c = qopt.reshape %d : tensor<1x2xi8> -> tensor<1x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %sv = qopt.constant dense<[1.0, 0.5]> : tensor<2xf32>
  %z = qopt.constant dense<10> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %yv = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<[[[1, 4], [2, 6]], [[30, 100], [40, 110]]]> : tensor<2x2x2xi8>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %sv, %yv : tensor<2x2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x2x!columns>
  %0 = qopt.matmul %x, %w result(%s, %y) : (tensor<1x2x!s8>, tensor<2x2x2x!columns>, tensor<f32>, tensor<i32>) -> tensor<2x1x2x!qopt.q<#qopt.int<s16>, #qopt.tensor>>
  %1 = qopt.codes %0 : tensor<2x1x2x!qopt.q<#qopt.int<s16>, #qopt.tensor>> -> tensor<2x1x2xi16>
  return %1 : tensor<2x1x2xi16>
}
