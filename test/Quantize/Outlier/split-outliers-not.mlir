// What stays whole: inputs without outliers, nodes kept in float, products of two
// values known at run time, batches of filters.
// RUN: qopt-opt %s --qopt-split-outliers > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @main
// CHECK-NOT: keep_columns
func.func @main(%x: tensor<1x2x2xf32> {qopt.channels = {lo = dense<[-5.0, -5.9]> : tensor<2xf32>, hi = dense<[5.0, 5.9]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}}) -> tensor<1x2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %v = qopt.constant dense<[[[0.5, 2.0], [1.0, 4.0]]]> : tensor<1x2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x2x2xf32>, tensor<2x2xf32>) -> tensor<1x2x2xf32>
  %1 = qopt.matmul %0, %w {qopt.keep_float} : (tensor<1x2x2xf32>, tensor<2x2xf32>) -> tensor<1x2x2xf32>
  %2 = qopt.matmul %1, %x : (tensor<1x2x2xf32>, tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  %3 = qopt.matmul %2, %v : (tensor<1x2x2xf32>, tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return %3 : tensor<1x2x2xf32>
}
