// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-raise-activations --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x4xf32>
func.func @doc(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %half = qopt.constant dense<0.5> : tensor<f32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %root2 = qopt.constant dense<1.41421354> : tensor<f32>
  %0 = qopt.binary div %x, %root2 : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
  %1 = qopt.unary erf %0 : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = qopt.binary add %1, %one : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
  %3 = qopt.binary mul %x, %2 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %4 = qopt.binary mul %3, %half : (tensor<1x4xf32>, tensor<f32>) -> tensor<1x4xf32>
  // CHECK: %[[r:.*]] = qopt.unary gelu %[[x]] : (tensor<1x4xf32>) -> tensor<1x4xf32>
  // CHECK-NEXT: return %[[r]]
  return %4 : tensor<1x4xf32>
}
