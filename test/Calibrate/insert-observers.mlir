// Arguments and results of arithmetic are observed, numbered in program order.
// RUN: qopt-opt %s --qopt-insert-observers | FileCheck %s

// Integers, constants and moved elements need no range; a pad or a resize makes
// values, and so does a cast to float.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:.*]]: tensor<1x4x2xf32>, %[[I:.*]]: tensor<2xi64>, %[[Y:.*]]: tensor<2xf32>
// CHECK-NEXT: qopt.observe %[[Y]] id 1
// CHECK-NEXT: qopt.observe %[[X]] id 0
// CHECK-NEXT: qopt.constant
// CHECK-NEXT: %[[A:.*]] = qopt.binary add
// CHECK-NEXT: qopt.observe %[[A]] id 2
// CHECK-NEXT: qopt.reshape
// CHECK-NEXT: qopt.transpose
// CHECK-NEXT: qopt.broadcast
// CHECK-NEXT: qopt.slice
// CHECK-NEXT: qopt.gather
// CHECK-NEXT: qopt.concat
// CHECK-NEXT: %[[P:.*]] = qopt.pad
// CHECK-NEXT: qopt.observe %[[P]] id 3
// CHECK-NEXT: %[[S:.*]] = qopt.softmax
// CHECK-NEXT: qopt.observe %[[S]] id 4
// CHECK-NEXT: %[[C:.*]] = qopt.cast
// CHECK-NEXT: qopt.observe %[[C]] id 5
// CHECK-NEXT: qopt.cast
// CHECK-NEXT: return
func.func @main(%x: tensor<1x4x2xf32>, %i: tensor<2xi64>, %y: tensor<2xf32>) -> (tensor<2x7xf32>, tensor<2xf32>, tensor<2xi32>) {
  %c = qopt.constant dense<1.0> : tensor<2xf32>
  %0 = qopt.binary add %x, %c : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  %1 = qopt.reshape %0 : tensor<1x4x2xf32> -> tensor<4x2xf32>
  %2 = qopt.transpose %1 perm [1, 0] : tensor<4x2xf32> -> tensor<2x4xf32>
  %3 = qopt.broadcast %2 : tensor<2x4xf32> -> tensor<1x2x4xf32>
  %4 = qopt.slice %3 from [0, 0, 0] step [1, 1, 2] : tensor<1x2x4xf32> -> tensor<1x2x2xf32>
  %5 = qopt.gather %2, %i axis 0 : tensor<2x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %6 = qopt.concat %2, %5 axis 1 : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x8xf32>
  %7 = qopt.pad constant %6 low [0, 0] high [0, -1] value 0.0 : tensor<2x8xf32> -> tensor<2x7xf32>
  %8 = qopt.softmax %7 axis 1 : (tensor<2x7xf32>) -> tensor<2x7xf32>
  %9 = qopt.cast %i : tensor<2xi64> -> tensor<2xf32>
  %10 = qopt.cast %y : tensor<2xf32> -> tensor<2xi32>
  return %8, %9, %10 : tensor<2x7xf32>, tensor<2xf32>, tensor<2xi32>
}
