// The example of the pass' description.
// RUN: qopt-opt %s --qopt-widen-residuals=residual=s16 | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // CHECK: %0 = qopt.binary add %{{.*}}, %{{.*}} {qopt.format = #qopt.int<s16>} : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: %1 = qopt.norm rms %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.binary add %x, %y : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = qopt.norm rms %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}
