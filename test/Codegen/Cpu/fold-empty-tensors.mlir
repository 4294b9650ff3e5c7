// What qopt-fold-empty-tensors does.
// RUN: qopt-opt %s --qopt-fold-empty-tensors --canonicalize | FileCheck %s

// A chain of empty values is the last one alone; constants count, too.
// CHECK-LABEL: func.func @chain
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<0xi8>
// CHECK-NEXT: return %[[E]]
func.func @chain(%x: tensor<2x0xi8>) -> tensor<0xi8> {
  %c = arith.constant dense<> : tensor<2x0xi8>
  %0 = linalg.add ins(%x, %c : tensor<2x0xi8>, tensor<2x0xi8>) outs(%x : tensor<2x0xi8>) -> tensor<2x0xi8>
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<2x0xi8> into tensor<0xi8>
  return %1 : tensor<0xi8>
}

// No terms: what the sum begins with.
// CHECK-LABEL: func.func @products
// CHECK-SAME: %{{.*}}: tensor<3x0xf32>, %{{.*}}: tensor<0x5xf32>, %[[B:.*]]: tensor<3x5xf32>
// CHECK-NEXT: return %[[B]]
func.func @products(%x: tensor<3x0xf32>, %y: tensor<0x5xf32>, %b: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %0 = linalg.matmul ins(%x, %y : tensor<3x0xf32>, tensor<0x5xf32>) outs(%b : tensor<3x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: func.func @insertion
// CHECK-SAME: %{{.*}}: tensor<0x4xf32>, %[[Y:.*]]: tensor<2x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @insertion(%x: tensor<0x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = tensor.insert_slice %x into %y[1, 0] [0, 4] [1, 1] : tensor<0x4xf32> into tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
