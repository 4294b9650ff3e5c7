// What qopt-fuse-elementwise merges.
// RUN: qopt-opt %s --qopt-lower-to-linalg --canonicalize --cse --qopt-fuse-elementwise | FileCheck %s

// Two producers of one user, and a scalar that is read by every element.
// CHECK-LABEL: func.func @join
// CHECK: linalg.generic
// CHECK-DAG: math.absf
// CHECK-DAG: arith.negf
// CHECK: arith.addf
// CHECK: arith.mulf
// CHECK: linalg.yield
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @join(%x: tensor<4xf32>, %y: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  %0 = qopt.unary abs %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary neg %y : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.binary add %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.binary mul %2, %s : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// Each element is read once, at another place.
// CHECK-LABEL: func.func @permuted
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @permuted(%x: tensor<4x5xf32>) -> tensor<5x4xf32> {
  %0 = qopt.unary neg %x : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %1 = qopt.transpose %0 perm [1, 0] : tensor<4x5xf32> -> tensor<5x4xf32>
  return %1 : tensor<5x4xf32>
}

// As long as the chain is.
// CHECK-LABEL: func.func @chain
// CHECK: linalg.generic
// CHECK-COUNT-16: math.sin
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary sin %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary sin %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.unary sin %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.unary sin %2 : (tensor<4xf32>) -> tensor<4xf32>
  %4 = qopt.unary sin %3 : (tensor<4xf32>) -> tensor<4xf32>
  %5 = qopt.unary sin %4 : (tensor<4xf32>) -> tensor<4xf32>
  %6 = qopt.unary sin %5 : (tensor<4xf32>) -> tensor<4xf32>
  %7 = qopt.unary sin %6 : (tensor<4xf32>) -> tensor<4xf32>
  %8 = qopt.unary sin %7 : (tensor<4xf32>) -> tensor<4xf32>
  %9 = qopt.unary sin %8 : (tensor<4xf32>) -> tensor<4xf32>
  %10 = qopt.unary sin %9 : (tensor<4xf32>) -> tensor<4xf32>
  %11 = qopt.unary sin %10 : (tensor<4xf32>) -> tensor<4xf32>
  %12 = qopt.unary sin %11 : (tensor<4xf32>) -> tensor<4xf32>
  %13 = qopt.unary sin %12 : (tensor<4xf32>) -> tensor<4xf32>
  %14 = qopt.unary sin %13 : (tensor<4xf32>) -> tensor<4xf32>
  %15 = qopt.unary sin %14 : (tensor<4xf32>) -> tensor<4xf32>
  return %15 : tensor<4xf32>
}

// A residual addition of one sample: the batch of 1 is no broadcast. Two rescales, the
// sum and its rescale are one op.
// CHECK-LABEL: func.func @residual
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @residual(%x: tensor<1x4x8xi8>, %y: tensor<1x4x8xi8>) -> tensor<1x4x8xi8> {
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<20> : tensor<1xi8>
  %t = qopt.constant dense<40> : tensor<1xi8>
  %0 = qopt.rescale %x by %m, %s rounding single {hi = 2147483647 : i64, in_zp = 3 : i64, lo = -2147483648 : i64, out_zp = 0 : i64} : tensor<1x4x8xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<1x4x8xi32>
  %1 = qopt.rescale %y by %m, %s rounding single {hi = 2147483647 : i64, in_zp = -1 : i64, lo = -2147483648 : i64, out_zp = 0 : i64} : tensor<1x4x8xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<1x4x8xi32>
  %2 = qopt.binary add %0, %1 : (tensor<1x4x8xi32>, tensor<1x4x8xi32>) -> tensor<1x4x8xi32>
  %3 = qopt.rescale %2 by %m, %t rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -5 : i64} : tensor<1x4x8xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x4x8xi8>
  return %3 : tensor<1x4x8xi8>
}

// A dimension of 1 that is stretched stays at 0: nothing is computed twice.
// CHECK-LABEL: func.func @stretched
// CHECK-COUNT-2: linalg.generic
// CHECK: return
func.func @stretched(%x: tensor<1x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = qopt.unary neg %x : (tensor<1x8xf32>) -> tensor<1x8xf32>
  %1 = qopt.binary add %0, %y : (tensor<1x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}
