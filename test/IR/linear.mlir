// Convolution and matrix product in float, quantized and integer form.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!w8 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!w8c1 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

// CHECK-LABEL: func.func @conv_float
func.func @conv_float(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x2xf32>, %b: tensor<6xf32>) -> tensor<1x4x4x6xf32> {
  // CHECK: qopt.conv %{{.*}}, %{{.*}} {dilations = array<i64: 1, 1>, groups = 2 : i64, input_dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 0>, strides = array<i64: 2, 2>} : (tensor<1x8x8x4xf32>, tensor<6x3x3x2xf32>) -> tensor<1x4x4x6xf32>
  %0 = qopt.conv %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x2xf32>) -> tensor<1x4x4x6xf32>
  // CHECK: qopt.conv %{{.*}}, %{{.*}} bias %{{.*}} {dilations
  %1 = qopt.conv %x, %w bias %b {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x2xf32>, tensor<6xf32>) -> tensor<1x4x4x6xf32>
  return %1 : tensor<1x4x4x6xf32>
}

// One and three spatial dimensions; a transposed convolution ((5-1)*2 + 1 + 1 + 1 - 3 + 1 = 9);
// negative padding crops (8 - 1 - 2 - 3 + 1 = 3).
// CHECK-LABEL: func.func @conv_dimensions
func.func @conv_dimensions(%x1: tensor<2x5x3xf32>, %w1: tensor<4x3x3xf32>, %x3: tensor<1x4x4x4x1xf32>, %w3: tensor<2x2x2x2x1xf32>, %x2: tensor<1x8x3xf32>) {
  // CHECK: qopt.conv {{.*}} -> tensor<2x3x4xf32>
  %0 = qopt.conv %x1, %w1 {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64}
    : (tensor<2x5x3xf32>, tensor<4x3x3xf32>) -> tensor<2x3x4xf32>
  // CHECK: qopt.conv {{.*}} -> tensor<2x9x4xf32>
  %1 = qopt.conv %x1, %w1 {strides = array<i64: 1>, padding = array<i64: 1, 1>, dilations = array<i64: 1>, input_dilations = array<i64: 2>, groups = 1 : i64}
    : (tensor<2x5x3xf32>, tensor<4x3x3xf32>) -> tensor<2x9x4xf32>
  // CHECK: qopt.conv {{.*}} -> tensor<1x3x3x3x2xf32>
  %2 = qopt.conv %x3, %w3 {strides = array<i64: 1, 1, 1>, padding = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 1, 1>, input_dilations = array<i64: 1, 1, 1>, groups = 1 : i64}
    : (tensor<1x4x4x4x1xf32>, tensor<2x2x2x2x1xf32>) -> tensor<1x3x3x3x2xf32>
  // CHECK: qopt.conv {{.*}} -> tensor<1x3x4xf32>
  %3 = qopt.conv %x2, %w1 {strides = array<i64: 1>, padding = array<i64: -1, -2>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64}
    : (tensor<1x8x3xf32>, tensor<4x3x3xf32>) -> tensor<1x3x4xf32>
  return
}

// CHECK-LABEL: func.func @conv_quantized
func.func @conv_quantized(%x: tensor<1x4x4x2x!s8>, %w: tensor<3x1x1x2x!w8>, %b: tensor<3x!b32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x4x4x3x!s8> {
  // CHECK: qopt.conv %{{.*}}, %{{.*}} bias %{{.*}} result(%{{.*}}, %{{.*}}) {dilations = array<i64: 1, 1>, groups = 1 : i64, input_dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x4x4x2x!q_s8_>, tensor<3x1x1x2x!q_s8n_c0_>, tensor<3x!q_s32_c0_>, tensor<f32>, tensor<i32>) -> tensor<1x4x4x3x!q_s8_>
  %0 = qopt.conv %x, %w bias %b result(%s, %z) {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x4x4x2x!s8>, tensor<3x1x1x2x!w8>, tensor<3x!b32>, tensor<f32>, tensor<i32>) -> tensor<1x4x4x3x!s8>
  return %0 : tensor<1x4x4x3x!s8>
}

// CHECK-LABEL: func.func @conv_integer
func.func @conv_integer(%x: tensor<1x4x4x2xui8>, %w: tensor<3x1x1x2xi8>, %b: tensor<3xi32>) -> tensor<1x6x6x3xi32> {
  // CHECK: qopt.conv {{.*}} {dilations = array<i64: 1, 1>, groups = 1 : i64, input_dilations = array<i64: 1, 1>, pad_value = 3 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x4x4x2xui8>, tensor<3x1x1x2xi8>, tensor<3xi32>) -> tensor<1x6x6x3xi32>
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 3 : i64}
    : (tensor<1x4x4x2xui8>, tensor<3x1x1x2xi8>, tensor<3xi32>) -> tensor<1x6x6x3xi32>
  return %0 : tensor<1x6x6x3xi32>
}

// CHECK-LABEL: func.func @matmul
func.func @matmul(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>,
    %qx: tensor<2x3x!s8>, %qw: tensor<3x4x!w8c1>, %qb: tensor<4x!b32>, %s: tensor<f32>, %z: tensor<i32>,
    %ix: tensor<2x3xi8>, %iw: tensor<3x4xi16>) {
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %1 = qopt.matmul %x, %w bias %b : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} result(%{{.*}}, %{{.*}}) : (tensor<2x3x!q_s8_>, tensor<3x4x!q_s8n_c1_>, tensor<4x!q_s32_c0_>, tensor<f32>, tensor<i32>) -> tensor<2x4x!q_s8_>
  %2 = qopt.matmul %qx, %qw bias %qb result(%s, %z) : (tensor<2x3x!s8>, tensor<3x4x!w8c1>, tensor<4x!b32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} : (tensor<2x3xi8>, tensor<3x4xi16>) -> tensor<2x4xi32>
  %3 = qopt.matmul %ix, %iw : (tensor<2x3xi8>, tensor<3x4xi16>) -> tensor<2x4xi32>
  return
}

// Leading dimensions broadcast as in numpy.
// CHECK-LABEL: func.func @matmul_batched
func.func @matmul_batched(%x: tensor<5x1x2x3xf32>, %w: tensor<7x3x4xf32>) -> tensor<5x7x2x4xf32> {
  // CHECK: qopt.matmul {{.*}} -> tensor<5x7x2x4xf32>
  %0 = qopt.matmul %x, %w : (tensor<5x1x2x3xf32>, tensor<7x3x4xf32>) -> tensor<5x7x2x4xf32>
  return %0 : tensor<5x7x2x4xf32>
}

// Weights alone are quantized: any format, any granularity, with and without bias.
// CHECK-LABEL: func.func @matmul_weight_only
func.func @matmul_weight_only(%x: tensor<3x4xf32>, %b: tensor<2xf32>, %w: tensor<4x2x!qopt.q<#qopt.nf4, #qopt.block<3>>>, %u: tensor<4x2x!qopt.q<#qopt.int<u4>, #qopt.group<0, 2>>>) {
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} : (tensor<3x4xf32>, tensor<4x2x!q_nf4_b3_>) -> tensor<3x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<3x4xf32>, tensor<4x2x!qopt.q<#qopt.nf4, #qopt.block<3>>>) -> tensor<3x2xf32>
  // CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} : (tensor<3x4xf32>, tensor<4x2x!q_u4_g2a0_>, tensor<2xf32>) -> tensor<3x2xf32>
  %1 = qopt.matmul %x, %u bias %b : (tensor<3x4xf32>, tensor<4x2x!qopt.q<#qopt.int<u4>, #qopt.group<0, 2>>>, tensor<2xf32>) -> tensor<3x2xf32>
  return
}
