// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-raise-rotary --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<3x4xf32>, %[[c:.*]]: tensor<3x2xf32>, %[[s:.*]]: tensor<3x2xf32>
func.func @doc(%x: tensor<3x4xf32>, %c: tensor<3x2xf32>, %s: tensor<3x2xf32>) -> tensor<3x4xf32> {
  %0 = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %1 = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %2 = qopt.binary mul %0, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary mul %1, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.binary sub %2, %3 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %5 = qopt.binary mul %1, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %6 = qopt.binary mul %0, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %7 = qopt.binary add %5, %6 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %8 = qopt.concat %4, %7 axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  // CHECK: %[[r:.*]] = qopt.rotary %[[x]] cos %[[c]] sin %[[s]] : (tensor<3x4xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  // CHECK-NEXT: return %[[r]]
  return %8 : tensor<3x4xf32>
}
