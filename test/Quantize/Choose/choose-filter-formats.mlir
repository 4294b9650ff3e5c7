// Every method, clip and granularity.
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=ant:4 granularity=tensor" | FileCheck %s --check-prefix=ANT
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=fp8:4" | FileCheck %s --check-prefix=FP8
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=best:s4|e2m1finite|ternary" | FileCheck %s --check-prefix=BEST
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=kmeans:2 granularity=tensor" | FileCheck %s --check-prefix=KMEANS
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=s4 clip=percentile:50 granularity=group:3" | FileCheck %s --check-prefix=HALF
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=binary clip=mean granularity=block:3" | FileCheck %s --check-prefix=MEAN
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=s3 clip=mse granularity=tensor" | FileCheck %s --check-prefix=MSE

// 88 % of 6 meets 7; a filter without negative values has unsigned codes.
// ANT-DAG: !q_s4_ = !qopt.q<#qopt.int<s4>, #qopt.tensor>
// ANT: qopt.matmul {{.*}}{qopt.filter_scales = dense<0.754285693> : tensor<f32>, qopt.filter_type = !q_s4_}
// ANT: qopt.conv {{.*}}qopt.filter_scales = dense<4.26666689> : tensor<f32>, qopt.filter_type = !q_u4_,

// All of the first are values of E2M1; a channel of zeros votes for one mantissa bit.
// FP8: qopt.matmul {{.*}}{qopt.filter_scales = dense<1.000000e+00> : tensor<1xf32>, qopt.filter_type = !q_float_e2m1finite_c1_}
// FP8: qopt.conv {{.*}}qopt.filter_scales = dense<[0.0416666679, 2.66666675]> : tensor<2xf32>, qopt.filter_type = !q_float_ue3m1finite_c0_,

// 7 * f32(64 / 7) is not 64, 1 * 64 is.
// BEST: qopt.matmul {{.*}}{qopt.filter_scales = dense<1.000000e+00> : tensor<1xf32>, qopt.filter_type = !q_float_e2m1finite_c1_}
// BEST: qopt.conv {{.*}}qopt.filter_scales = dense<[1.000000e+00, 6.400000e+01]> : tensor<2xf32>, qopt.filter_type = !q_ternary_c0_,

// Over 6: the centres of -6, (0.5), (1, 1.5, 2) and 4. What does not occur has no
// centre.
// KMEANS-DAG: #qopt.codebook<dense<[-1.000000e+00, 0.000000e+00, 2.500000e-01, 0.666666686]> : tensor<4xf32>>, #qopt.tensor>
// KMEANS-DAG: #qopt.codebook<dense<[0.000000e+00, 1.000000e+00]> : tensor<2xf32>>, #qopt.tensor>
// KMEANS: qopt.matmul {{.*}}{qopt.filter_scales = dense<6.000000e+00> : tensor<f32>
// KMEANS: qopt.conv {{.*}}qopt.filter_scales = dense<6.400000e+01> : tensor<f32>

// The middle magnitudes of [1, -0.5, 4] and of [-6, 1.5, 2], over 7.
// HALF: qopt.matmul {{.*}}{qopt.filter_scales = dense<{{\[\[}}0.142857149], [0.285714298]]> : tensor<2x1xf32>, qopt.filter_type = !q_s4n_g3a0_}
// HALF: qopt.conv {{.*}}qopt.filter_scales = dense<{{\[\[\[\[}}1.000000e+00]]], {{\[\[\[}}9.14285755]]]]> : tensor<2x1x1x1xf32>, qopt.filter_type = !q_s4n_g3a3_,

// MEAN: qopt.matmul {{.*}}{qopt.filter_scales = dense<[1.83333337, 3.16666675]> : tensor<2xf32>, qopt.filter_type = !q_binary_b3_}
// MEAN: qopt.conv {{.*}}qopt.filter_scales = dense<3.200000e+01> : tensor<1xf32>, qopt.filter_type = !q_binary_b3_,

// 95 % of 6 / 3: 1 is nearest to 1.9, where it would be half way from 0 to 2.
// MSE: qopt.matmul {{.*}}{qopt.filter_scales = dense<1.900000e+00> : tensor<f32>, qopt.filter_type = !q_s3n_}
func.func @main(%x: tensor<1x6xf32>, %y: tensor<1x4x4x1xf32>) -> (tensor<1x1xf32>, tensor<1x4x4x2xf32>) {
  %w = qopt.constant dense<[[1.0], [-0.5], [4.0], [-6.0], [1.5], [2.0]]> : tensor<6x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x6xf32>, tensor<6x1xf32>) -> tensor<1x1xf32> loc("fc")
  %f = qopt.constant dense<[[[[0.0]]], [[[64.0]]]]> : tensor<2x1x1x1xf32>
  %1 = qopt.conv %y, %f {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x4x4x2xf32> loc("conv")
  return %0, %1 : tensor<1x1xf32>, tensor<1x4x4x2xf32>
}
