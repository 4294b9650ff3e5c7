// What qopt-pack-weights refuses, and the reason it gives.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-pack-weights | FileCheck %s
// CHECK-NOT: packed

func.func @run_time_weights(%x: tensor<7x2xi8>, %w: tensor<2x3xi8>) -> tensor<7x3xi32> {
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected constant weights, got a value computed at run time}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @run_time_bias(%x: tensor<7x2xi8>, %b: tensor<3xi32>) -> tensor<7x3xi32> {
  %w = qopt.constant dense<1> : tensor<2x3xi8>
  // expected-remark @+1 {{expected a constant bias, got a value computed at run time}}
  %a = qopt.matmul %x, %w bias %b : (tensor<7x2xi8>, tensor<2x3xi8>, tensor<3xi32>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @wide_input(%x: tensor<7x2xi16>) -> tensor<7x3xi32> {
  %w = qopt.constant dense<1> : tensor<2x3xi8>
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected an 8-bit input, got i16}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi16>, tensor<2x3xi8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @unsigned_filter(%x: tensor<7x2xi8>) -> tensor<7x3xi32> {
  %w = qopt.constant dense<1> : tensor<2x3xui8>
  // expected-remark @+1 {{expected a filter of i8, got ui8}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<2x3xui8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @wide_sums(%x: tensor<7x2xi8>) -> tensor<7x3xi64> {
  %w = qopt.constant dense<1> : tensor<2x3xi8>
  // expected-remark @+1 {{expected sums of i32, got i64}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<2x3xi8>) -> tensor<7x3xi64>
  return %a : tensor<7x3xi64>
}

// -----

func.func @batched_right(%x: tensor<4x7x2xi8>) -> tensor<4x7x3xi32> {
  %w = qopt.constant dense<1> : tensor<4x2x3xi8>
  // expected-remark @+1 {{expected one right side, got a batch of 4}}
  %a = qopt.matmul %x, %w : (tensor<4x7x2xi8>, tensor<4x2x3xi8>) -> tensor<4x7x3xi32>
  return %a : tensor<4x7x3xi32>
}

// -----

func.func @right_of_higher_rank(%x: tensor<7x2xi8>) -> tensor<1x7x3xi32> {
  %w = qopt.constant dense<1> : tensor<1x2x3xi8>
  // expected-remark @+1 {{expected a left side of rank 3, got rank 2}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<1x2x3xi8>) -> tensor<1x7x3xi32>
  return %a : tensor<1x7x3xi32>
}

// -----

func.func @transposed(%x: tensor<1x4x3xf32>) -> tensor<1x9x4xf32> {
  %w = qopt.constant dense<1.0> : tensor<4x3x3xf32>
  // expected-remark @+1 {{expected input dilations of 1, got 2}}
  %r = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 2, 2>, dilations = array<i64: 1>, input_dilations = array<i64: 2>, groups = 1 : i64} : (tensor<1x4x3xf32>, tensor<4x3x3xf32>) -> tensor<1x9x4xf32>
  return %r : tensor<1x9x4xf32>
}

// -----

!q = tensor<7x2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
!f = tensor<2x3x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
!r = tensor<7x3x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
func.func @quantized(%x: !q, %w: !f, %s: tensor<f32>, %z: tensor<i32>) -> !r {
  // expected-remark @+1 {{expected float or integer form, got the quantized form; lower to integer first}}
  %a = qopt.matmul %x, %w result(%s, %z) : (!q, !f, tensor<f32>, tensor<i32>) -> !r
  return %a : !r
}

// -----

func.func @no_products(%x: tensor<7x0xi8>) -> tensor<7x3xi32> {
  %w = qopt.constant dense<> : tensor<0x3xi8>
  // expected-remark @+1 {{expected tensors with elements, got tensor<7x0xi8>}}
  %a = qopt.matmul %x, %w : (tensor<7x0xi8>, tensor<0x3xi8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @no_results(%x: tensor<7x2xi8>) -> tensor<7x0xi32> {
  %w = qopt.constant dense<> : tensor<2x0xi8>
  // expected-remark @+1 {{expected tensors with elements, got tensor<2x0xi8>}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<2x0xi8>) -> tensor<7x0xi32>
  return %a : tensor<7x0xi32>
}

// -----

func.func @codes_wide(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi16>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi16>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s16>, #qopt.tensor>>
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected a format of at most 8 bits, got #qopt.int<s16>}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s16>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_rows(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<4xf32>
  %z = qopt.constant dense<0> : tensor<4xi32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.channel<0>>>
  // expected-remark @+1 {{expected one scale per tensor, per column (#qopt.channel<1>) or per group along k (#qopt.group<0, n>), got #qopt.channel<0>}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.channel<0>>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_groups_of_columns(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<4x1xf32>
  %z = qopt.constant dense<0> : tensor<4x1xi32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<4x1xf32>, tensor<4x1xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>>
  // expected-remark @+1 {{got #qopt.group<1, 2>}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.group<1, 2>>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_blocks(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<3xf32>
  %z = qopt.constant dense<0> : tensor<3xi32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<3xf32>, tensor<3xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.block<3>>>
  // expected-remark @+1 {{got #qopt.block<3>}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.block<3>>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_tokens(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<4xf32>
  %z = qopt.constant dense<0> : tensor<4xi32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.token>>
  // expected-remark @+1 {{got #qopt.token}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.token>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_run_time(%x: tensor<1x4xf32>, %c: tensor<4x2xi8>) -> tensor<1x2xf32> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected constant weights, got a value computed at run time}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_run_time_scales(%x: tensor<1x4xf32>, %s: tensor<f32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected constant scales, or constant codes under one scale, got values computed at run time}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_run_time_zero_points(%x: tensor<1x4xf32>, %z: tensor<i32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected constant zero points, got values computed at run time}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_run_time_bias(%x: tensor<1x4xf32>, %b: tensor<2xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected a constant bias, got a value computed at run time}}
  %y = qopt.matmul %x, %w bias %b : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>, tensor<2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_argument(%x: tensor<1x4xf32>, %w: tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32> {
  // expected-remark @+1 {{expected codes assembled with their scales, got a function argument}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_moved(%x: tensor<1x4xf32>, %v: tensor<2x4x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32> {
  %w = qopt.transpose %v perm [1, 0] : tensor<2x4x!qopt.q<#qopt.int<s4>, #qopt.tensor>> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected codes assembled with their scales, got qopt.transpose}}
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @codes_batch(%x: tensor<2x1x4xf32>) -> tensor<2x1x2xf32> {
  %c = qopt.constant dense<1> : tensor<2x4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<2x4x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected a right side of rank 2, got rank 3}}
  %y = qopt.matmul %x, %w : (tensor<2x1x4xf32>, tensor<2x4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<2x1x2xf32>
  return %y : tensor<2x1x2xf32>
}

// -----

func.func @codes_no_rows(%x: tensor<0x4xf32>) -> tensor<0x2xf32> {
  %c = qopt.constant dense<1> : tensor<4x2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>
  // expected-remark @+1 {{expected tensors with elements, got tensor<0x4xf32>}}
  %y = qopt.matmul %x, %w : (tensor<0x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>) -> tensor<0x2xf32>
  return %y : tensor<0x2xf32>
}

// -----

func.func @planes_of_rows(%x: tensor<2x5xi8>, %r: tensor<2xf32>) -> tensor<2x1xf32> {
  %c = qopt.constant dense<1> : tensor<5x1xui8>
  %s = qopt.constant dense<1.0> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<5x1xui8>, tensor<2xf32>, tensor<i32> -> tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  // expected-remark @+1 {{'qopt.matmul_runs' takes the generic path: expected one row with elements beside binary codes, got 2 rows of 5 elements beside 1 columns; expand binary codes first (--qopt-expand-binary-codes)}}
  %0 = qopt.matmul_runs %x, %w rows %r : tensor<2x5xi8>, tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// -----

func.func @planes_run_time_bias(%x: tensor<1x5xi8>, %r: tensor<1xf32>, %b: tensor<1xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<1> : tensor<5x1xui8>
  %s = qopt.constant dense<1.0> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<5x1xui8>, tensor<2xf32>, tensor<i32> -> tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  // expected-remark @+1 {{expected a constant bias, got a value computed at run time}}
  %0 = qopt.matmul_runs %x, %w rows %r bias %b : tensor<1x5xi8>, tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}
