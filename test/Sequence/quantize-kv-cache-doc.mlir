// The example of the pass' description, executed. The queries keep their numbers.
// RUN: qopt-opt %s --qopt-quantize-kv-cache | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%ids: tensor<2xi64>) -> tensor<2x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x3xf32>
  %f = qopt.constant dense<1.0> : tensor<5x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<5x3xf32>, tensor<2xi64> -> tensor<2x3xf32>
  // CHECK: %[[x:.*]] = qopt.gather
  // CHECK: %[[s:.*]] = qopt.choose_scales %[[x]] for !q_s8n_t_ : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK: %[[z:.*]] = qopt.constant dense<0> : tensor<2xi32>
  // CHECK: %[[q:.*]] = qopt.quantize %[[x]], %[[s]], %[[z]] rounding nearest_even : tensor<2x3xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x3x!q_s8n_t_>
  // CHECK: %[[r:.*]] = qopt.dequantize %[[q]] : tensor<2x3x!q_s8n_t_> -> tensor<2x3xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  // CHECK: %[[k:.*]] = qopt.transpose %[[r]] perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %s = qopt.matmul %x, %k : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  // CHECK: qopt.matmul %[[x]], %[[k]]
  %m = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
  %t = qopt.binary add %s, %m : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %w = qopt.softmax %t axis 1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %v = qopt.gather %f, %ids axis 0 : tensor<5x2xf32>, tensor<2xi64> -> tensor<2x2xf32>
  %y = qopt.matmul %w, %v : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
