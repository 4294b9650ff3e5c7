// Run-time values in table formats: fused where integers can take them.
// RUN: qopt-opt %s -split-input-file --qopt-fuse-qdq --qopt-verify-quantized | FileCheck %s

!e2m1 = !qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>
!wide = !qopt.q<#qopt.float<e2m1finite>, #qopt.channel<1>>

// Sums are in quarters: E2M1 has halves. So is the bias: 3 / (0.5 * 0.25 / 4) = 96.
// CHECK-LABEL: func.func @accumulator
// CHECK-DAG: qopt.constant dense<[96, -32]> : tensor<2xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[3.125000e-02, 6.250000e-02]> : tensor<2xf32>
// CHECK: %[[Y:.*]] = qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} result(%[[S]], {{.*}} -> tensor<1x2x!q_s32_c1_>
// CHECK: qopt.dequantize %[[Y]]
func.func @accumulator(%q: tensor<1x2x!e2m1>) -> tensor<1x2xf32> {
  %h = qopt.constant dense<[0.25, 0.5]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %c = qopt.constant dense<[[1, 15], [7, 0]]> : tensor<2x2xui8>
  %s1 = qopt.constant dense<0.5> : tensor<f32>
  %z1 = qopt.constant dense<0> : tensor<i32>
  %codes = qopt.codes %q : tensor<1x2x!e2m1> -> tensor<1x2xui8>
  %x = qopt.assemble %codes, %s1, %z1 : tensor<1x2xui8>, tensor<f32>, tensor<i32> -> tensor<1x2x!e2m1>
  %0 = qopt.dequantize %x : tensor<1x2x!e2m1> -> tensor<1x2xf32>
  %w = qopt.assemble %c, %h, %z : tensor<2x2xui8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!wide>
  %1 = qopt.dequantize %w : tensor<2x2x!wide> -> tensor<2x2xf32>
  %b = qopt.constant dense<[3.0, -2.0]> : tensor<2xf32>
  %2 = qopt.matmul %0, %1 bias %b : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// -----

!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

// CHECK-LABEL: func.func @flint
// CHECK: qopt.binary add %{{.*}}, %{{.*}} result
// CHECK-NEXT: qopt.unary relu %{{.*}} result
// CHECK-NEXT: qopt.pool max %{{.*}} -> tensor<1x1x1x4x!q_flint_s4_>
// CHECK-NEXT: qopt.reshape %{{.*}} -> tensor<4x!q_flint_s4_>
// CHECK-NEXT: return
func.func @flint(%q: tensor<1x2x2x4x!flint>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!flint> {
  %0 = qopt.dequantize %q : tensor<1x2x2x4x!flint> -> tensor<1x2x2x4xf32>
  %1 = qopt.binary add %0, %0 : (tensor<1x2x2x4xf32>, tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
  %2 = qopt.unary relu %1 : (tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
  %3 = qopt.pool max %2 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>) -> tensor<1x1x1x4xf32>
  %4 = qopt.reshape %3 : tensor<1x1x1x4xf32> -> tensor<4xf32>
  %5 = qopt.quantize %4, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!flint>
  return %5 : tensor<4x!flint>
}

// -----

!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

// No integers: a function of one code is a table, moves move codes, a change of scale
// is a requantize; a sum and a maximum are computed in f32, and the gate accepts it.
// CHECK-LABEL: func.func @e4m3
// CHECK-SAME: (%[[Q:[a-z0-9]*]]: tensor
// CHECK: %[[T:.*]] = qopt.unary sigmoid %[[Q]] result
// CHECK: %[[R:.*]] = qopt.reshape %[[T]] : tensor<4x!q_float_e4m3fn_> -> tensor<2x2x!q_float_e4m3fn_>
// CHECK: %[[D:.*]] = qopt.dequantize %[[R]]
// CHECK: %[[A:.*]] = qopt.binary add %[[D]], %[[D]] : (tensor<2x2xf32>
// CHECK: %[[M:.*]] = qopt.binary max %[[A]], %[[D]] : (tensor<2x2xf32>
// CHECK: %[[E:.*]] = qopt.quantize %[[M]]
// CHECK: qopt.requantize %[[E]]
func.func @e4m3(%q: tensor<4x!e4m3>, %s: tensor<f32>, %t: tensor<f32>, %z: tensor<i32>) -> tensor<2x2x!e4m3> {
  %0 = qopt.dequantize %q : tensor<4x!e4m3> -> tensor<4xf32>
  %1 = qopt.unary sigmoid %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.reshape %1 : tensor<4xf32> -> tensor<2x2xf32>
  %3 = qopt.quantize %2, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!e4m3>
  %4 = qopt.dequantize %3 : tensor<2x2x!e4m3> -> tensor<2x2xf32>
  %5 = qopt.binary add %4, %4 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %6 = qopt.binary max %5, %4 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %7 = qopt.quantize %6, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!e4m3>
  %8 = qopt.dequantize %7 : tensor<2x2x!e4m3> -> tensor<2x2xf32>
  %9 = qopt.quantize %8, %t, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!e4m3>
  return %9 : tensor<2x2x!e4m3>
}
