// dequantize -> op -> quantize becomes one quantized op.
// RUN: qopt-opt %s --qopt-fuse-qdq -cse | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!w8 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!w8t = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>>

// The bias of a convolution becomes s32 with the scales of the accumulator:
// 0.125 * [0.5, 0.25] = [0.0625, 0.03125]; [1, -0.046875] are 16 and -1.5 -> -2 of them.
// CHECK-LABEL: func.func @conv
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x4x1xf32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[16, -2]> : tensor<2xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[6.250000e-02, 3.125000e-02]> : tensor<2xf32>
// CHECK-DAG: %[[Q:.*]] = qopt.quantize %[[X]]
// CHECK-DAG: %[[QB:.*]] = qopt.assemble %[[B]], %[[S]], %{{.*}} -> tensor<2x!q_s32_c0_>
// CHECK: qopt.conv %[[Q]], %{{.*}} bias %[[QB]] result(%{{.*}}, %{{.*}}) {dilations = array<i64: 1, 1>, groups = 1 : i64, input_dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 0>, strides = array<i64: 2, 2>} : (tensor<1x4x4x1x!q_s8_>, tensor<2x1x1x1x!q_s8n_c0_>, tensor<2x!q_s32_c0_>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x2x!q_s8_>
// CHECK-NEXT: return
func.func @conv(%x: tensor<1x4x4x1xf32>) -> tensor<1x3x3x2x!s8> {
  %sx = qopt.constant dense<0.125> : tensor<f32>
  %sy = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %c = qopt.constant dense<[[[[1]]], [[[2]]]]> : tensor<2x1x1x1xi8>
  %sw = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zw = qopt.constant dense<0> : tensor<2xi32>
  %b = qopt.constant dense<[1.0, -0.046875]> : tensor<2xf32>
  %q = qopt.quantize %x, %sx, %z rounding nearest_even : tensor<1x4x4x1xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x4x1x!s8>
  %w = qopt.assemble %c, %sw, %zw : tensor<2x1x1x1xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x1x1x1x!w8>
  %0 = qopt.dequantize %q : tensor<1x4x4x1x!s8> -> tensor<1x4x4x1xf32>
  %1 = qopt.dequantize %w : tensor<2x1x1x1x!w8> -> tensor<2x1x1x1xf32>
  %2 = qopt.conv %0, %1 bias %b {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x4x4x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  %3 = qopt.quantize %2, %sy, %z rounding nearest_even : tensor<1x3x3x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x3x3x2x!s8>
  return %3 : tensor<1x3x3x2x!s8>
}

// A dequantized bias (imported QDQ): codes [8, -3] at scale 0.125 are [1, -0.375];
// at 0.125 * 0.5 = 0.0625 they are 16 and -6. One filter scale serves all channels.
// CHECK-LABEL: func.func @bias_of_codes
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[16, -6]> : tensor<2xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<6.250000e-02> : tensor<2xf32>
// CHECK-DAG: %[[QB:.*]] = qopt.assemble %[[B]], %[[S]], %{{.*}} -> tensor<2x!q_s32_c0_>
// CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %[[QB]] result
func.func @bias_of_codes(%x: tensor<1x1xf32>) -> tensor<1x2x!s8> {
  %sx = qopt.constant dense<0.125> : tensor<f32>
  %sw = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<[[1, 2]]> : tensor<1x2xi8>
  %cb = qopt.constant dense<[8, -3]> : tensor<2xi8>
  %q = qopt.quantize %x, %sx, %z rounding nearest_even : tensor<1x1xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x!s8>
  %w = qopt.assemble %c, %sw, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %b = qopt.assemble %cb, %sx, %z : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %0 = qopt.dequantize %q : tensor<1x1x!s8> -> tensor<1x1xf32>
  %1 = qopt.dequantize %w : tensor<1x2x!s8> -> tensor<1x2xf32>
  %2 = qopt.dequantize %b : tensor<2x!s8> -> tensor<2xf32>
  %3 = qopt.matmul %0, %1 bias %2 : (tensor<1x1xf32>, tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %4 = qopt.quantize %3, %sx, %z rounding nearest_even : tensor<1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  return %4 : tensor<1x2x!s8>
}

// Nobody quantizes the result: the s32 accumulator itself is dequantized, per
// channel as the filter is: 0.125 * [0.5, 0.25].
// CHECK-LABEL: func.func @accumulator
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[6.250000e-02, 3.125000e-02]> : tensor<2xf32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<2xi32>
// CHECK: %[[A:.*]] = qopt.matmul %{{.*}}, %{{.*}} result(%[[S]], %[[Z]]) : {{.*}} -> tensor<1x2x!q_s32_c1_>
// CHECK-NEXT: %[[D:.*]] = qopt.dequantize %[[A]] : tensor<1x2x!q_s32_c1_> -> tensor<1x2xf32>
// CHECK-NEXT: return %[[D]]
func.func @accumulator(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %sx = qopt.constant dense<0.125> : tensor<f32>
  %sw = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %zw = qopt.constant dense<0> : tensor<2xi32>
  %c = qopt.constant dense<[[1, 2]]> : tensor<1x2xi8>
  %q = qopt.quantize %x, %sx, %z rounding nearest_even : tensor<1x1xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x!s8>
  %w = qopt.assemble %c, %sw, %zw : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!w8t>
  %0 = qopt.dequantize %q : tensor<1x1x!s8> -> tensor<1x1xf32>
  %1 = qopt.dequantize %w : tensor<1x2x!w8t> -> tensor<1x2xf32>
  %2 = qopt.matmul %0, %1 : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @arithmetic
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x2x!q_s8_>, %[[Y:[a-z0-9]*]]: tensor<1x4x2x!q_u8_>
// CHECK-NEXT: %[[A:.*]] = qopt.binary add %[[X]], %[[Y]] result(%{{.*}}, %{{.*}}) : (tensor<1x4x2x!q_s8_>, tensor<1x4x2x!q_u8_>, tensor<f32>, tensor<i32>) -> tensor<1x4x2x!q_s8_>
// CHECK-NEXT: %[[U:.*]] = qopt.unary leaky_relu %[[A]] result(%{{.*}}, %{{.*}}) {alpha = 1.250000e-01 : f64}
// CHECK-NEXT: %[[P:.*]] = qopt.pool average %[[U]] result(%{{.*}}, %{{.*}}) {count_include_pad, dilations = array<i64: 1>, kernel = array<i64: 2>, padding = array<i64: 0, 0>, strides = array<i64: 2>}
// CHECK-NEXT: %[[R:.*]] = qopt.reduce mean %[[P]] result(%{{.*}}, %{{.*}}) {axes = array<i64: 1>}
// CHECK-NEXT: %[[M:.*]] = qopt.binary max %[[R]], %[[R]] result(%{{.*}}, %{{.*}})
// CHECK-NEXT: %[[S:.*]] = qopt.softmax %[[M]] result(%{{.*}}, %{{.*}}) axis 2 log
// CHECK-NEXT: return %[[S]]
func.func @arithmetic(%x: tensor<1x4x2x!s8>, %y: tensor<1x4x2x!u8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x1x2x!s8> {
  %0 = qopt.dequantize %x : tensor<1x4x2x!s8> -> tensor<1x4x2xf32>
  %1 = qopt.dequantize %y : tensor<1x4x2x!u8> -> tensor<1x4x2xf32>
  %2 = qopt.binary add %0, %1 : (tensor<1x4x2xf32>, tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %3 = qopt.quantize %2, %s, %z rounding nearest_even : tensor<1x4x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x2x!s8>
  %4 = qopt.dequantize %3 : tensor<1x4x2x!s8> -> tensor<1x4x2xf32>
  %5 = qopt.unary leaky_relu %4 {alpha = 0.125 : f64} : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %6 = qopt.quantize %5, %s, %z rounding nearest_even : tensor<1x4x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x2x!s8>
  %7 = qopt.dequantize %6 : tensor<1x4x2x!s8> -> tensor<1x4x2xf32>
  %8 = qopt.pool average %7 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, count_include_pad} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %9 = qopt.quantize %8, %s, %z rounding nearest_even : tensor<1x2x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x2x2x!s8>
  %10 = qopt.dequantize %9 : tensor<1x2x2x!s8> -> tensor<1x2x2xf32>
  %11 = qopt.reduce mean %10 {axes = array<i64: 1>} : (tensor<1x2x2xf32>) -> tensor<1x1x2xf32>
  %12 = qopt.quantize %11, %s, %z rounding nearest_even : tensor<1x1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x2x!s8>
  %13 = qopt.dequantize %12 : tensor<1x1x2x!s8> -> tensor<1x1x2xf32>
  %14 = qopt.binary max %13, %13 : (tensor<1x1x2xf32>, tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  %15 = qopt.quantize %14, %s, %z rounding nearest_even : tensor<1x1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x2x!s8>
  %16 = qopt.dequantize %15 : tensor<1x1x2x!s8> -> tensor<1x1x2xf32>
  %17 = qopt.softmax %16 axis 2 log : (tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  %18 = qopt.quantize %17, %s, %z rounding nearest_even : tensor<1x1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x2x!s8>
  return %18 : tensor<1x1x2x!s8>
}

// Quantized to what it was: nothing. Equal constants count as the same value.
// CHECK-LABEL: func.func @same_parameters
// CHECK: %[[Q:.*]] = qopt.quantize
// CHECK-NEXT: return %[[Q]]
func.func @same_parameters(%x: tensor<4xf32>) -> tensor<4x!s8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.5> : tensor<f32>
  %y = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.dequantize %0 : tensor<4x!s8> -> tensor<4xf32>
  %2 = qopt.quantize %1, %t, %y rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %2 : tensor<4x!s8>
}

// Another scale, zero point or format: a requantize, with the rounding asked for.
// CHECK-LABEL: func.func @other_parameters
// CHECK: %[[Q:.*]] = qopt.quantize
// CHECK-NEXT: qopt.requantize %[[Q]], %{{.*}}, %{{.*}} rounding nearest_away : {{.*}} -> tensor<4x!q_s8_>
// CHECK-NEXT: qopt.requantize %[[Q]], %{{.*}}, %{{.*}} rounding nearest_even : {{.*}} -> tensor<4x!q_s8_>
// CHECK-NEXT: qopt.requantize %[[Q]], %{{.*}}, %{{.*}} rounding nearest_even : {{.*}} -> tensor<4x!q_u8_>
// CHECK-NEXT: return
func.func @other_parameters(%x: tensor<4xf32>) -> (tensor<4x!s8>, tensor<4x!s8>, tensor<4x!u8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<4> : tensor<i32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.dequantize %0 : tensor<4x!s8> -> tensor<4xf32>
  %2 = qopt.quantize %1, %t, %z rounding nearest_away : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %3 = qopt.quantize %1, %s, %y rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %4 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  return %2, %3, %4 : tensor<4x!s8>, tensor<4x!s8>, tensor<4x!u8>
}

// The quantize moves up through clamps and moves to the addition; its constant
// parameters, defined below, move with it.
// CHECK-LABEL: func.func @quantize_moves_up
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<-128> : tensor<i32>
// CHECK: %[[A:.*]] = qopt.binary add {{.*}} result(%[[S]], %[[Z]])
// CHECK-NEXT: %[[R:.*]] = qopt.unary relu %[[A]] result(%[[S]], %[[Z]])
// CHECK-NEXT: %[[C:.*]] = qopt.unary clip %[[R]] result(%[[S]], %[[Z]]) {beta = 6.000000e+00 : f64}
// CHECK-NEXT: %[[P:.*]] = qopt.pool max %[[C]] {{.*}} : (tensor<1x4x2x!q_s8_>) -> tensor<1x2x2x!q_s8_>
// CHECK-NEXT: %[[M:.*]] = qopt.reduce max %[[P]] {axes = array<i64: 1>} : (tensor<1x2x2x!q_s8_>) -> tensor<1x1x2x!q_s8_>
// CHECK-NEXT: %[[T:.*]] = qopt.reshape %[[M]] : tensor<1x1x2x!q_s8_> -> tensor<2x!q_s8_>
// CHECK-NEXT: return %[[T]]
func.func @quantize_moves_up(%x: tensor<1x4x2x!s8>) -> tensor<2x!s8> {
  %0 = qopt.dequantize %x : tensor<1x4x2x!s8> -> tensor<1x4x2xf32>
  %1 = qopt.binary add %0, %0 : (tensor<1x4x2xf32>, tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %2 = qopt.unary relu %1 : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %3 = qopt.unary clip %2 {beta = 6.0 : f64} : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  %4 = qopt.pool max %3 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %5 = qopt.reduce max %4 {axes = array<i64: 1>} : (tensor<1x2x2xf32>) -> tensor<1x1x2xf32>
  %6 = qopt.reshape %5 : tensor<1x1x2xf32> -> tensor<2xf32>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<-128> : tensor<i32>
  %7 = qopt.quantize %6, %s, %z rounding nearest_even : tensor<2xf32>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  return %7 : tensor<2x!s8>
}

// CHECK-LABEL: func.func @quantize_moves_up_through_moves
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<2xf32>
// CHECK-NEXT: %[[Q:.*]] = qopt.quantize %[[X]]
// CHECK-NEXT: %[[B:.*]] = qopt.broadcast %[[Q]] : tensor<2x!q_s8_> -> tensor<3x2x!q_s8_>
// CHECK-NEXT: %[[V:.*]] = qopt.transpose %[[B]] perm [1, 0] : tensor<3x2x!q_s8_> -> tensor<2x3x!q_s8_>
// CHECK-NEXT: %[[L:.*]] = qopt.slice %[[V]] from [0, 0] step [1, 2] : tensor<2x3x!q_s8_> -> tensor<2x2x!q_s8_>
// CHECK-NEXT: %[[D:.*]] = qopt.pad constant %[[L]] low [1, 0] high [0, 0] value 1.500000e+00 : tensor<2x2x!q_s8_> -> tensor<3x2x!q_s8_>
// CHECK-NEXT: %[[G:.*]] = qopt.gather %[[D]], %{{.*}} axis 0 : tensor<3x2x!q_s8_>, tensor<i64> -> tensor<2x!q_s8_>
// CHECK-NEXT: %[[R:.*]] = qopt.resize %[[G]] {axes = array<i64: 0>, positions = [dense<{{.*}}> : tensor<4x1xi64>], weights = [dense<1.000000e+00> : tensor<4x1xf32>]} : (tensor<2x!q_s8_>) -> tensor<4x!q_s8_>
// CHECK-NEXT: return %[[R]]
func.func @quantize_moves_up_through_moves(%x: tensor<2xf32>, %i: tensor<i64>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!s8> {
  %0 = qopt.broadcast %x : tensor<2xf32> -> tensor<3x2xf32>
  %1 = qopt.transpose %0 perm [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %2 = qopt.slice %1 from [0, 0] step [1, 2] : tensor<2x3xf32> -> tensor<2x2xf32>
  %3 = qopt.pad constant %2 low [1, 0] high [0, 0] value 1.5 : tensor<2x2xf32> -> tensor<3x2xf32>
  %4 = qopt.gather %3, %i axis 0 : tensor<3x2xf32>, tensor<i64> -> tensor<2xf32>
  %5 = qopt.resize %4 {axes = array<i64: 0>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]} : (tensor<2xf32>) -> tensor<4xf32>
  %6 = qopt.quantize %5, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %6 : tensor<4x!s8>
}

// Above a concatenation a quantize per input; inputs of other parameters are
// requantized, those of the same go in as they are.
// CHECK-LABEL: func.func @concat
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[A:.*]] = qopt.quantize %{{.*}}, %[[S]], %[[Z:.*]] rounding
// CHECK-DAG: %[[B:.*]] = qopt.quantize %{{.*}}, %[[T]], %[[Z]] rounding
// CHECK: %[[R:.*]] = qopt.requantize %[[B]], %[[S]], %[[Z]]
// CHECK-NEXT: %[[C:.*]] = qopt.concat %[[A]], %[[R]] axis 0 : (tensor<4x!q_s8_>, tensor<4x!q_s8_>) -> tensor<8x!q_s8_>
// CHECK-NEXT: return %[[C]]
func.func @concat(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<8x!s8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.quantize %y, %t, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.dequantize %0 : tensor<4x!s8> -> tensor<4xf32>
  %3 = qopt.dequantize %1 : tensor<4x!s8> -> tensor<4xf32>
  %4 = qopt.concat %2, %3 axis 0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  %5 = qopt.quantize %4, %s, %z rounding nearest_even : tensor<8xf32>, tensor<f32>, tensor<i32> -> tensor<8x!s8>
  return %5 : tensor<8x!s8>
}

// Dequantizes move down through ops that only move, so that these run on codes.
// CHECK-LABEL: func.func @dequantize_moves_down
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x2x!q_s8_>
// CHECK-NEXT: %[[P:.*]] = qopt.pool max %[[X]] {{.*}} -> tensor<1x2x2x!q_s8_>
// CHECK-NEXT: %[[R:.*]] = qopt.reshape %[[P]] : tensor<1x2x2x!q_s8_> -> tensor<2x2x!q_s8_>
// CHECK-NEXT: %[[T:.*]] = qopt.transpose %[[R]] perm [1, 0] : tensor<2x2x!q_s8_> -> tensor<2x2x!q_s8_>
// CHECK-NEXT: %[[B:.*]] = qopt.broadcast %[[T]] : tensor<2x2x!q_s8_> -> tensor<3x2x2x!q_s8_>
// CHECK-NEXT: %[[S:.*]] = qopt.slice %[[B]] from [0, 0, 0] step [2, 1, 1] : tensor<3x2x2x!q_s8_> -> tensor<2x2x2x!q_s8_>
// CHECK-NEXT: %[[D:.*]] = qopt.dequantize %[[S]] : tensor<2x2x2x!q_s8_> -> tensor<2x2x2xf32>
// CHECK-NEXT: return %[[D]]
func.func @dequantize_moves_down(%x: tensor<1x4x2x!s8>) -> tensor<2x2x2xf32> {
  %0 = qopt.dequantize %x : tensor<1x4x2x!s8> -> tensor<1x4x2xf32>
  %1 = qopt.pool max %0 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %2 = qopt.reshape %1 : tensor<1x2x2xf32> -> tensor<2x2xf32>
  %3 = qopt.transpose %2 perm [1, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  %4 = qopt.broadcast %3 : tensor<2x2xf32> -> tensor<3x2x2xf32>
  %5 = qopt.slice %4 from [0, 0, 0] step [2, 1, 1] : tensor<3x2x2xf32> -> tensor<2x2x2xf32>
  return %5 : tensor<2x2x2xf32>
}
