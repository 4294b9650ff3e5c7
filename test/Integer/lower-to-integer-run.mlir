// The lowered functions, run by the interpreter, against numbers by hand. Codes
// go through a reshape so that the pass does not see constants.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize > %t.single
// RUN: qopt-opt %s --qopt-lower-to-integer=rounding=double -canonicalize > %t.double
// RUN: qopt-interpret %t.single --function=conv | FileCheck %s --check-prefix=CONV
// RUN: qopt-interpret %t.single --function=add | FileCheck %s --check-prefix=ADD
// RUN: qopt-interpret %t.double --function=add | FileCheck %s --check-prefix=ADD-DOUBLE
// RUN: qopt-interpret %t.single --function=mul | FileCheck %s --check-prefix=MUL
// RUN: qopt-interpret %t.single --function=average | FileCheck %s --check-prefix=AVERAGE
// RUN: qopt-interpret %t.single --function=mean | FileCheck %s --check-prefix=MEAN
// RUN: qopt-interpret %t.single --function=softmax | FileCheck %s --check-prefix=SOFTMAX
// RUN: qopt-interpret %t.single --function=log_softmax | FileCheck %s --check-prefix=LOG
// RUN: qopt-interpret %t.single --function=concat | FileCheck %s --check-prefix=CONCAT
// RUN: qopt-interpret %t.single --function=matmul | FileCheck %s --check-prefix=MATMUL

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!w8 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

// x - 3 = [7, 0; -3, 17], padded by 0 below and to the right; channel 0 is
// [1, 2; 3, 4] with bias 100 and factor 1/4, channel 1 [-1, 0; 5, -8] with -50 and
// 1/8; zero point -4, ties up:
//   (0,0)  7 + 0 - 9 + 68 + 100 = 166 / 4 = 41.5 -> 42 - 4 = 38
//          -7 + 0 - 15 - 136 - 50 = -208 / 8 = -26 - 4 = -30
//   (0,1)  51 + 100 = 151 / 4 = 37.75 -> 34      85 - 50 = 35 / 8 = 4.4 -> 0
//   (1,0)  -3 + 34 + 100 = 131 / 4 = 32.75 -> 29   3 - 50 = -47 / 8 = -5.9 -> -10
//   (1,1)  17 + 100 = 117 / 4 = 29.25 -> 25      -17 - 50 = -67 / 8 = -8.4 -> -12
// CONV: 38 -30 34 0 29 -10 25 -12
func.func @conv() -> tensor<1x2x2x2xi8> {
  %d = qopt.constant dense<[[[[10], [3]], [[0], [20]]]]> : tensor<1x2x2x1xui8>
  %c = qopt.reshape %d : tensor<1x2x2x1xui8> -> tensor<1x2x2x1xui8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %zx = qopt.constant dense<3> : tensor<i32>
  %zy = qopt.constant dense<-4> : tensor<i32>
  %sw = qopt.constant dense<[0.25, 0.125]> : tensor<2xf32>
  %zw = qopt.constant dense<0> : tensor<2xi32>
  %sb = qopt.constant dense<[0.125, 0.0625]> : tensor<2xf32>
  %wc = qopt.constant dense<[[[[1], [2]], [[3], [4]]], [[[-1], [0]], [[5], [-8]]]]> : tensor<2x2x2x1xi8>
  %bc = qopt.constant dense<[100, -50]> : tensor<2xi32>
  %x = qopt.assemble %c, %s, %zx : tensor<1x2x2x1xui8>, tensor<f32>, tensor<i32> -> tensor<1x2x2x1x!u8>
  %w = qopt.assemble %wc, %sw, %zw : tensor<2x2x2x1xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x2x1x!w8>
  %b = qopt.assemble %bc, %sb, %zw : tensor<2xi32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x!b32>
  %y = qopt.conv %x, %w bias %b result(%s, %zy) {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x2x2x1x!u8>, tensor<2x2x2x1x!w8>, tensor<2x!b32>, tensor<f32>, tensor<i32>) -> tensor<1x2x2x2x!s8>
  %r = qopt.codes %y : tensor<1x2x2x2x!s8> -> tensor<1x2x2x2xi8>
  return %r : tensor<1x2x2x2xi8>
}

// Codes [7, -1, 127] are [2, -2, 62] (0.5, 3), codes [4, -8, 127] are [1.5, -1.5,
// 32.25] (0.25, -2); sums 3.5, -3.5, 94.25 at scale 1, zero point 1: ties up gives
// 4, -3, 94; TFLite's double rounding takes ties away from zero, -4.
// ADD: 5 -2 95
// ADD-DOUBLE: 5 -3 95
func.func @add() -> tensor<3xi8> {
  %c0 = qopt.constant dense<[7, -1, 127]> : tensor<3xi8>
  %d0 = qopt.constant dense<[4, -8, 127]> : tensor<3xi8>
  %c = qopt.reshape %c0 : tensor<3xi8> -> tensor<3xi8>
  %d = qopt.reshape %d0 : tensor<3xi8> -> tensor<3xi8>
  %s1 = qopt.constant dense<0.5> : tensor<f32>
  %z1 = qopt.constant dense<3> : tensor<i32>
  %s2 = qopt.constant dense<0.25> : tensor<f32>
  %z2 = qopt.constant dense<-2> : tensor<i32>
  %so = qopt.constant dense<1.0> : tensor<f32>
  %zo = qopt.constant dense<1> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z1 : tensor<3xi8>, tensor<f32>, tensor<i32> -> tensor<3x!s8>
  %b = qopt.assemble %d, %s2, %z2 : tensor<3xi8>, tensor<f32>, tensor<i32> -> tensor<3x!s8>
  %0 = qopt.binary add %a, %b result(%so, %zo) : (tensor<3x!s8>, tensor<3x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x!s8>
  %1 = qopt.codes %0 : tensor<3x!s8> -> tensor<3xi8>
  return %1 : tensor<3xi8>
}

// The same operands: products 3, 3, 1999.5; at scale 2, zero point 1: 1.5 -> 2, 2,
// and saturated.
// MUL: 3 3 127
func.func @mul() -> tensor<3xi8> {
  %c0 = qopt.constant dense<[7, -1, 127]> : tensor<3xi8>
  %d0 = qopt.constant dense<[4, -8, 127]> : tensor<3xi8>
  %c = qopt.reshape %c0 : tensor<3xi8> -> tensor<3xi8>
  %d = qopt.reshape %d0 : tensor<3xi8> -> tensor<3xi8>
  %s1 = qopt.constant dense<0.5> : tensor<f32>
  %z1 = qopt.constant dense<3> : tensor<i32>
  %s2 = qopt.constant dense<0.25> : tensor<f32>
  %z2 = qopt.constant dense<-2> : tensor<i32>
  %so = qopt.constant dense<2.0> : tensor<f32>
  %zo = qopt.constant dense<1> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z1 : tensor<3xi8>, tensor<f32>, tensor<i32> -> tensor<3x!s8>
  %b = qopt.assemble %d, %s2, %z2 : tensor<3xi8>, tensor<f32>, tensor<i32> -> tensor<3x!s8>
  %0 = qopt.binary mul %a, %b result(%so, %zo) : (tensor<3x!s8>, tensor<3x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x!s8>
  %1 = qopt.codes %0 : tensor<3x!s8> -> tensor<3xi8>
  return %1 : tensor<3xi8>
}

// Windows of 2 over [5, 8, -1, -2, 7], the last with one element only, keep their
// scale: 6.5 -> 7, -1.5 -> -2 (half away from zero), 7. Without the last one and at
// half the scale, zero point 3 -> 0: (13 - 6), (-3 - 6).
// AVERAGE: 7 -2 7
// AVERAGE: 7 -9
func.func @average() -> (tensor<1x3x1xi8>, tensor<1x2x1xi8>) {
  %d = qopt.constant dense<[[[5], [8], [-1], [-2], [7]]]> : tensor<1x5x1xi8>
  %c = qopt.reshape %d : tensor<1x5x1xi8> -> tensor<1x5x1xi8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x5x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x5x1x!s8>
  %0 = qopt.pool average %x result(%s, %z) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x5x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x1x!s8>
  %1 = qopt.pool average %x result(%t, %y) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x5x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x1x!s8>
  %2 = qopt.codes %0 : tensor<1x3x1x!s8> -> tensor<1x3x1xi8>
  %3 = qopt.codes %1 : tensor<1x2x1x!s8> -> tensor<1x2x1xi8>
  return %2, %3 : tensor<1x3x1xi8>, tensor<1x2x1xi8>
}

// [5, 8, -1, -2] - 3 = [2, 5, -4, -5]: mean -0.5 steps of 0.5, -1 of 0.25; + 10 = 9.
// MEAN: 9
func.func @mean() -> tensor<1xi8> {
  %d = qopt.constant dense<[5, 8, -1, -2]> : tensor<4xi8>
  %c = qopt.reshape %d : tensor<4xi8> -> tensor<4xi8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<10> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %0 = qopt.reduce mean %x result(%t, %y) {axes = array<i64: 0>} : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x!s8>
  %1 = qopt.codes %0 : tensor<1x!s8> -> tensor<1xi8>
  return %1 : tensor<1xi8>
}

// Differences of 0.125: e = [1, 1, exp(-1), exp(-1.25)], sum 2.654384...:
// 256 * e / sum = [96.44, 96.44, 35.48, 27.63] -> 96, 96, 35, 28, less 128.
// SOFTMAX: -32 -32 -93 -100
func.func @softmax() -> tensor<1x4xi8> {
  %d = qopt.constant dense<[[13, 13, 5, 3]]> : tensor<1x4xi8>
  %c = qopt.reshape %d : tensor<1x4xi8> -> tensor<1x4xi8>
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.00390625> : tensor<f32>
  %y = qopt.constant dense<-128> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  %0 = qopt.softmax %x result(%t, %y) axis 1 : (tensor<1x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  %1 = qopt.codes %0 : tensor<1x4x!s8> -> tensor<1x4xi8>
  return %1 : tensor<1x4xi8>
}

// ln(sum) = 0.976213: [-0.976, -0.976, -1.976, -2.226] * 16 = [-15.62, -15.62,
// -31.62, -35.62] -> -16, -16, -32, -36, and 127.
// LOG: 111 111 95 91
func.func @log_softmax() -> tensor<1x4xi8> {
  %d = qopt.constant dense<[[13, 13, 5, 3]]> : tensor<1x4xi8>
  %c = qopt.reshape %d : tensor<1x4xi8> -> tensor<1x4xi8>
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.0625> : tensor<f32>
  %y = qopt.constant dense<127> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  %0 = qopt.softmax %x result(%t, %y) axis 1 log : (tensor<1x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  %1 = qopt.codes %0 : tensor<1x4x!s8> -> tensor<1x4xi8>
  return %1 : tensor<1x4xi8>
}

// [7, -1] as they are; [6, -9] (0.25, -1) are 1.75 and -2: 3.5 -> 4 and -4 steps of
// 0.5, + 3 = 7 and -1.
// CONCAT: 7 -1 7 -1
func.func @concat() -> tensor<4xi8> {
  %c0 = qopt.constant dense<[7, -1]> : tensor<2xi8>
  %d0 = qopt.constant dense<[6, -9]> : tensor<2xi8>
  %c = qopt.reshape %c0 : tensor<2xi8> -> tensor<2xi8>
  %d = qopt.reshape %d0 : tensor<2xi8> -> tensor<2xi8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<-1> : tensor<i32>
  %a = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %b = qopt.assemble %d, %t, %y : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %0 = qopt.concat %a, %b axis 0 : (tensor<2x!s8>, tensor<2x!s8>) -> tensor<4x!s8>
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// Run-time operands ([7, 2] - 3) x ([130, 100; 128, 127] - 128) = [4, -1] x [2, -28;
// 0, -1] = [8, -111], factor 0.5 * 0.5 / 0.5: 4, -55.5 -> -55; + 3.
// MATMUL: 7 -52
func.func @matmul() -> tensor<1x2xi8> {
  %c0 = qopt.constant dense<[[7, 2]]> : tensor<1x2xi8>
  %d0 = qopt.constant dense<[[130, 100], [128, 127]]> : tensor<2x2xui8>
  %c = qopt.reshape %c0 : tensor<1x2xi8> -> tensor<1x2xi8>
  %d = qopt.reshape %d0 : tensor<2x2xui8> -> tensor<2x2xui8>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %y = qopt.constant dense<128> : tensor<i32>
  %a = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %b = qopt.assemble %d, %s, %y : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!u8>
  %0 = qopt.matmul %a, %b result(%s, %z) : (tensor<1x2x!s8>, tensor<2x2x!u8>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  %1 = qopt.codes %0 : tensor<1x2x!s8> -> tensor<1x2xi8>
  return %1 : tensor<1x2xi8>
}
