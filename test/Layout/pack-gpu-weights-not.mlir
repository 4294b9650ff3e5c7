// What is no product of constants stays.
// RUN: qopt-opt %s --qopt-pack-gpu-weights | FileCheck %s

// CHECK-LABEL: func.func @other(
// CHECK-NOT: qopt.mma_matmul
// CHECK: qopt.binary add
func.func @other(%x: tensor<4xi32>, %y: tensor<4xi32>) -> tensor<4xi32> {
  %r = qopt.binary add %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %r : tensor<4xi32>
}
