// Imported form (channels-first around channels-last ops, batch normalization
// apart) to canonical float form. The result is a fixed point.
// RUN: qopt-opt %s --qopt-prepare-pipeline > %t && FileCheck %s < %t
// RUN: qopt-opt %t --qopt-prepare-pipeline | diff %t -
// RUN: qopt-interpret %s > %t.before && qopt-interpret %t | diff %t.before -

// w' = [[1], [3]] * [2, -1] = [[2], [-3]], b' = [0, 1]; the flattened transpose
// goes into the rows of the matrix: [C, H, W] = [2, 1, 2] order 1, 2, 3, 4 becomes
// [H, W, C] order 1, 3, 2, 4. The compressed constant 5 * 0.5 is 2.5.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.*]]: tensor<1x1x1x2xf32>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{.*}}2.000000e+00{{.*}}-3.000000e+00{{.*}}> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[0.000000e+00, 1.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[V:.*]] = qopt.constant dense<{{\[\[}}1.000000e+00], [3.000000e+00], [2.000000e+00], [4.000000e+00]]> : tensor<4x1xf32>
// CHECK-DAG: %[[F:.*]] = qopt.constant dense<2.500000e+00> : tensor<1xf32>
// CHECK: %[[R:.*]] = qopt.reshape %[[X]] : tensor<1x1x1x2xf32> -> tensor<1x1x2x1xf32>
// CHECK-NEXT: %[[C:.*]] = qopt.conv %[[R]], %[[W]] bias %[[B]]
// CHECK-NEXT: %[[A:.*]] = qopt.unary relu %[[C]] : (tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>
// CHECK-NEXT: %[[L:.*]] = qopt.reshape %[[A]] : tensor<1x1x2x2xf32> -> tensor<1x4xf32>
// CHECK-NEXT: %[[M:.*]] = qopt.matmul %[[L]], %[[V]] bias %[[F]]
// CHECK-NEXT: return %[[M]]
func.func @main(%x: tensor<1x1x1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<[[[[1.0]]], [[[3.0]]]]> : tensor<2x1x1x1xf32>
  %g = qopt.constant dense<[[[2.0]], [[-1.0]]]> : tensor<2x1x1xf32>
  %h = qopt.constant dense<[[[0.0]], [[1.0]]]> : tensor<2x1x1xf32>
  %v = qopt.constant dense<[[1.0], [2.0], [3.0], [4.0]]> : tensor<4x1xf32>
  %c = qopt.constant dense<5> : tensor<1xi8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<1xi8>, tensor<f32>, tensor<i32> -> tensor<1x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %f = qopt.dequantize %q : tensor<1x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<1xf32>
  %0 = qopt.transpose %x perm [0, 2, 3, 1] : tensor<1x1x1x2xf32> -> tensor<1x1x2x1xf32>
  %1 = qopt.conv %0, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x1x2x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x1x2x2xf32>
  %2 = qopt.transpose %1 perm [0, 3, 1, 2] : tensor<1x1x2x2xf32> -> tensor<1x2x1x2xf32>
  %3 = qopt.binary mul %2, %g : (tensor<1x2x1x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x1x2xf32>
  %4 = qopt.binary add %3, %h : (tensor<1x2x1x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x1x2xf32>
  %5 = qopt.unary relu %4 : (tensor<1x2x1x2xf32>) -> tensor<1x2x1x2xf32>
  %6 = qopt.reshape %5 : tensor<1x2x1x2xf32> -> tensor<1x4xf32>
  %7 = qopt.matmul %6, %v : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  %8 = qopt.binary add %7, %f : (tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %8 : tensor<1x1xf32>
}
