// Every granularity, search and form of scales; each code was worked out by hand.
// RUN: qopt-opt %s --qopt-quantize-weights="format=nf4 granularity=block:4" | FileCheck %s --check-prefix=BLOCK
// RUN: qopt-opt %s --qopt-quantize-weights="format=e2m1finite granularity=group:2 scale-format=e8m0" | FileCheck %s --check-prefix=MX
// RUN: qopt-opt %s --qopt-quantize-weights="format=e2m1finite granularity=group:2 scale-format=e4m3fn" | FileCheck %s --check-prefix=NV
// RUN: qopt-opt %s --qopt-quantize-weights="format=nf4 granularity=block:2 scale-format=dynamic<s8> scale-block=2 scale-offset" | FileCheck %s --check-prefix=DOUBLE
// RUN: qopt-opt %s --qopt-quantize-weights="format=u4 granularity=group:2 asymmetric" | FileCheck %s --check-prefix=ZERO
// RUN: qopt-opt %s --qopt-quantize-weights="format=s3 granularity=tensor search=mse" | FileCheck %s --check-prefix=MSE
// RUN: qopt-opt %s --qopt-quantize-weights="format=s8 override=fc=s4" | FileCheck %s --check-prefix=OVERRIDE

// Blocks [7, -1, 3.5, 0.4] and [0, 14] of the flattened filter.
// BLOCK: qopt.constant dense<[7.000000e+00, 1.400000e+01]> : tensor<2xf32>
// BLOCK: qopt.constant dense<{{\[\[}}15, 5], [12, 8], [7, 15]]> : tensor<3x2xui8>
// BLOCK: -> tensor<3x2x!q_nf4_b4_>

// Powers of two: 2^(floor(log2 7) - 2) = 1 saturates 7 to 6 and ties 3.5 to 4.
// MX: qopt.constant dense<{{\[\[}}127, 125], [127, 128]]> : tensor<2x2xui8>
// MX: %[[S:.*]] = qopt.dequantize %{{.*}} : tensor<2x2x!q_float_e8m0_> -> tensor<2x2xf32>
// MX: qopt.constant dense<{{\[\[}}7, 14], [6, 3], [0, 7]]> : tensor<3x2xui8>
// MX: qopt.assemble %{{.*}}, %[[S]], %{{.*}} -> tensor<3x2x!q_float_e2m1finite_g2a0_>

// Second level 14 / 6 / 448; the scale 7 / 6 rounds to 1.1458 (code 118: 220). A
// zero takes the least scale.
// NV: qopt.constant dense<{{\[\[}}118, 96], [96, 126]]> : tensor<2x2xui8>
// NV: qopt.constant dense<0.00520833302> : tensor<f32>
// NV: qopt.constant dense<{{\[\[}}7, 15], [5, 4], [0, 7]]> : tensor<3x2xui8>

// Scales 7, 3.5, 14 less their mean, by two: [-1.17, -4.67] and [5.83].
// DOUBLE: qopt.constant dense<[53, 0, 255]> : tensor<3xui8>
// DOUBLE: qopt.constant dense<[4.66666698, 5.83333302]> : tensor<2xf32>
// DOUBLE: %[[D:.*]] = qopt.dequantize %{{.*}} : tensor<3x!q_dynamic_s8_b2_> -> tensor<3xf32>
// DOUBLE: %[[M:.*]] = qopt.constant dense<8.16666698> : tensor<f32>
// DOUBLE: %[[S:.*]] = qopt.binary {{ ?}}add %[[D]], %[[M]]
// DOUBLE: qopt.assemble %{{.*}}, %[[S]], %{{.*}} -> tensor<3x2x!q_nf4_b2_>

// [-1, 0.4]: scale 1.4 / 15, zero point 11.
// ZERO: qopt.constant dense<{{\[\[}}0.466666669, 0.0933333337], [1.000000e+00, 0.933333337]]> : tensor<2x2xf32>
// ZERO: qopt.constant dense<{{\[\[}}15, 0], [8, 15], [0, 15]]> : tensor<3x2xui8>
// ZERO: qopt.constant dense<{{\[\[}}0, 11], [0, 0]]> : tensor<2x2xi32>

// 14 clipped to 92 %: 3 * 4.2933 = 12.88, and 7 and 3.5 come nearer.
// MSE: qopt.constant dense<4.29333353> : tensor<f32>
// MSE: qopt.constant dense<{{\[\[}}2, 0], [1, 0], [0, 3]]> : tensor<3x2xi8>

// OVERRIDE: qopt.matmul {{.*}}!q_s4n_c1_
// OVERRIDE: qopt.dequantize {{.*}}tensor<2x1x1x1x!q_s8n_c0_>
func.func @main(%x: tensor<1x3xf32>, %y: tensor<1x4x4x1xf32>) -> (tensor<1x2xf32>, tensor<1x4x4x2xf32>) {
  %w = qopt.constant dense<[[7.0, -1.0], [3.5, 0.4], [0.0, 14.0]]> : tensor<3x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32> loc("fc")
  %f = qopt.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %1 = qopt.conv %y, %f {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x1xf32>, tensor<2x1x1x1xf32>) -> tensor<1x4x4x2xf32> loc("conv")
  return %0, %1 : tensor<1x2xf32>, tensor<1x4x4x2xf32>
}
