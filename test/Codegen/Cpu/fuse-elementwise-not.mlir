// What qopt-fuse-elementwise leaves apart, since an element would be computed
// twice.
// RUN: qopt-opt %s --qopt-lower-to-linalg --canonicalize --cse --qopt-fuse-elementwise | FileCheck %s

// CHECK-LABEL: func.func @two_users
// CHECK: linalg.generic
// CHECK: math.absf
// CHECK: linalg.generic
// CHECK: arith.negf
// CHECK: return
func.func @two_users(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = qopt.unary abs %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary neg %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @broadcast
// CHECK: linalg.generic
// CHECK: math.absf
// CHECK: linalg.generic
// CHECK: arith.addf
// CHECK: return
func.func @broadcast(%x: tensor<4x1xf32>, %y: tensor<4x5xf32>) -> tensor<4x5xf32> {
  %0 = qopt.unary abs %x : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %1 = qopt.binary add %0, %y : (tensor<4x1xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %1 : tensor<4x5xf32>
}

// A product's operand is read once per column.
// CHECK-LABEL: func.func @into_product
// CHECK: linalg.generic
// CHECK: math.absf
// CHECK: linalg.generic
// CHECK-SAME: "reduction"
// CHECK: return
func.func @into_product(%x: tensor<4x6xf32>, %y: tensor<6x5xf32>) -> tensor<4x5xf32> {
  %0 = qopt.unary abs %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = qopt.matmul %0, %y : (tensor<4x6xf32>, tensor<6x5xf32>) -> tensor<4x5xf32>
  return %1 : tensor<4x5xf32>
}

// What follows a product would have to wait for its last term.
// CHECK-LABEL: func.func @behind_product
// CHECK: linalg.generic
// CHECK-SAME: "reduction"
// CHECK: linalg.generic
// CHECK: math.absf
// CHECK: return
func.func @behind_product(%x: tensor<4x6xf32>, %y: tensor<6x5xf32>) -> tensor<4x5xf32> {
  %0 = qopt.matmul %x, %y : (tensor<4x6xf32>, tensor<6x5xf32>) -> tensor<4x5xf32>
  %1 = qopt.unary abs %0 : (tensor<4x5xf32>) -> tensor<4x5xf32>
  return %1 : tensor<4x5xf32>
}
