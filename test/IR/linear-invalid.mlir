// What convolution and matrix product refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @conv_c1_rank(%x: tensor<8x4xf32>, %w: tensor<6x4xf32>) {
  // expected-error @+1 {{expected input, filter and result of one rank >= 3, got}}
  %0 = qopt.conv %x, %w {strides = array<i64>, padding = array<i64>, dilations = array<i64>, input_dilations = array<i64>, groups = 1 : i64}
    : (tensor<8x4xf32>, tensor<6x4xf32>) -> tensor<8x6xf32>
  return
}

// -----

func.func @conv_c1_filter(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x4xf32>) {
  // expected-error @+1 {{expected input, filter and result of one rank >= 3, got}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c1_result(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected input, filter and result of one rank >= 3, got}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x36x6xf32>
  return
}

// -----

func.func @conv_c2_strides_count(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected 2 entries in strides, got 1}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c2_strides_zero(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected strides >= 1, got 0}}
  %0 = qopt.conv %x, %w {strides = array<i64: 0, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c2_dilations(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected dilations >= 1, got 0}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 0>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c2_input_dilations(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected input_dilations >= 1, got -1}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, -1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c2_padding(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected 4 entries in padding, got 2}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c3_groups(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected groups to divide 4 channels and 6 features, got 3}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 3 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c3_groups_zero(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected groups to divide 4 channels and 6 features, got 0}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 0 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c3_filter_channels(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected a filter of 2 channels, got 4}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c4_result(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected a result of shape [1, 6, 6, 6], got [1, 8, 8, 6]}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x8x8x6xf32>
  return
}

// -----

func.func @conv_c4_batch(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected a result of shape [1, 6, 6, 6], got [2, 6, 6, 6]}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<2x6x6x6xf32>
  return
}

// -----

// Cropping leaves 2 rows for a kernel of 3.
func.func @conv_c4_positive(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected a kernel that fits the padded input, got output shape [1, 0, 6, 6]}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: -3, 0, -3, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x1x6x6xf32>
  return
}

// -----

func.func @conv_c5_bias(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{expected a bias of shape [6], got [4]}}
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>, tensor<4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c5_bias_rank(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>, %b: tensor<1x6xf32>) {
  // expected-error @+1 {{expected a bias of shape [6], got [1, 6]}}
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>, tensor<1x6xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c6_filter(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xi8>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<1x8x8x4xf32>', got 'tensor<6x3x3x4xi8>'}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xi8>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c6_bias(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>, %b: tensor<6xi32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<1x8x8x4xf32>', got 'tensor<6xi32>'}}
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>, tensor<6xi32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @conv_c6_result(%x: tensor<1x8x8x4xi8>, %w: tensor<6x3x3x4xi8>) {
  // expected-error @+1 {{expected all operands and results to be integer like 'tensor<1x8x8x4xi8>', got 'tensor<1x6x6x6xf32>'}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<6x3x3x4xi8>) -> tensor<1x6x6x6xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @conv_c6_quantized(%x: tensor<1x8x8x4x!s8>, %w: tensor<6x3x3x4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected all operands and results to be quantized like 'tensor<1x8x8x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>', got 'tensor<6x3x3x4xi8>'}}
  %0 = qopt.conv %x, %w result(%s, %z) {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4x!s8>, tensor<6x3x3x4xi8>, tensor<f32>, tensor<i32>) -> tensor<1x6x6x6x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!w = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>

func.func @conv_c7_none(%x: tensor<1x8x8x4x!s8>, %w: tensor<6x3x3x4x!w>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4x!s8>, tensor<6x3x3x4x!w>) -> tensor<1x6x6x6x!s8>
  return
}

// -----

func.func @conv_c7_some(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for 'tensor<1x6x6x6xf32>', got some}}
  %0 = qopt.conv %x, %w result(%s, %z) {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>, tensor<f32>, tensor<i32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!w = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>

func.func @conv_c7_shape(%x: tensor<1x8x8x4x!s8>, %w: tensor<6x3x3x4x!w>, %s: tensor<6xf32>, %z: tensor<6xi32>) {
  // expected-error @+1 {{expected result parameters of shape [], got [6]}}
  %0 = qopt.conv %x, %w result(%s, %z) {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4x!s8>, tensor<6x3x3x4x!w>, tensor<6xf32>, tensor<6xi32>) -> tensor<1x6x6x6x!s8>
  return
}

// -----

func.func @conv_c8_float(%x: tensor<1x8x8x4xf32>, %w: tensor<6x3x3x4xf32>) {
  // expected-error @+1 {{expected pad_value in integer form only, got it on 'tensor<1x8x8x4xf32>'}}
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 0 : i64}
    : (tensor<1x8x8x4xf32>, tensor<6x3x3x4xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

func.func @matmul_c1_rank(%x: tensor<3xf32>, %w: tensor<3x4xf32>) {
  // expected-error @+1 {{expected operands of rank >= 2 with equal K, got}}
  %0 = qopt.matmul %x, %w : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @matmul_c1_k(%x: tensor<2x3xf32>, %w: tensor<4x5xf32>) {
  // expected-error @+1 {{expected operands of rank >= 2 with equal K, got}}
  %0 = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return
}

// -----

func.func @matmul_c2_broadcast(%x: tensor<2x2x3xf32>, %w: tensor<3x3x4xf32>) {
  // expected-error @+1 {{expected leading dimensions that broadcast, got}}
  %0 = qopt.matmul %x, %w : (tensor<2x2x3xf32>, tensor<3x3x4xf32>) -> tensor<3x2x4xf32>
  return
}

// -----

func.func @matmul_c2_result(%x: tensor<2x3xf32>, %w: tensor<5x3x4xf32>) {
  // expected-error @+1 {{expected a result of shape [5, 2, 4], got [2, 4]}}
  %0 = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<5x3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @matmul_c3(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{expected a bias of shape [4], got [2]}}
  %0 = qopt.matmul %x, %w bias %b : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<2xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @matmul_c4(%x: tensor<2x3xi8>, %w: tensor<3x4xi8>) {
  // expected-error @+1 {{expected all operands and results to be integer like 'tensor<2x3xi8>', got 'tensor<2x4xf32>'}}
  %0 = qopt.matmul %x, %w : (tensor<2x3xi8>, tensor<3x4xi8>) -> tensor<2x4xf32>
  return
}

// -----

func.func @matmul_c4_bias(%x: tensor<2x3xi8>, %w: tensor<3x4xi8>, %b: tensor<4xf32>) {
  // expected-error @+1 {{expected all operands and results to be integer like 'tensor<2x3xi8>', got 'tensor<4xf32>'}}
  %0 = qopt.matmul %x, %w bias %b : (tensor<2x3xi8>, tensor<3x4xi8>, tensor<4xf32>) -> tensor<2x4xi32>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.block<4>>

func.func @matmul_c4_weight_only_lhs(%x: tensor<3x4x!nf4>, %w: tensor<4x2xf32>) {
  // expected-error @+1 {{expected all operands and results to be quantized like}}
  %0 = qopt.matmul %x, %w : (tensor<3x4x!nf4>, tensor<4x2xf32>) -> tensor<3x2xf32>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.block<4>>

func.func @matmul_c4_weight_only_bias(%x: tensor<3x4xf32>, %w: tensor<4x2x!nf4>, %b: tensor<2xi32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<3x4xf32>', got 'tensor<2xi32>'}}
  %0 = qopt.matmul %x, %w bias %b : (tensor<3x4xf32>, tensor<4x2x!nf4>, tensor<2xi32>) -> tensor<3x2xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @matmul_c4_weight_only_result(%x: tensor<2x3xf32>, %w: tensor<3x4x!s8>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<2x3xf32>', got 'tensor<2x4xi32>'}}
  %0 = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<3x4x!s8>) -> tensor<2x4xi32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @matmul_c5_none(%x: tensor<2x3x!s8>, %w: tensor<3x4x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.matmul %x, %w : (tensor<2x3x!s8>, tensor<3x4x!s8>) -> tensor<2x4x!s8>
  return
}

// -----

func.func @matmul_c5_some(%x: tensor<2x3xi8>, %w: tensor<3x4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for 'tensor<2x4xi32>', got some}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<2x3xi8>, tensor<3x4xi8>, tensor<f32>, tensor<i32>) -> tensor<2x4xi32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @matmul_c5_planes(%x: tensor<2x3x!s8>, %w: tensor<3x4x!s8>, %s: tensor<2xf32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a result with one scale per slot and no sparsity, got }}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<2x3x!s8>, tensor<3x4x!s8>, tensor<2xf32>, tensor<i32>) -> tensor<2x4x!planes>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

func.func @matmul_c5_sparse(%x: tensor<2x3x!s8>, %w: tensor<3x4x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a result with one scale per slot and no sparsity, got }}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<2x3x!s8>, tensor<3x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!sparse>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @matmul_real_zero_point(%x: tensor<2x3x!s8>, %w: tensor<3x4x!s8>, %s: tensor<f32>, %z: tensor<f32>) {
  // expected-error @+1 {{operand #3 must be statically shaped tensor of 32-bit signless integer values}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<2x3x!s8>, tensor<3x4x!s8>, tensor<f32>, tensor<f32>) -> tensor<2x4x!s8>
  return
}
