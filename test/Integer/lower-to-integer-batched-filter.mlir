// A constant batch of matrices on the right: the zero point of the left moves into
// a bias per matrix, not one for all.
//   ([11, 12] - 10) x [1; 2] = 5 and x [30; 40] = 110.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | qopt-interpret | FileCheck %s
// CHECK: 5 110

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
