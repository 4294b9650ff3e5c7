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

!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @weight_only(%x: tensor<7x2xf32>) -> tensor<7x3xf32> {
  %c = qopt.constant dense<3> : tensor<2x3xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<2x3xui8>, tensor<f32>, tensor<i32> -> tensor<2x3x!nf4>
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected weights in float or integer form, got quantized ones, which are decoded as they are multiplied}}
  %a = qopt.matmul %x, %w : (tensor<7x2xf32>, tensor<2x3x!nf4>) -> tensor<7x3xf32>
  return %a : tensor<7x3xf32>
}
