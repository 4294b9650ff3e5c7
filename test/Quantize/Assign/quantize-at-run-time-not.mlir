// What stays: nodes kept in float, constants' products, moves, weight-only products
// kept in float.
// RUN: qopt-opt %s --qopt-quantize-at-run-time > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @main
// CHECK-NOT: choose_scales
func.func @main(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.keep_float} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = qopt.transpose %0 perm [1, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  %2 = qopt.unary exp %1 {qopt.keep_float} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = qopt.matmul %w, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %2, %3 : tensor<2x2xf32>, tensor<2x2xf32>
}
