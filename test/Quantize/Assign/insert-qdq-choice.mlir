// What was chosen for a filter wins over the option, the format of a node over
// both; the bias still finds room in 32 bits.
// RUN: qopt-opt %s --qopt-insert-qdq=override=node=s8 -cse | FileCheck %s

!flint = !qopt.q<#qopt.flint<s4>, #qopt.channel<1>>
!tensor = !qopt.q<#qopt.int<s4>, #qopt.tensor>
// CHECK-LABEL: func.func @choice
// CHECK-NOT: qopt.filter_
// CHECK: qopt.constant dense<{{\[\[}}2, 3], [10, 0]]> : tensor<2x2xui8>
// CHECK-NEXT: %[[F:.*]] = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
// CHECK: qopt.assemble %{{.*}}, %[[F]], {{.*}} -> tensor<2x2x!q_flint_s4_c1_>
// CHECK: qopt.constant dense<{{\[\[}}7, 6], [-8, 0]]> : tensor<2x2xi8>
// CHECK: qopt.assemble {{.*}} -> tensor<2x2x!q_s4_>
// Scale 0.125 given; the bias of 2^28 * 0.125 * 4 asks for 4 at least.
// CHECK: %[[B:.*]] = qopt.constant dense<4.000000e+00> : tensor<f32>
// CHECK: qopt.assemble %{{.*}}, %[[B]], {{.*}} -> tensor<2x2x!q_s4_>
// CHECK: qopt.assemble {{.*}} -> tensor<2x2x!q_s8n_c1_>
func.func @choice(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 0.75], [-1.0, 0.0]]> : tensor<2x2xf32>
  %b = qopt.constant dense<[134217728.0, 1.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w {qopt.filter_type = !flint, qopt.filter_scales = dense<[0.5, 0.25]> : tensor<2xf32>, qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("a")
  %1 = qopt.matmul %0, %w {qopt.filter_type = !tensor, qopt.filter_scales = dense<0.125> : tensor<f32>, qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("b")
  %2 = qopt.matmul %1, %w bias %b {qopt.filter_type = !tensor, qopt.filter_scales = dense<0.125> : tensor<f32>, qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32> loc("c")
  %3 = qopt.matmul %2, %w {qopt.filter_type = !tensor, qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("node")
  return %3 : tensor<1x2xf32>
}
