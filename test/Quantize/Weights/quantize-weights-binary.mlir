// Filters in binary codes: greedy, with a search, with a bias.
// RUN: qopt-opt %s --qopt-quantize-weights="format=bcq<2>" | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-weights="format=bcq<2> search=mse" | FileCheck %s --check-prefix=MSE
// RUN: qopt-opt %s --qopt-quantize-weights="format=bcq<1> asymmetric zero-points=float" | FileCheck %s --check-prefix=BIAS
// RUN: qopt-opt %s --qopt-quantize-weights="format=bcq<2> granularity=group:2" | FileCheck %s --check-prefix=GROUP
// RUN: qopt-opt %s --qopt-quantize-weights="format=bcq<2> scale-format=e8m0" | FileCheck %s --check-prefix=SCALES

// Column 0: |1| |2| |3| |6| have the mean 3, what is left the mean 1.5. Column 1
// is -2 and 2, one plane of which is enough: the other scale is 0.
// CHECK: %[[S:.*]] = qopt.constant dense<{{\[\[}}1.500000e+00, 0.000000e+00], [3.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
// CHECK: %[[Z:.*]] = qopt.constant dense<0> : tensor<2xi32>
// CHECK: %[[C:.*]] = qopt.constant dense<{{\[\[}}2, 2], [1, 0], [2, 2], [0, 0]]> : tensor<4x2xui8>
// CHECK: qopt.assemble %[[C]], %[[S]], %[[Z]] : tensor<4x2xui8>, tensor<2x2xf32>, tensor<2xi32> -> tensor<4x2x!q_bcq_2_c1_>

// Least squares for the same signs are the same scales here: no round improves.
// MSE: -> tensor<4x2x!q_bcq_2_c1_>

// The mean of column 0 is -1: 2, -1, 4, -5 from there.
// BIAS: %[[S:.*]] = qopt.constant dense<{{\[\[}}3.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>
// BIAS: %[[Z:.*]] = qopt.constant dense<[1.000000e+00, -0.000000e+00]> : tensor<2xf32>
// BIAS: %[[C:.*]] = qopt.constant dense<{{\[\[}}1, 1], [0, 0], [1, 1], [0, 0]]> : tensor<4x2xui8>

// GROUP: qopt.assemble {{.*}} : tensor<4x2xui8>, tensor<2x2x2xf32>, tensor<2x2xi32> -> tensor<4x2x!q_bcq_2_g2a0_>

// SCALES: qopt.assemble {{.*}} : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_float_e8m0_>
// SCALES: %[[S:.*]] = qopt.dequantize
// SCALES: qopt.assemble %{{.*}}, %[[S]], %{{.*}} -> tensor<4x2x!q_bcq_2_c1_>
func.func @main(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 2.0], [-2.0, -2.0], [3.0, 2.0], [-6.0, -2.0]]> : tensor<4x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
