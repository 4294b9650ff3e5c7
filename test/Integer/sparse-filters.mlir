// Filters with N:M sparsity in integer products: their codes are those of a dense
// filter, so the integer form has no sparsity, and the numbers do not change.
// RUN: qopt-opt %s --qopt-fuse-qdq > %t.quantized
// RUN: FileCheck %s --check-prefix=FUSED < %t.quantized
// RUN: qopt-opt %t.quantized --qopt-lower-to-integer --canonicalize --qopt-verify-integer | FileCheck %s
// RUN: qopt-interpret %t.quantized > %t.before
// RUN: qopt-opt %t.quantized --qopt-lower-to-integer | qopt-interpret | diff %t.before -

!x = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!w = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>

// FUSED: qopt.matmul %{{.*}}, %{{.*}} result({{.*}}) : (tensor<2x4x!q_s8_>, tensor<4x3x!q_s8n_c1_2of4a0_>
// CHECK-LABEL: func.func @main
// CHECK: qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} : (tensor<2x4xi8>, tensor<4x3xi8>, tensor<3xi32>) -> tensor<2x3xi32>
// CHECK: qopt.rescale
// CHECK-NOT: sparse
func.func @main(%x: tensor<2x4xf32>) -> tensor<2x3xi8> {
  %s = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!x>
  %d = qopt.dequantize %q : tensor<2x4x!x> -> tensor<2x4xf32>
  %c = qopt.constant dense<[[0, 127, 0], [5, 0, 0], [-3, 0, 0], [0, -9, 1]]> : tensor<4x3xi8>
  %t = qopt.constant dense<[0.5, 0.125, 2.0]> : tensor<3xf32>
  %i = qopt.constant dense<0> : tensor<3xi32>
  %w = qopt.assemble %c, %t, %i : tensor<4x3xi8>, tensor<3xf32>, tensor<3xi32> -> tensor<4x3x!w>
  %e = qopt.dequantize %w : tensor<4x3x!w> -> tensor<4x3xf32>
  %m = qopt.matmul %d, %e : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  %r = qopt.quantize %m, %s, %z rounding nearest_even : tensor<2x3xf32>, tensor<f32>, tensor<i32> -> tensor<2x3x!x>
  %k = qopt.codes %r : tensor<2x3x!x> -> tensor<2x3xi8>
  return %k : tensor<2x3xi8>
}
