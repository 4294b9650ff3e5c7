// RUN: qopt-opt %s --qopt-correct-biases | FileCheck %s

// Without a choice of codes there is nothing to make up for; a bias of the run and a
// batch of filters stay as they are.
// CHECK-LABEL: func.func @stay
// CHECK: qopt.matmul %arg0, %{{.*}} : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
// CHECK: qopt.matmul %arg0, %{{.*}} bias %arg1
// CHECK: qopt.matmul %arg2, %{{.*}} {{.*}} : (tensor<2x4x2xf32>, tensor<2x2x1xf32>) -> tensor<2x4x1xf32>
func.func @stay(%x: tensor<4x2xf32>, %b: tensor<1xf32>, %y: tensor<2x4x2xf32>) -> (tensor<4x1xf32>, tensor<4x1xf32>, tensor<2x4x1xf32>) {
  %w = qopt.constant dense<[[1.25], [3.0]]> : tensor<2x1xf32>
  %v = qopt.constant dense<1.25> : tensor<2x2x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32>
  %1 = qopt.matmul %x, %w bias %b {qopt.filter_scales = dense<1.0> : tensor<f32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.tensor>} : (tensor<4x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<4x1xf32>
  %2 = qopt.matmul %y, %v {qopt.filter_scales = dense<1.0> : tensor<f32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.tensor>} : (tensor<2x4x2xf32>, tensor<2x2x1xf32>) -> tensor<2x4x1xf32>
  return %0, %1, %2 : tensor<4x1xf32>, tensor<4x1xf32>, tensor<2x4x1xf32>
}
