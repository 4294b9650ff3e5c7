// Products that are none of codes stay, without a remark.
// RUN: qopt-opt %s -verify-diagnostics --qopt-pack-gpu-floats | FileCheck %s

// CHECK-LABEL: func.func @float(
// CHECK: qopt.matmul
// CHECK-NOT: qopt.mma_float_matmul
func.func @float(%x: tensor<7x2xf32>, %w: tensor<2x3xf32>) -> tensor<7x3xf32> {
  %a = qopt.matmul %x, %w : (tensor<7x2xf32>, tensor<2x3xf32>) -> tensor<7x3xf32>
  return %a : tensor<7x3xf32>
}
