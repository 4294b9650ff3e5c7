// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-split-outliers | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<2x3xf32>
func.func @doc(%x: tensor<2x3xf32> {qopt.channels = {lo = dense<[-5.9, -6.0, 0.0]> : tensor<3xf32>, hi = dense<[5.0, 2.0, 1.0]> : tensor<3xf32>, mean = dense<0.0> : tensor<3xf32>, mean_magnitude = dense<1.0> : tensor<3xf32>}}) -> tensor<2x2xf32> {
  // CHECK: %[[m:.*]] = qopt.constant dense<[true, false, true]> : tensor<3xi1>
  // CHECK: %[[k:.*]] = qopt.keep_columns %[[x]], %[[m]] : tensor<2x3xf32>, tensor<3xi1> -> tensor<2x3xf32>
  // CHECK: %[[c:.*]] = qopt.constant dense<1> : tensor<1xi64>
  // CHECK: %[[g:.*]] = qopt.gather %[[x]], %[[c]] axis 1 : tensor<2x3xf32>, tensor<1xi64> -> tensor<2x1xf32>
  // CHECK: %[[v:.*]] = qopt.constant dense<{{\[\[}}5.000000e-01, 2.000000e+00], [0.000000e+00, 0.000000e+00], [3.000000e+00, -1.000000e+00]]> : tensor<3x2xf32>
  // CHECK: %[[u:.*]] = qopt.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00]]> : tensor<1x2xf32>
  // CHECK: %[[r:.*]] = qopt.matmul %[[k]], %[[v]] {n = 1 : i64} : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  // CHECK: %[[o:.*]] = qopt.matmul %[[g]], %[[u]] {qopt.keep_float, qopt.outlier_half = "f32"} : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  // CHECK: %[[y:.*]] = qopt.binary add %[[r]], %[[o]] {qopt.keep_float, qopt.outliers = array<i64: 1>} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: return %[[y]]
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0], [3.0, -1.0]]> : tensor<3x2xf32>
  %0 = qopt.matmul %x, %w {n = 1 : i64} : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
