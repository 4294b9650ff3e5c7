// Magnitude pruning along the summed axis, said in the type.
// RUN: qopt-opt %s --qopt-quantize-weights="format=s8 sparsity=2:4" | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-weights="format=nf4 sparsity=1:4" | FileCheck %s --check-prefix=TABLE
// RUN: qopt-opt %s --qopt-quantize-weights="format=u4 asymmetric sparsity=2:4" | FileCheck %s --check-prefix=ZEROS

// The last run is one element, which stays. Of equals the first one does.
// CHECK-LABEL: func.func @main
// CHECK: qopt.constant dense<{{\[\[}}0, 127], [-127, 127], [0, 0], [64, 0], [1, 127]]> : tensor<5x2xi8>
// CHECK: -> tensor<5x2x!q_s8n_c1_2of4a0_>
// Convolutions sum over channels, the last dimension.
// CHECK-LABEL: func.func @conv
// CHECK: qopt.assemble {{.*}} -> tensor<1x1x1x4x!q_s8n_c0_2of4a3_>
// CHECK: qopt.dequantize

// TABLE: qopt.constant dense<{{\[\[}}7, 15], [0, 7], [7, 7], [7, 7], [7, 15]]> : tensor<5x2xui8>
// TABLE: -> tensor<5x2x!q_nf4_c1_1of4a0_>

// Zeros have the code of the zero point.
// ZEROS: qopt.constant dense<{{\[\[}}10, 15], [0, 15], [10, 0], [15, 0], [10, 15]]> : tensor<5x2xui8>
// ZEROS: qopt.constant dense<[10, 0]> : tensor<2xi32>
// ZEROS: -> tensor<5x2x!q_u4_c1_2of4a0_>
func.func @main(%x: tensor<1x5xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[0.25, 1.0], [-1.0, 1.0], [0.0, 1.0], [0.5, 1.0], [0.0078125, 1.0]]> : tensor<5x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x5xf32>, tensor<5x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

func.func @conv(%x: tensor<1x1x1x4xf32>) -> tensor<1x1x1x1xf32> {
  %w = qopt.constant dense<[[[[1.0, 2.0, 3.0, 4.0]]]]> : tensor<1x1x1x4xf32>
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x1x1x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x1x1x1xf32>
  return %0 : tensor<1x1x1x1xf32>
}
