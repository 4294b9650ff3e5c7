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
