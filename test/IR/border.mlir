// Constants and the ops between real numbers, codes and quantized values.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s4 = !qopt.q<#qopt.int<s4>, #qopt.tensor>
!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>
!u16 = !qopt.q<#qopt.int<u16>, #qopt.tensor>
!channels = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!groups = !qopt.q<#qopt.int<s4>, #qopt.group<1, 3>>
!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

// CHECK-LABEL: func.func @constants
func.func @constants() -> tensor<0x3xi16> {
  // CHECK: qopt.constant dense<1.500000e+00> : tensor<2xf32>
  %0 = qopt.constant dense<1.5> : tensor<2xf32>
  // CHECK: qopt.constant dense<[-128, 127]> : tensor<2xi8>
  %1 = qopt.constant dense<[-128, 127]> : tensor<2xi8>
  // CHECK: qopt.constant dense<[128, 3]> : tensor<2xui8>
  %2 = qopt.constant dense<[128, 3]> : tensor<2xui8>
  // CHECK: qopt.constant dense<65535> : tensor<ui16>
  %3 = qopt.constant dense<65535> : tensor<ui16>
  // CHECK: qopt.constant dense<[true, false]> : tensor<2xi1>
  %4 = qopt.constant dense<[true, false]> : tensor<2xi1>
  // CHECK: qopt.constant {origin = "w"} dense<-7> : tensor<i64>
  %5 = qopt.constant {origin = "w"} dense<-7> : tensor<i64>
  // CHECK: qopt.constant sparse<{{\[\[}}0], [2]], [4, 5]> : tensor<3xi32>
  %6 = qopt.constant sparse<[[0], [2]], [4, 5]> : tensor<3xi32>
  // CHECK: qopt.constant dense<> : tensor<0x3xi16>
  %7 = qopt.constant dense<> : tensor<0x3xi16>
  return %7 : tensor<0x3xi16>
}

// CHECK-LABEL: func.func @border
func.func @border(%x: tensor<1x4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x4xf32> {
  // CHECK: qopt.quantize %{{.*}}, %{{.*}}, %{{.*}} rounding nearest_even : tensor<1x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x!q_s8_>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  // CHECK: qopt.codes %{{.*}} : tensor<1x4x!q_s8_> -> tensor<1x4xi8>
  %c = qopt.codes %q : tensor<1x4x!s8> -> tensor<1x4xi8>
  // CHECK: qopt.requantize %{{.*}}, %{{.*}}, %{{.*}} rounding nearest_away : tensor<1x4x!q_s8_>, tensor<f32>, tensor<i32> -> tensor<1x4x!q_u8_>
  %r = qopt.requantize %q, %s, %z rounding nearest_away : tensor<1x4x!s8>, tensor<f32>, tensor<i32> -> tensor<1x4x!u8>
  // CHECK: qopt.codes %{{.*}} : tensor<1x4x!q_u8_> -> tensor<1x4xui8>
  %d = qopt.codes %r : tensor<1x4x!u8> -> tensor<1x4xui8>
  // CHECK: qopt.assemble %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x4xui8>, tensor<f32>, tensor<i32> -> tensor<1x4x!q_u8_>
  %a = qopt.assemble %d, %s, %z : tensor<1x4xui8>, tensor<f32>, tensor<i32> -> tensor<1x4x!u8>
  // CHECK: qopt.dequantize %{{.*}} : tensor<1x4x!q_u8_> -> tensor<1x4xf32>
  %y = qopt.dequantize %a : tensor<1x4x!u8> -> tensor<1x4xf32>
  // CHECK: qopt.observe %{{.*}} id 7 : tensor<1x4xf32>
  qopt.observe %y id 7 : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// Codes of 4 bits lie in 8, of 16 in 16, of 32 in 32.
// CHECK-LABEL: func.func @storage
func.func @storage(%a: tensor<2x!s4>, %b: tensor<2x!u16>, %c: tensor<2x!s32>) -> (tensor<2xi8>, tensor<2xui16>, tensor<2xi32>) {
  // CHECK: qopt.codes %{{.*}} : tensor<2x!q_s4_> -> tensor<2xi8>
  %0 = qopt.codes %a : tensor<2x!s4> -> tensor<2xi8>
  // CHECK: qopt.codes %{{.*}} : tensor<2x!q_u16_> -> tensor<2xui16>
  %1 = qopt.codes %b : tensor<2x!u16> -> tensor<2xui16>
  // CHECK: qopt.codes %{{.*}} : tensor<2x!q_s32_> -> tensor<2xi32>
  %2 = qopt.codes %c : tensor<2x!s32> -> tensor<2xi32>
  return %0, %1, %2 : tensor<2xi8>, tensor<2xui16>, tensor<2xi32>
}

// The shape of the scales by granularity; the last group of 8 in threes is short.
// CHECK-LABEL: func.func @scale_shapes
func.func @scale_shapes(%x: tensor<4x8xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>,
                        %gs: tensor<4x3xf32>, %gz: tensor<4x3xi32>) {
  // CHECK: rounding floor : tensor<4x8xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<4x8x!q_s8n_c0_>
  %0 = qopt.quantize %x, %s, %z rounding floor : tensor<4x8xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<4x8x!channels>
  // CHECK: rounding toward_zero : tensor<4x8xf32>, tensor<4x3xf32>, tensor<4x3xi32> -> tensor<4x8x!q_s4_g3a1_>
  %1 = qopt.quantize %x, %gs, %gz rounding toward_zero : tensor<4x8xf32>, tensor<4x3xf32>, tensor<4x3xi32> -> tensor<4x8x!groups>
  // CHECK: rounding nearest_up : tensor<4x8xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<4x8x!q_s8_t_>
  %2 = qopt.quantize %x, %s, %z rounding nearest_up : tensor<4x8xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<4x8x!tokens>
  return
}

// Zero points in f32, of uniform and other formats; planes of scales, of which one
// may be 0; codes that obey 2:4 with zero points per channel.
// CHECK-LABEL: func.func @real_zero_points
func.func @real_zero_points(%x: tensor<4x8xf32>, %c: tensor<4x8xui8>, %s: tensor<4xf32>, %z: tensor<4xf32>) {
  // CHECK: rounding nearest_even : tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<4x8x!q_s8n_c0_>
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<4x8x!channels>
  // CHECK: qopt.assemble %{{.*}}, %{{.*}}, %{{.*}} : tensor<4x8xui8>, tensor<4xf32>, tensor<4xf32> -> tensor<4x8x!q_nf4_c0_>
  %1 = qopt.assemble %c, %s, %z : tensor<4x8xui8>, tensor<4xf32>, tensor<4xf32> -> tensor<4x8x!qopt.q<#qopt.nf4, #qopt.channel<0>>>
  return
}

// CHECK-LABEL: func.func @planes
func.func @planes(%x: tensor<4x8xf32>, %s: tensor<3x4x3xf32>, %z: tensor<4x3xf32>) -> tensor<4x8xf32> {
  // CHECK: -> tensor<4x8x!q_bcq_3_g3a1_>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x8xf32>, tensor<3x4x3xf32>, tensor<4x3xf32> -> tensor<4x8x!qopt.q<#qopt.bcq<3>, #qopt.group<1, 3>>>
  %c = qopt.codes %q : tensor<4x8x!qopt.q<#qopt.bcq<3>, #qopt.group<1, 3>>> -> tensor<4x8xui8>
  %one = qopt.constant dense<[0.5, 0.0]> : tensor<2xf32>
  %zero = qopt.constant dense<0> : tensor<i32>
  %two = qopt.constant dense<[0, 3]> : tensor<2xui8>
  // CHECK: tensor<2xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x!q_bcq_2_>
  %a = qopt.assemble %two, %one, %zero : tensor<2xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %y = qopt.dequantize %q : tensor<4x8x!qopt.q<#qopt.bcq<3>, #qopt.group<1, 3>>> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @sparse
func.func @sparse(%x: tensor<4x2xf32>, %s: tensor<2xf32>) {
  %c = qopt.constant dense<[[0, 1], [5, 5], [7, 1], [0, 1]]> : tensor<4x2xui8>
  %z = qopt.constant dense<[0, 1]> : tensor<2xi32>
  // CHECK: -> tensor<4x2x!q_u4_c1_2of4a0_>
  %0 = qopt.assemble %c, %s, %z : tensor<4x2xui8>, tensor<2xf32>, tensor<2xi32> -> tensor<4x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>
  // CHECK: -> tensor<4x2x!q_u4_c1_2of4a0_>
  %1 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x2xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<4x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>
  return
}
