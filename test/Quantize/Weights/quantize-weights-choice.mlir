// A choice on the op wins over the options, the format of a node over both; what
// is carried out is dropped.
// RUN: qopt-opt %s --qopt-quantize-weights="format=s8 override=node=s4" | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-weights="format=u8 asymmetric override=node=u4" | FileCheck %s --check-prefix=ZERO
// RUN: qopt-opt %s --qopt-quantize-weights="format=s8 scale-format=e8m0" | FileCheck %s --check-prefix=SCALES

!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>
!pairs = !qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>
// CHECK-NOT: qopt.filter_
// [1, -8, 20, 4] at scale 2: 0.5 ties up to 1; 10 is nearer to 8 than to 16.
// CHECK: qopt.constant dense<2.000000e+00> : tensor<f32>
// CHECK: qopt.constant dense<{{\[\[}}1], [14], [5], [2]]> : tensor<4x1xui8>
// CHECK: qopt.matmul {{.*}}!q_flint_s4_>
// Without scales they are chosen here: 8 / 7 and 20 / 7.
// CHECK: qopt.constant dense<{{\[\[}}1.14285719], [2.85714293]]> : tensor<2x1xf32>
// CHECK: qopt.matmul {{.*}}!q_s4_g2a0_>
// CHECK: qopt.matmul {{.*}}!q_s4n_c1_>
// CHECK: qopt.matmul {{.*}}!q_s8n_c1_>
// ZERO: qopt.matmul {{.*}}!q_flint_s4_>
// ZERO: qopt.matmul {{.*}}!q_s4_g2a0_>
// ZERO: qopt.matmul {{.*}}!q_u4_c1_>
// ZERO: qopt.matmul {{.*}}!q_u8_c1_>
// Chosen scales are rounded like any others: 2 is a power of two.
// SCALES: qopt.constant dense<128> : tensor<ui8>
// SCALES: qopt.constant dense<{{\[\[}}1], [14], [5], [2]]> : tensor<4x1xui8>
func.func @main(%x: tensor<1x4xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>) {
  %w = qopt.constant dense<[[1.0], [-8.0], [20.0], [4.0]]> : tensor<4x1xf32>
  %0 = qopt.matmul %x, %w {qopt.filter_type = !flint, qopt.filter_scales = dense<2.0> : tensor<f32>} : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  %1 = qopt.matmul %x, %w {qopt.filter_type = !pairs} : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  %2 = qopt.matmul %x, %w {qopt.filter_type = !pairs} : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32> loc("node")
  %3 = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  return %0, %1, %2, %3 : tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>
}
