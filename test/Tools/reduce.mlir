// The reducer knows the dialect: it shrinks a module to what its tester wants.
// RUN: printf '#!/bin/sh\nif grep -q "unary *sigmoid" "$1"; then exit 1; fi\nexit 0\n' > %t.sh
// RUN: chmod +x %t.sh
// RUN: qopt-reduce %s -reduction-tree="traversal-mode=0 test=%t.sh" | FileCheck %s

// CHECK: qopt.unary sigmoid
// CHECK-NOT: qopt.unary tanh
func.func @keep(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @drop(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
