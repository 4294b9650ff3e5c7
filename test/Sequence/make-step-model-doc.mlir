// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-make-step-model | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[token:.*]]: tensor<1xi64>, %[[position:.*]]: tensor<1xi64> {qopt.name = "position"}, %[[cache:.*]]: tensor<2x3xf32> {qopt.name = "key_cache_0"}
// CHECK-SAME: qopt.name = "key_cache_0"
func.func @doc(%ids: tensor<2xi64>) -> tensor<2x1xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x3xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<5x3xf32>, tensor<2xi64> -> tensor<2x3xf32>
  // CHECK: %[[x:.*]] = qopt.gather %{{.*}}, %[[token]] axis 0
  %k = qopt.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %s = qopt.matmul %x, %k : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9], [0.0, 0.0]]> : tensor<2x2xf32>
  %t = qopt.binary add %s, %m : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: %[[c:.*]] = qopt.write_row %[[cache]], %[[x]] at %[[position]] axis 0 : (tensor<2x3xf32>, tensor<1x3xf32>, tensor<1xi64>) -> tensor<2x3xf32>
  // CHECK: %[[k:.*]] = qopt.transpose %[[c]] perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  // CHECK: %[[s:.*]] = qopt.matmul %[[x]], %[[k]] : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
  // CHECK: %[[m:.*]] = qopt.gather %{{.*}}, %[[position]] axis 0 : tensor<2x2xf32>, tensor<1xi64> -> tensor<1x2xf32>
  // CHECK: %{{.*}} = qopt.binary add %[[s]], %[[m]] : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %w = qopt.softmax %t axis 1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %v = qopt.constant dense<1.0> : tensor<3x1xf32>
  %u = qopt.matmul %x, %v : (tensor<2x3xf32>, tensor<3x1xf32>) -> tensor<2x1xf32>
  %y = qopt.matmul %w, %u : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}
