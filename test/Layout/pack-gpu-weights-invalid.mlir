// What qopt-pack-gpu-weights refuses, and the reason it gives.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-pack-gpu-weights | FileCheck %s
// CHECK-NOT: qopt.mma_matmul

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
