// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-insert-observers | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: qopt.observe %[[x]] id 0 : tensor<4xf32>
  // CHECK-NEXT: %[[r:.*]] = qopt.unary exp %[[x]] : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: qopt.observe %[[r]] id 1 : tensor<4xf32>
  // CHECK-NEXT: return %[[r]]
  return %0 : tensor<4xf32>
}
