// Zero points in f32: ends of the range for integers, its middle for tables.
// RUN: qopt-opt %s --qopt-quantize-weights="format=u2 asymmetric zero-points=float" | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-weights="format=nf4 asymmetric zero-points=float" | FileCheck %s --check-prefix=TABLE
// RUN: qopt-opt %s --qopt-quantize-weights="format=s4 asymmetric zero-points=float search=mse" | FileCheck %s --check-prefix=MSE

// 1 .. 2.5 in three steps of 0.5 from code 0 on; the column of one value is exact.
// CHECK: qopt.constant dense<[5.000000e-01, 3.000000e+00]> : tensor<2xf32>
// CHECK: qopt.constant dense<{{\[\[}}0, 0], [1, 0], [3, 0]]> : tensor<3x2xui8>
// CHECK: qopt.constant dense<[-2.000000e+00, 1.000000e+00]> : tensor<2xf32>
// CHECK: -> tensor<3x2x!q_u2_c1_>

// The middle is 1.75, the half of the range 0.75.
// TABLE: qopt.constant dense<[7.500000e-01, 3.000000e+00]> : tensor<2xf32>
// TABLE: qopt.constant dense<{{\[\[}}0, 7], [4, 7], [15, 7]]> : tensor<3x2xui8>
// TABLE: qopt.constant dense<[-2.33333325, 1.000000e+00]> : tensor<2xf32>

// Signed codes from -8 on, all of them: not the narrow range.
// MSE: -> tensor<3x2x!q_s4_c1_>
func.func @main(%x: tensor<1x3xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, -3.0], [1.5, -3.0], [2.5, -3.0]]> : tensor<3x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
