// Depthwise convolutions for dot instructions: what they look like.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: @on_tensors
func.func @on_tensors(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %m: tensor<4xi32>, %s: tensor<4xi8>, %e: tensor<6x4xi8>) -> tensor<6x4xi8> {
  // CHECK: qopt.dot_depthwise %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {dilations = array<i64: 1>, hi = 127 : i64, kernel = array<i64: 3>, lo = -128 : i64, narrow, out_zp = 3 : i64, pad_value = -3 : i64, padding = array<i64: 1, 0>, rounding = #qopt<requant_rounding single>, strides = array<i64: 2>}
  %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e {narrow, kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, pad_value = -3 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
  return %r : tensor<6x4xi8>
}

// CHECK-LABEL: @on_memrefs
func.func @on_memrefs(%x: memref<1x5x5x8xui8>, %w: memref<9x8xi8>, %b: memref<8xi32>, %e: memref<9x8xi32>) {
  // CHECK: qopt.dot_depthwise %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {dilations = array<i64: 1, 1>, kernel = array<i64: 3, 3>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, unsigned_input}
  qopt.dot_depthwise %x, %w bias %b outs %e {unsigned_input, kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
    : (memref<1x5x5x8xui8>, memref<9x8xi8>, memref<8xi32>, memref<9x8xi32>) -> ()
  return
}
