// What qopt-pack-gpu-weights refuses, and the reason it gives.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-pack-gpu-weights | FileCheck %s
// CHECK-NOT: qopt.mma_matmul_runs

func.func @run_time_weights(%x: tensor<7x2xi8>, %w: tensor<2x3xi8>) -> tensor<7x3xi32> {
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected constant weights, got a value computed at run time}}
  %a = qopt.matmul %x, %w : (tensor<7x2xi8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

func.func @float(%x: tensor<7x2xf32>) -> tensor<7x3xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x3xf32>
  // expected-remark @+1 {{'qopt.matmul' takes the generic path: expected an 8-bit product, got a float one}}
  %a = qopt.matmul %x, %w : (tensor<7x2xf32>, tensor<2x3xf32>) -> tensor<7x3xf32>
  return %a : tensor<7x3xf32>
}

// -----

func.func @groups(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x2xi32> {
  %w = qopt.constant dense<1> : tensor<2x1x1x2xi8>
  // expected-remark @+1 {{'qopt.conv' takes the generic path: expected one group, got 2}}
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64} : (tensor<1x4x4x4xi8>, tensor<2x1x1x2xi8>) -> tensor<1x4x4x2xi32>
  return %a : tensor<1x4x4x2xi32>
}

// -----

// The sums alone are packed.
func.func @scales(%x: tensor<2x9x20xi8>, %p: tensor<9xf32>) -> tensor<2x9x4xf32> {
  %w = qopt.constant dense<2> : tensor<20x4xi8>
  %c = qopt.constant dense<0.5> : tensor<4xf32>
  %a = qopt.matmul %x, %w : (tensor<2x9x20xi8>, tensor<20x4xi8>) -> tensor<2x9x4xi32>
  // expected-remark @+1 {{dequantize_sums of 'qopt.matmul' is not fused into its kernel: expected scales of all 18 rows or one, got [9]}}
  %y = qopt.dequantize_sums %a rows %p columns %c : tensor<2x9x4xi32>, tensor<9xf32>, tensor<4xf32> -> tensor<2x9x4xf32>
  return %y : tensor<2x9x4xf32>
}

// -----

!w = !qopt.q<#qopt.int<s8>, #qopt.group<0, 32>>
func.func @bits(%x: tensor<5x64xi8>, %p: tensor<5xf32>) -> tensor<5x2xf32> {
  %c = qopt.constant dense<1> : tensor<64x2xi8>
  %s = qopt.constant dense<0.5> : tensor<2x2xf32>
  %z = qopt.constant dense<0> : tensor<2x2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<64x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<64x2x!w>
  // expected-remark @+1 {{'qopt.matmul_runs' takes the generic path: expected a format of at most 4 bits, got one of 8}}
  %y = qopt.matmul_runs %x, %w rows %p : tensor<5x64xi8>, tensor<64x2x!w>, tensor<5xf32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

!w = !qopt.q<#qopt.int<s4>, #qopt.group<0, 16>>
func.func @run(%x: tensor<5x64xi8>, %p: tensor<5xf32>) -> tensor<5x2xf32> {
  %c = qopt.constant dense<1> : tensor<64x2xi8>
  %s = qopt.constant dense<0.5> : tensor<4x2xf32>
  %z = qopt.constant dense<0> : tensor<4x2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<64x2xi8>, tensor<4x2xf32>, tensor<4x2xi32> -> tensor<64x2x!w>
  // expected-remark @+1 {{'qopt.matmul_runs' takes the generic path: expected one scale for 32, for a multiple of 64 or for all 64 k, got one for 16}}
  %y = qopt.matmul_runs %x, %w rows %p : tensor<5x64xi8>, tensor<64x2x!w>, tensor<5xf32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

!w = !qopt.q<#qopt.int<u4>, #qopt.channel<1>>
func.func @zero_points(%x: tensor<5x64xi8>, %p: tensor<5xf32>) -> tensor<5x2xf32> {
  %c = qopt.constant dense<1> : tensor<64x2xui8>
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<[3, 4]> : tensor<2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<64x2xui8>, tensor<2xf32>, tensor<2xi32> -> tensor<64x2x!w>
  // expected-remark @+1 {{'qopt.matmul_runs' takes the generic path: expected one zero point of all columns and runs, got several}}
  %y = qopt.matmul_runs %x, %w rows %p : tensor<5x64xi8>, tensor<64x2x!w>, tensor<5xf32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

func.func @depthwise(%x: tensor<1x4x4x6xi8>) -> tensor<1x4x4x6xi32> {
  %w = qopt.constant dense<1> : tensor<6x1x1x1xi8>
  // expected-remark @+1 {{'qopt.conv' takes the generic path: expected pixels of a multiple of 4 channels, got 6}}
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 6 : i64} : (tensor<1x4x4x6xi8>, tensor<6x1x1x1xi8>) -> tensor<1x4x4x6xi32>
  return %a : tensor<1x4x4x6xi32>
}
