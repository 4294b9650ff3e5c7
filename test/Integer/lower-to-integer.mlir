// Linear ops, requantize and the border. A factor f becomes multiplier m and
// shift s with f = m * 2^-s, 2^30 <= m < 2^31.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | FileCheck %s
// RUN: qopt-opt %s --qopt-lower-to-integer=rounding=double -canonicalize | FileCheck %s --check-prefix=DOUBLE

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>
!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>
!w8 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!w8c1 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>>
!s32c1 = !qopt.q<#qopt.int<s32>, #qopt.channel<1>>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

// Input zero point 3 is what padding holds and moves into the bias:
//   100 - 3 * (1 + 2 + 3 + 4) = 70, -50 - 3 * (-1 + 0 + 5 - 8) = -38.
// Factors 0.5 * [0.25, 0.125] / 0.5 = [2^-2, 2^-3] = 2^30 * 2^-[32, 33].
// CHECK-LABEL: func.func @conv
// CHECK-SAME: %[[X:.*]]: tensor<1x2x2x1xui8>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{.*}}1], [2]], {{.*}}3], [4]]], {{.*}}-1], [0]], {{.*}}5], [-8]]]]> : tensor<2x2x2x1xi8>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[70, -38]> : tensor<2xi32>
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1073741824> : tensor<2xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<[32, 33]> : tensor<2xi8>
// CHECK: %[[A:.*]] = qopt.conv %[[X]], %[[W]] bias %[[B]] {dilations = array<i64: 1, 1>, groups = 1 : i64, input_dilations = array<i64: 1, 1>, pad_value = 3 : i64, padding = array<i64: 0, 0, 1, 1>, strides = array<i64: 1, 1>} : (tensor<1x2x2x1xui8>, tensor<2x2x2x1xi8>, tensor<2xi32>) -> tensor<1x2x2x2xi32>
// CHECK: %[[R:.*]] = qopt.rescale %[[A]] by %[[M]], %[[T]] rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -4 : i64} : tensor<1x2x2x2xi32>, tensor<2xi32>, tensor<2xi8> -> tensor<1x2x2x2xi8>
// CHECK: return %[[R]]
// DOUBLE-LABEL: func.func @conv
// DOUBLE: qopt.rescale {{.*}} rounding double_round
func.func @conv(%c: tensor<1x2x2x1xui8>) -> tensor<1x2x2x2xi8> {
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

// f32(0.1) * f32([0.01, 0.02, 0.3]) / f32(0.05) = [0.02, 0.04, 0.6] to f32 scales:
//   0.02 = 0.64 * 2^-5, 0.64 * 2^31 = 1374389534.7..; of the f32 scales it is
//   1374389504; likewise 0.04 = 0.64 * 2^-4 and 0.6 = 0.6 * 2^0.
// No input zero point and no bias: none is made. Channels of a matrix are columns.
// CHECK-LABEL: func.func @matmul_per_channel
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<[1374389504, 1374389504, 1288490240]> : tensor<3xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<[36, 35, 31]> : tensor<3xi8>
// CHECK: %[[A:.*]] = qopt.matmul %{{.*}}, %{{.*}} : (tensor<1x2xi8>, tensor<2x3xi8>) -> tensor<1x3xi32>
// CHECK: qopt.rescale %[[A]] by %[[M]], %[[T]]
func.func @matmul_per_channel(%c: tensor<1x2xi8>) -> tensor<1x3xi8> {
  %sx = qopt.constant dense<0.1> : tensor<f32>
  %sy = qopt.constant dense<0.05> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %sw = qopt.constant dense<[0.01, 0.02, 0.3]> : tensor<3xf32>
  %zw = qopt.constant dense<0> : tensor<3xi32>
  %wc = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %x = qopt.assemble %c, %sx, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %sw, %zw : tensor<2x3xi8>, tensor<3xf32>, tensor<3xi32> -> tensor<2x3x!w8c1>
  %y = qopt.matmul %x, %w result(%sy, %z) : (tensor<1x2x!s8>, tensor<2x3x!w8c1>, tensor<f32>, tensor<i32>) -> tensor<1x3x!s8>
  %r = qopt.codes %y : tensor<1x3x!s8> -> tensor<1x3xi8>
  return %r : tensor<1x3xi8>
}

// An unsigned filter with zero point 128 becomes the differences in i8; one with
// zero point 0 has codes that only i16 holds. The bias takes -2 * their sums:
// -2 * ([-128 + 2, 127 + 1]) = [252, -256] and -2 * [0 + 130, 255 + 129].
// CHECK-LABEL: func.func @unsigned_filter
// CHECK-DAG: %[[W1:.*]] = qopt.constant dense<{{\[\[}}-128, 127], [2, 1]]> : tensor<2x2xi8>
// CHECK-DAG: %[[B1:.*]] = qopt.constant dense<[252, -256]> : tensor<2xi32>
// CHECK-DAG: %[[W2:.*]] = qopt.constant dense<{{\[\[}}0, 255], [130, 129]]> : tensor<2x2xi16>
// CHECK-DAG: %[[B2:.*]] = qopt.constant dense<[-260, -768]> : tensor<2xi32>
// CHECK: qopt.matmul %{{.*}}, %[[W1]] bias %[[B1]]
// CHECK: qopt.matmul %{{.*}}, %[[W2]] bias %[[B2]] : (tensor<1x2xi8>, tensor<2x2xi16>, tensor<2xi32>) -> tensor<1x2xi32>
func.func @unsigned_filter(%c: tensor<1x2xi8>) -> (tensor<1x2xi8>, tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %zx = qopt.constant dense<2> : tensor<i32>
  %z128 = qopt.constant dense<128> : tensor<i32>
  %z0 = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<[[0, 255], [130, 129]]> : tensor<2x2xui8>
  %x = qopt.assemble %c, %s, %zx : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w1 = qopt.assemble %wc, %s, %z128 : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!u8>
  %w2 = qopt.assemble %wc, %s, %z0 : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!u8>
  %y1 = qopt.matmul %x, %w1 result(%s, %zx) : (tensor<1x2x!s8>, tensor<2x2x!u8>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  %y2 = qopt.matmul %x, %w2 result(%s, %zx) : (tensor<1x2x!s8>, tensor<2x2x!u8>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  %r1 = qopt.codes %y1 : tensor<1x2x!s8> -> tensor<1x2xi8>
  %r2 = qopt.codes %y2 : tensor<1x2x!s8> -> tensor<1x2xi8>
  return %r1, %r2 : tensor<1x2xi8>, tensor<1x2xi8>
}

// Neither side is constant: zero points are subtracted first, in 16 bits.
// CHECK-LABEL: func.func @matmul_of_activations
// CHECK-SAME: %[[X:.*]]: tensor<2x3xi8>, %[[Y:.*]]: tensor<3x2xui8>
// CHECK-DAG: %[[ZX:.*]] = qopt.constant dense<3> : tensor<i16>
// CHECK-DAG: %[[ZY:.*]] = qopt.constant dense<128> : tensor<i16>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<31> : tensor<1xi8>
// CHECK: %[[XW:.*]] = qopt.cast %[[X]] : tensor<2x3xi8> -> tensor<2x3xi16>
// CHECK: %[[XC:.*]] = qopt.binary sub %[[XW]], %[[ZX]] : (tensor<2x3xi16>, tensor<i16>) -> tensor<2x3xi16>
// CHECK: %[[YW:.*]] = qopt.cast %[[Y]] : tensor<3x2xui8> -> tensor<3x2xi16>
// CHECK: %[[YC:.*]] = qopt.binary sub %[[YW]], %[[ZY]] : (tensor<3x2xi16>, tensor<i16>) -> tensor<3x2xi16>
// CHECK: %[[A:.*]] = qopt.matmul %[[XC]], %[[YC]] : (tensor<2x3xi16>, tensor<3x2xi16>) -> tensor<2x2xi32>
// CHECK: qopt.rescale %[[A]] by %{{.*}}, %[[T]]
func.func @matmul_of_activations(%c: tensor<2x3xi8>, %d: tensor<3x2xui8>) -> tensor<2x2xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %zx = qopt.constant dense<3> : tensor<i32>
  %zy = qopt.constant dense<128> : tensor<i32>
  %x = qopt.assemble %c, %s, %zx : tensor<2x3xi8>, tensor<f32>, tensor<i32> -> tensor<2x3x!s8>
  %y = qopt.assemble %d, %s, %zy : tensor<3x2xui8>, tensor<f32>, tensor<i32> -> tensor<3x2x!u8>
  %p = qopt.matmul %x, %y result(%s, %zx) : (tensor<2x3x!s8>, tensor<3x2x!u8>, tensor<f32>, tensor<i32>) -> tensor<2x2x!s8>
  %r = qopt.codes %p : tensor<2x2x!s8> -> tensor<2x2xi8>
  return %r : tensor<2x2xi8>
}

// An s32 result is the accumulator itself: no rescale. It leaves by assemble and
// dequantize with the scales it had.
// CHECK-LABEL: func.func @accumulator
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<2xi32>
// CHECK: %[[A:.*]] = qopt.matmul %{{.*}}, %{{.*}} : (tensor<1x1xi8>, tensor<1x2xi8>) -> tensor<1x2xi32>
// CHECK-NEXT: %[[Q:.*]] = qopt.assemble %[[A]], %[[S]], %[[Z]] : tensor<1x2xi32>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!q_s32_c1_>
// CHECK-NEXT: %[[Y:.*]] = qopt.dequantize %[[Q]] : tensor<1x2x!q_s32_c1_> -> tensor<1x2xf32>
// CHECK-NEXT: return %[[Y]]
func.func @accumulator(%c: tensor<1x1xi8>) -> tensor<1x2xf32> {
  %sx = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %sw = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zw = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<[[1, 2]]> : tensor<1x2xi8>
  %x = qopt.assemble %c, %sx, %z : tensor<1x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x1x!s8>
  %w = qopt.assemble %wc, %sw, %zw : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!w8c1>
  %y = qopt.matmul %x, %w result(%sw, %zw) : (tensor<1x1x!s8>, tensor<1x2x!w8c1>, tensor<2xf32>, tensor<2xi32>) -> tensor<1x2x!s32c1>
  %r = qopt.dequantize %y : tensor<1x2x!s32c1> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// ... or is requantized per channel: [0.5, 0.25] / 0.125 = [4, 2].
// CHECK-LABEL: func.func @requantize_accumulator
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1073741824> : tensor<2xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<[28, 29]> : tensor<2xi8>
// CHECK: qopt.rescale %{{.*}} by %[[M]], %[[T]] rounding single {hi = 255 : i64, in_zp = 0 : i64, lo = 0 : i64, out_zp = 7 : i64} : tensor<1x2xi32>, tensor<2xi32>, tensor<2xi8> -> tensor<1x2xui8>
func.func @requantize_accumulator(%c: tensor<1x2xi32>) -> tensor<1x2xui8> {
  %s = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %t = qopt.constant dense<0.125> : tensor<f32>
  %y = qopt.constant dense<7> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<1x2xi32>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!s32c1>
  %1 = qopt.requantize %0, %t, %y rounding nearest_even : tensor<1x2x!s32c1>, tensor<f32>, tensor<i32> -> tensor<1x2x!u8>
  %2 = qopt.codes %1 : tensor<1x2x!u8> -> tensor<1x2xui8>
  return %2 : tensor<1x2xui8>
}

// A requantize to the very same parameters is nothing.
// CHECK-LABEL: func.func @requantize_to_the_same
// CHECK-SAME: %[[C:.*]]: tensor<4xi8>
// CHECK-NEXT: return %[[C]]
func.func @requantize_to_the_same(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// Real numbers enter by quantize + codes and leave by assemble + dequantize.
// CHECK-LABEL: func.func @border
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK: %[[Q:.*]] = qopt.quantize %[[X]], %[[S:.*]], %[[Z:.*]] rounding nearest_even
// CHECK-NEXT: %[[C:.*]] = qopt.codes %[[Q]] : tensor<4x!q_s8_> -> tensor<4xi8>
// CHECK-NEXT: %[[R:.*]] = qopt.reshape %[[C]] : tensor<4xi8> -> tensor<2x2xi8>
// CHECK-NEXT: %[[A:.*]] = qopt.assemble %[[R]], %[[S]], %[[Z]] : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!q_s8_>
// CHECK-NEXT: %[[Y:.*]] = qopt.dequantize %[[A]] : tensor<2x2x!q_s8_> -> tensor<2x2xf32>
// CHECK-NEXT: return %[[Y]]
func.func @border(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.reshape %0 : tensor<4x!s8> -> tensor<2x2x!s8>
  %2 = qopt.dequantize %1 : tensor<2x2x!s8> -> tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// The widest accumulators that fit: 2 * 2^15 * 32767 = 2^31 - 2^16.
// CHECK-LABEL: func.func @widest_accumulator
// CHECK: qopt.matmul %{{.*}} : (tensor<1x2xi16>, tensor<2x1xi16>) -> tensor<1x1xi32>
func.func @widest_accumulator(%c: tensor<1x2xi16>) -> tensor<1x1xi16> {
  %s = qopt.constant dense<0.001> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<32767> : tensor<2x1xi16>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi16>, tensor<f32>, tensor<i32> -> tensor<1x2x!s16>
  %w = qopt.assemble %wc, %s, %z : tensor<2x1xi16>, tensor<f32>, tensor<i32> -> tensor<2x1x!s16>
  %y = qopt.matmul %x, %w result(%s, %z) : (tensor<1x2x!s16>, tensor<2x1x!s16>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s16>
  %r = qopt.codes %y : tensor<1x1x!s16> -> tensor<1x1xi16>
  return %r : tensor<1x1xi16>
}
