// Products of weights are none of qopt-pack-gpu-products'.
// RUN: qopt-opt %s --qopt-pack-gpu-products | FileCheck %s

// CHECK-LABEL: func.func @weights(
// CHECK-NOT: qopt.mma_product
// CHECK: qopt.matmul
func.func @weights(%x: tensor<7x3xi8>, %w: tensor<3x2xi8>) -> tensor<7x2xi32> {
  %a = qopt.matmul %x, %w : (tensor<7x3xi8>, tensor<3x2xi8>) -> tensor<7x2xi32>
  return %a : tensor<7x2xi32>
}
