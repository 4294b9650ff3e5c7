// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-quantize-at-run-time | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<2x2xf32>
func.func @doc(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // CHECK: %[[s:.*]] = qopt.choose_scales %[[x]] for !q_s8n_t_ : tensor<2x2xf32> -> tensor<2xf32>
  // CHECK: %[[q:.*]] = qopt.quantize %[[x]], %[[s]], %{{.*}} rounding nearest_even : tensor<2x2xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!q_s8n_t_>
  // CHECK: %[[c:.*]] = qopt.codes %[[q]] : tensor<2x2x!q_s8n_t_> -> tensor<2x2xi8>
  // CHECK: %[[i:.*]] = qopt.constant dense<{{\[}}[64, 127], [127, -64]]> : tensor<2x2xi8>
  // CHECK: %[[t:.*]] = qopt.constant dense<[0.00787401571, 0.0157480314]> : tensor<2xf32>
  // CHECK: %[[v:.*]] = qopt.assemble %[[i]], %[[t]], %{{.*}} : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!q_s8n_c1_>
  // CHECK: %[[d:.*]] = qopt.codes %[[v]] : tensor<2x2x!q_s8n_c1_> -> tensor<2x2xi8>
  // CHECK: %[[a:.*]] = qopt.matmul %[[c]], %[[d]] : (tensor<2x2xi8>, tensor<2x2xi8>) -> tensor<2x2xi32>
  // CHECK: %[[y:.*]] = qopt.dequantize_sums %[[a]] rows %[[s]] columns %[[t]] : tensor<2x2xi32>, tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  // CHECK: return %[[y]]
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @doc_runs
// CHECK-SAME: %[[y:.*]]: tensor<2x4xf32>
func.func @doc_runs(%y: tensor<2x4xf32>) -> tensor<2x2xf32> {
  // CHECK: %[[u:.*]] = qopt.choose_scales %[[y]] for !q_s8n_t_ : tensor<2x4xf32> -> tensor<2xf32>
  // CHECK: %[[q:.*]] = qopt.quantize %[[y]], %[[u]],
  // CHECK: %[[e:.*]] = qopt.codes %[[q]] : tensor<2x4x!q_s8n_t_> -> tensor<2x4xi8>
  // CHECK: %[[g:.*]] = qopt.assemble
  // CHECK: %[[r:.*]] = qopt.matmul_runs %[[e]], %[[g]] rows %[[u]] : tensor<2x4xi8>, tensor<4x2x!q_s4_g2a0_>, tensor<2xf32> -> tensor<2x2xf32>
  // CHECK: return %[[r]]
  %c = qopt.constant dense<[[1, 2], [3, 4], [5, 6], [7, -8]]> : tensor<4x2xi8>
  %s = qopt.constant dense<[[0.5, 2.0], [1.0, 1.0]]> : tensor<2x2xf32>
  %z = qopt.constant dense<0> : tensor<2x2xi32>
  %g = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>>
  %1 = qopt.matmul %y, %g : (tensor<2x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}
