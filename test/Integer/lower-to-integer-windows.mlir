// Pooling, reductions, softmax.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize -mlir-print-elementsattrs-with-hex-if-larger=-1 | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

// CHECK-LABEL: func.func @max
// CHECK-NEXT: qopt.pool max %{{.*}} {dilations = array<i64: 1>, kernel = array<i64: 2>, padding = array<i64: 1, 0>, strides = array<i64: 2>} : (tensor<1x5x2xui8>) -> tensor<1x3x2xui8>
// CHECK-NEXT: qopt.reduce min %{{.*}} {axes = array<i64: 1>} : (tensor<1x3x2xui8>) -> tensor<1x1x2xui8>
// CHECK-NEXT: return
func.func @max(%c: tensor<1x5x2xui8>) -> tensor<1x1x2xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<1x5x2xui8>, tensor<f32>, tensor<i32> -> tensor<1x5x2x!u8>
  %1 = qopt.pool max %0 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 1, 0>, dilations = array<i64: 1>} : (tensor<1x5x2x!u8>) -> tensor<1x3x2x!u8>
  %2 = qopt.reduce min %1 {axes = array<i64: 1>} : (tensor<1x3x2x!u8>) -> tensor<1x1x2x!u8>
  %3 = qopt.codes %2 : tensor<1x1x2x!u8> -> tensor<1x1x2xui8>
  return %3 : tensor<1x1x2xui8>
}

// With the parameters of its operand, an average is the integer average, over
// windows of any size.
// CHECK-LABEL: func.func @average_keeps_its_scale
// CHECK-NEXT: qopt.pool average %{{.*}} {dilations = array<i64: 1>, kernel = array<i64: 2>, padding = array<i64: 1, 0>, strides = array<i64: 2>} : (tensor<1x5x2xi8>) -> tensor<1x3x2xi8>
// CHECK-NEXT: return
func.func @average_keeps_its_scale(%c: tensor<1x5x2xi8>) -> tensor<1x3x2xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<1x5x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x5x2x!s8>
  %1 = qopt.pool average %0 result(%s, %z) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 1, 0>, dilations = array<i64: 1>} : (tensor<1x5x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x2x!s8>
  %2 = qopt.codes %1 : tensor<1x3x2x!s8> -> tensor<1x3x2xi8>
  return %2 : tensor<1x3x2xi8>
}

// To another scale: the sum of 2 * 2 codes holds the zero point 4 times, 12; the
// factor is 0.5 / 4 / 0.25 = 0.5 = 2^30 * 2^-31. A sum has 0.5 / 0.25 = 2, 2^-29.
// CHECK-LABEL: func.func @average_and_sum
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1073741824> : tensor<1xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<31> : tensor<1xi8>
// CHECK-DAG: %[[U:.*]] = qopt.constant dense<29> : tensor<1xi8>
// CHECK: %[[S:.*]] = qopt.pool sum %{{.*}} : (tensor<1x4x4x2xi8>) -> tensor<1x2x2x2xi32>
// CHECK: qopt.rescale %[[S]] by %[[M]], %[[T]] rounding single {hi = 255 : i64, in_zp = 12 : i64, lo = 0 : i64, out_zp = 7 : i64} : tensor<1x2x2x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x2x2x2xui8>
// CHECK: %[[S2:.*]] = qopt.pool sum
// CHECK: qopt.rescale %[[S2]] by %[[M]], %[[U]] rounding single {hi = 255 : i64, in_zp = 12 : i64, lo = 0 : i64, out_zp = 7 : i64}
func.func @average_and_sum(%c: tensor<1x4x4x2xi8>) -> (tensor<1x2x2x2xui8>, tensor<1x2x2x2xui8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<7> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<1x4x4x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x4x2x!s8>
  %1 = qopt.pool average %0 result(%t, %y) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x2x2x!u8>
  %2 = qopt.pool sum %0 result(%t, %y) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x2x2x!u8>
  %3 = qopt.codes %1 : tensor<1x2x2x2x!u8> -> tensor<1x2x2x2xui8>
  %4 = qopt.codes %2 : tensor<1x2x2x2x!u8> -> tensor<1x2x2x2xui8>
  return %3, %4 : tensor<1x2x2x2xui8>, tensor<1x2x2x2xui8>
}

// The mean of 2 * 3 codes: zero point 6 * 3 = 18; f32(0.1) / 6 / f32(0.05) = 1/3 =
// 1431655765 * 2^-32.
// CHECK-LABEL: func.func @mean
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1431655765> : tensor<1xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<32> : tensor<1xi8>
// CHECK: %[[S:.*]] = qopt.reduce sum %{{.*}} {axes = array<i64: 1, 2>} : (tensor<1x2x3x4xi8>) -> tensor<1x1x1x4xi32>
// CHECK: qopt.rescale %[[S]] by %[[M]], %[[T]] rounding single {hi = 127 : i64, in_zp = 18 : i64, lo = -128 : i64, out_zp = -9 : i64}
func.func @mean(%c: tensor<1x2x3x4xi8>) -> tensor<1x1x1x4xi8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.05> : tensor<f32>
  %y = qopt.constant dense<-9> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<1x2x3x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x3x4x!s8>
  %1 = qopt.reduce mean %0 result(%t, %y) {axes = array<i64: 1, 2>} : (tensor<1x2x3x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x1x1x4x!s8>
  %2 = qopt.codes %1 : tensor<1x1x1x4x!s8> -> tensor<1x1x1x4xi8>
  return %2 : tensor<1x1x1x4xi8>
}

// exp(-d / 8) * 2^30 for d = 0, 1, 2: 1073741824, 947573834, 836230973; at d = 255
// exp(-31.875) * 2^30 is 0.00001. The result scale 2^-8 is out_shift 8.
// CHECK-LABEL: func.func @softmax
// CHECK: %[[T:.*]] = qopt.constant dense<[1073741824, 947573834, 836230973, {{.*}}, 0, 0]> : tensor<256xi32>
// CHECK: qopt.softmax %{{.*}} table %[[T]] axis 1 {hi = 127 : i64, lo = -128 : i64, out_shift = 8 : i64, zero_code = -128 : i64} : (tensor<2x10xi8>, tensor<256xi32>) -> tensor<2x10xi8>
func.func @softmax(%c: tensor<2x10xi8>) -> tensor<2x10xi8> {
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.00390625> : tensor<f32>
  %y = qopt.constant dense<-128> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<2x10xi8>, tensor<f32>, tensor<i32> -> tensor<2x10x!s8>
  %1 = qopt.softmax %0 result(%t, %y) axis 1 : (tensor<2x10x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x10x!s8>
  %2 = qopt.codes %1 : tensor<2x10x!s8> -> tensor<2x10xi8>
  return %2 : tensor<2x10xi8>
}

// in_multiplier = 0.125 / 0.0625 * 2^24 = 2^25; log_multiplier = ln 2 / 0.0625 *
// 2^24 = 186065279.49.
// CHECK-LABEL: func.func @log_softmax
// CHECK: qopt.softmax %{{.*}} table %{{.*}} axis 1 log {hi = 127 : i64, in_multiplier = 33554432 : i64, lo = -128 : i64, log_multiplier = 186065279 : i64, zero_code = 127 : i64}
func.func @log_softmax(%c: tensor<2x10xi8>) -> tensor<2x10xi8> {
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.0625> : tensor<f32>
  %y = qopt.constant dense<127> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<2x10xi8>, tensor<f32>, tensor<i32> -> tensor<2x10x!s8>
  %1 = qopt.softmax %0 result(%t, %y) axis 1 log : (tensor<2x10x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x10x!s8>
  %2 = qopt.codes %1 : tensor<2x10x!s8> -> tensor<2x10xi8>
  return %2 : tensor<2x10xi8>
}

// 16-bit codes have 2^16 differences; the smallest scale is 2^-12.
// CHECK-LABEL: func.func @softmax_16_bits
// CHECK: qopt.softmax %{{.*}} axis 1 {hi = 32767 : i64, lo = -32768 : i64, out_shift = 12 : i64, zero_code = 0 : i64} : (tensor<2x10xi16>, tensor<65536xi32>) -> tensor<2x10xi16>
func.func @softmax_16_bits(%c: tensor<2x10xi16>) -> tensor<2x10xi16> {
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.000244140625> : tensor<f32>
  %0 = qopt.assemble %c, %s, %z : tensor<2x10xi16>, tensor<f32>, tensor<i32> -> tensor<2x10x!s16>
  %1 = qopt.softmax %0 result(%t, %z) axis 1 : (tensor<2x10x!s16>, tensor<f32>, tensor<i32>) -> tensor<2x10x!s16>
  %2 = qopt.codes %1 : tensor<2x10x!s16> -> tensor<2x10xi16>
  return %2 : tensor<2x10xi16>
}
