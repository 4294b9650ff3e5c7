// No request, no mark.
// RUN: qopt-opt %s --qopt-mark-float > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @main
// CHECK-NOT: keep_float
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("first")
  return %0 : tensor<4xf32>
}
