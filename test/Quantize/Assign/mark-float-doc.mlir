// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-mark-float=kinds=sigmoid | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: %[[r:.*]] = qopt.unary sigmoid %[[x]] {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: return %[[r]]
  return %0 : tensor<4xf32>
}
