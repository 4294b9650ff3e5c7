// Float products with quantized weights and border pairs of any format, granularity
// and run-time scale pass through beside integer ops.
// RUN: qopt-opt %s --qopt-lower-to-integer --canonicalize | FileCheck %s
// RUN: qopt-opt %s --qopt-lower-to-integer --canonicalize --qopt-verify-integer=allow-float
// RUN: qopt-interpret %s > %t.before
// RUN: qopt-opt %s --qopt-lower-to-integer | qopt-interpret | diff %t.before -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!nf4 = !qopt.q<#qopt.nf4, #qopt.block<3>>
!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

// CHECK-LABEL: func.func @main
// CHECK: qopt.table
// CHECK: %[[X:.*]] = qopt.dequantize %{{.*}} : tensor<3x2x!q_s8_> -> tensor<3x2xf32>
// CHECK: %[[W:.*]] = qopt.assemble %{{.*}} -> tensor<2x4x!q_nf4_b3_>
// CHECK: qopt.matmul %[[X]], %[[W]] : (tensor<3x2xf32>, tensor<2x4x!q_nf4_b3_>) -> tensor<3x4xf32>
// CHECK: %[[Q:.*]] = qopt.quantize %{{.*}} -> tensor<3x4x!q_nf4_b3_>
// CHECK: %[[C:.*]] = qopt.codes %[[Q]]
// CHECK: %[[A:.*]] = qopt.assemble %[[C]], %{{.*}} -> tensor<3x4x!q_nf4_b3_>
// CHECK: qopt.dequantize %[[A]]
func.func @main(%x: tensor<3x2xf32>, %r: tensor<4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x2xi8>, tensor<2x2xf32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %o = qopt.constant dense<3.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<3x2xf32>, tensor<f32>, tensor<i32> -> tensor<3x2x!s8>
  %n = qopt.unary tanh %q result(%s, %z) : (tensor<3x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %d = qopt.dequantize %n : tensor<3x2x!s8> -> tensor<3x2xf32>
  %c = qopt.constant dense<[[1, 2, 3, 4], [15, 14, 13, 7]]> : tensor<2x4xui8>
  %t = qopt.constant dense<[0.5, 1.0, 2.0]> : tensor<3xf32>
  %y = qopt.constant dense<0> : tensor<3xi32>
  %w = qopt.assemble %c, %t, %y : tensor<2x4xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<2x4x!nf4>
  %m = qopt.matmul %d, %w : (tensor<3x2xf32>, tensor<2x4x!nf4>) -> tensor<3x4xf32>
  // Scales known at run time only.
  %y4 = qopt.constant dense<0> : tensor<4xi32>
  %e = qopt.quantize %m, %r, %y4 rounding nearest_even : tensor<3x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<3x4x!nf4>
  %f = qopt.dequantize %e : tensor<3x4x!nf4> -> tensor<3x4xf32>
  // Weights that an integer product and a dequantize read.
  %k = qopt.constant dense<[[1, 12], [4, 0]]> : tensor<2x2xui8>
  %v = qopt.assemble %k, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!flint>
  %p = qopt.matmul %n, %v result(%o, %z) : (tensor<3x2x!s8>, tensor<2x2x!flint>, tensor<f32>, tensor<i32>) -> tensor<3x2x!s8>
  %pc = qopt.codes %p : tensor<3x2x!s8> -> tensor<3x2xi8>
  %u = qopt.dequantize %v : tensor<2x2x!flint> -> tensor<2x2xf32>
  return %m, %f, %pc, %u : tensor<3x4xf32>, tensor<3x4xf32>, tensor<3x2xi8>, tensor<2x2xf32>
}
