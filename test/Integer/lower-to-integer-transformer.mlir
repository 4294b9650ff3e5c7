// Normalization, rotary embedding and masked softmax in integers.
// RUN: qopt-opt %s --qopt-lower-to-integer --qopt-verify-integer | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>
!f4 = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

// Gains are gain * sqrt(4) / 0.125 * 2^(55 - 30), biases bias / 0.125 * 2^55.
// CHECK-LABEL: func.func @norm
// CHECK-DAG: %[[G:.*]] = qopt.constant dense<[536870912, -1073741824, 268435456, 536870912]> : tensor<4xi32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[0, 288230376151711744, -864691128455135232, 72057594037927936]> : tensor<4xi64>
// CHECK: %[[N:.*]] = qopt.norm rms %arg0 gain %[[G]] bias %[[B]] {epsilon = 1.000000e-05 : f64, fixed_point = {epsilon = 2684354305 : i64, fraction_bits = 13 : i64, hi = 127 : i64, in_zp = 3 : i64, lo = -128 : i64, out_shift = 55 : i64, zero_code = -5 : i64}} : (tensor<2x4xi16>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi8>
// CHECK: return %[[N]]
func.func @norm(%c: tensor<2x4xi16>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.001> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.125> : tensor<f32>
  %y = qopt.constant dense<-5> : tensor<i32>
  %g = qopt.constant dense<[1.0, -2.0, 0.5, 1.0]> : tensor<4xf32>
  %b = qopt.constant dense<[0.0, 1.0, -3.0, 0.25]> : tensor<4xf32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi16>, tensor<f32>, tensor<i32> -> tensor<2x4x!s16>
  %n = qopt.norm rms %x gain %g bias %b result(%t, %y) {epsilon = 1.0e-5 : f64} : (tensor<2x4x!s16>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// A result in a table format: steps of 16 bits, then encoded.
// CHECK-LABEL: func.func @norm_to_table
// CHECK: %[[N:.*]] = qopt.norm layer %arg0 {{.*}} : (tensor<2x4xi8>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi16>
// CHECK: qopt.encode %[[N]]
func.func @norm_to_table(%c: tensor<2x4xi8>) -> tensor<2x4xui8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  %n = qopt.norm layer %x result(%t, %z) : (tensor<2x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!f4>
  %r = qopt.codes %n : tensor<2x4x!f4> -> tensor<2x4xui8>
  return %r : tensor<2x4xui8>
}

// Cosines and sines in 14 fraction bits; one rescale ends it.
// CHECK-LABEL: func.func @rotary
// CHECK-DAG: qopt.constant dense<{{\[\[}}16384, 8852], [0, -9830]]> : tensor<2x2xi32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}0, 13788], [16384, 13107]]> : tensor<2x2xi32>
// CHECK: qopt.concat
// CHECK: qopt.rescale {{.*}} tensor<2x4xi32>, {{.*}} -> tensor<2x4xi8>
func.func @rotary(%c: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.15> : tensor<f32>
  %y = qopt.constant dense<-5> : tensor<i32>
  %cos = qopt.constant dense<[[1.0, 0.540302277], [0.0, -0.6]]> : tensor<2x2xf32>
  %sin = qopt.constant dense<[[0.0, 0.841551], [1.0, 0.8]]> : tensor<2x2xf32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  %n = qopt.rotary %x cos %cos sin %sin result(%t, %y) : (tensor<2x4x!s8>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}

// Masked scores of 16 bits.
// CHECK-LABEL: func.func @softmax
// CHECK: qopt.softmax %arg0 mask %arg1 table %{{.*}} axis 1 {hi = 127 : i64, lo = -128 : i64, out_shift = 8 : i64, zero_code = -128 : i64} : (tensor<2x4xi16>, tensor<2x4xi8>, tensor<65536xi32>) -> tensor<2x4xi8>
func.func @softmax(%c: tensor<2x4xi16>, %m: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %s = qopt.constant dense<0.001> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.00390625> : tensor<f32>
  %y = qopt.constant dense<-128> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi16>, tensor<f32>, tensor<i32> -> tensor<2x4x!s16>
  %n = qopt.softmax %x mask %m result(%t, %y) axis 1 : (tensor<2x4x!s16>, tensor<2x4xi8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  %r = qopt.codes %n : tensor<2x4x!s8> -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}
