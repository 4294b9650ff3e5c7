// Constant weights in formats of integers times a power of two become these
// integers: 8 bits and the integer kernels, whatever the format.
// RUN: qopt-opt %s --qopt-lower-to-integer | FileCheck %s
// RUN: qopt-interpret %s > %t.before
// RUN: qopt-opt %s --qopt-lower-to-integer | qopt-interpret | diff %t.before -

!a = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>
!e2m1 = !qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>
!e2m3 = !qopt.q<#qopt.float<e2m3finite>, #qopt.tensor>
!pot = !qopt.q<#qopt.pot<s4>, #qopt.tensor>
!ternary = !qopt.q<#qopt.ternary, #qopt.tensor>

// The largest magnitudes: 16 * 1; 6 * 2; 7.5 * 8; 64; 1. Scales are halved per
// factor of 2, so accumulators mean what they meant.
// CHECK-LABEL: func.func @main
// CHECK-DAG: %[[FLINT:.*]] = qopt.constant dense<{{\[}}[1, -16], [16, 0]]> : tensor<2x2xi8>
// CHECK-DAG: %[[E2M1:.*]] = qopt.constant dense<{{\[}}[1, -12], [12, 0]]> : tensor<2x2xi8>
// CHECK-DAG: %[[E2M3:.*]] = qopt.constant dense<{{\[}}[1, -60], [60, 0]]> : tensor<2x2xi8>
// CHECK-DAG: %[[POT:.*]] = qopt.constant dense<{{\[}}[1, -64], [64, 0]]> : tensor<2x2xi8>
// CHECK-DAG: %[[TERNARY:.*]] = qopt.constant dense<{{\[}}[1, -1], [1, 0]]> : tensor<2x2xi8>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[FLINT]] : (tensor<3x2xi8>, tensor<2x2xi8>) -> tensor<3x2xi32>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[E2M1]] : (tensor<3x2xi8>, tensor<2x2xi8>) -> tensor<3x2xi32>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[E2M3]] : (tensor<3x2xi8>, tensor<2x2xi8>) -> tensor<3x2xi32>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[POT]] : (tensor<3x2xi8>, tensor<2x2xi8>) -> tensor<3x2xi32>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[TERNARY]] : (tensor<3x2xi8>, tensor<2x2xi8>) -> tensor<3x2xi32>
func.func @main(%x: tensor<3x2xi8>) -> (tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %o = qopt.constant dense<31.7> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %x, %s, %z : tensor<3x2xi8>, tensor<f32>, tensor<i32> -> tensor<3x2x!a>
  %c0 = qopt.constant dense<[[1, 12], [4, 0]]> : tensor<2x2xui8>
  %w0 = qopt.assemble %c0, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!flint>
  %y0 = qopt.matmul %a, %w0 result(%o, %z) : (tensor<3x2x!a>, tensor<2x2x!flint>, tensor<f32>, tensor<i32>) -> tensor<3x2x!a>
  %r0 = qopt.codes %y0 : tensor<3x2x!a> -> tensor<3x2xi8>
  %c1 = qopt.constant dense<[[1, 15], [7, 0]]> : tensor<2x2xui8>
  %w1 = qopt.assemble %c1, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!e2m1>
  %y1 = qopt.matmul %a, %w1 result(%o, %z) : (tensor<3x2x!a>, tensor<2x2x!e2m1>, tensor<f32>, tensor<i32>) -> tensor<3x2x!a>
  %r1 = qopt.codes %y1 : tensor<3x2x!a> -> tensor<3x2xi8>
  %c2 = qopt.constant dense<[[1, 63], [31, 0]]> : tensor<2x2xui8>
  %w2 = qopt.assemble %c2, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!e2m3>
  %y2 = qopt.matmul %a, %w2 result(%o, %z) : (tensor<3x2x!a>, tensor<2x2x!e2m3>, tensor<f32>, tensor<i32>) -> tensor<3x2x!a>
  %r2 = qopt.codes %y2 : tensor<3x2x!a> -> tensor<3x2xi8>
  %c3 = qopt.constant dense<[[1, 15], [7, 0]]> : tensor<2x2xui8>
  %w3 = qopt.assemble %c3, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!pot>
  %y3 = qopt.matmul %a, %w3 result(%o, %z) : (tensor<3x2x!a>, tensor<2x2x!pot>, tensor<f32>, tensor<i32>) -> tensor<3x2x!a>
  %r3 = qopt.codes %y3 : tensor<3x2x!a> -> tensor<3x2xi8>
  %c4 = qopt.constant dense<[[1, 3], [1, 0]]> : tensor<2x2xui8>
  %w4 = qopt.assemble %c4, %s, %z : tensor<2x2xui8>, tensor<f32>, tensor<i32> -> tensor<2x2x!ternary>
  %y4 = qopt.matmul %a, %w4 result(%o, %z) : (tensor<3x2x!a>, tensor<2x2x!ternary>, tensor<f32>, tensor<i32>) -> tensor<3x2x!a>
  %r4 = qopt.codes %y4 : tensor<3x2x!a> -> tensor<3x2xi8>
  return %r0, %r1, %r2, %r3, %r4 : tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>, tensor<3x2xi8>
}
