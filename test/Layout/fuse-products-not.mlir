// Products that qopt-fuse-products leaves to others.
// RUN: qopt-opt %s --qopt-fuse-products | FileCheck %s
// CHECK-NOT: qopt.product

// One constant right side: packed at compile time.
func.func @constant(%x: tensor<2x5x3xi8>) -> tensor<2x5x2xi32> {
  %w = qopt.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi8>
  %s = qopt.matmul %x, %w : (tensor<2x5x3xi8>, tensor<3x2xi8>) -> tensor<2x5x2xi32>
  return %s : tensor<2x5x2xi32>
}

// Float.
func.func @real(%x: tensor<2x5x3xf32>, %y: tensor<2x3x4xf32>) -> tensor<2x5x4xf32> {
  %s = qopt.matmul %x, %y : (tensor<2x5x3xf32>, tensor<2x3x4xf32>) -> tensor<2x5x4xf32>
  return %s : tensor<2x5x4xf32>
}

// 16-bit codes, and sums of 64 bits.
func.func @wide(%x: tensor<2x5x3xi16>, %y: tensor<2x3x4xi8>, %z: tensor<2x5x3xi8>) -> (tensor<2x5x4xi32>, tensor<2x5x4xi64>) {
  %s = qopt.matmul %x, %y : (tensor<2x5x3xi16>, tensor<2x3x4xi8>) -> tensor<2x5x4xi32>
  %t = qopt.matmul %z, %y : (tensor<2x5x3xi8>, tensor<2x3x4xi8>) -> tensor<2x5x4xi64>
  return %s, %t : tensor<2x5x4xi32>, tensor<2x5x4xi64>
}

// A zero point per element, one that is no code, and a difference of 8 bits, which
// wraps.
func.func @differences(%x: tensor<2x5x3xi8>, %y: tensor<2x3x4xi8>, %z: tensor<i16>) -> (tensor<2x5x4xi32>, tensor<2x5x4xi32>, tensor<2x5x4xi32>) {
  %far = qopt.constant dense<300> : tensor<i16>
  %narrow = qopt.constant dense<3> : tensor<i8>
  %xw = qopt.cast %x : tensor<2x5x3xi8> -> tensor<2x5x3xi16>
  %a = qopt.binary sub %xw, %z : (tensor<2x5x3xi16>, tensor<i16>) -> tensor<2x5x3xi16>
  %b = qopt.binary sub %xw, %far : (tensor<2x5x3xi16>, tensor<i16>) -> tensor<2x5x3xi16>
  %c = qopt.binary sub %x, %narrow : (tensor<2x5x3xi8>, tensor<i8>) -> tensor<2x5x3xi8>
  %s = qopt.matmul %a, %y : (tensor<2x5x3xi16>, tensor<2x3x4xi8>) -> tensor<2x5x4xi32>
  %t = qopt.matmul %b, %y : (tensor<2x5x3xi16>, tensor<2x3x4xi8>) -> tensor<2x5x4xi32>
  %u = qopt.matmul %c, %y : (tensor<2x5x3xi8>, tensor<2x3x4xi8>) -> tensor<2x5x4xi32>
  return %s, %t, %u : tensor<2x5x4xi32>, tensor<2x5x4xi32>, tensor<2x5x4xi32>
}

// One left side for a batch of right sides, different ranks, nothing to sum.
func.func @shapes(%x: tensor<1x5x3xi8>, %y: tensor<2x3x4xi8>, %z: tensor<3x4xi8>, %e: tensor<1x5x0xi8>, %f: tensor<1x0x4xi8>) -> (tensor<2x5x4xi32>, tensor<1x5x4xi32>, tensor<1x5x4xi32>) {
  %s = qopt.matmul %x, %y : (tensor<1x5x3xi8>, tensor<2x3x4xi8>) -> tensor<2x5x4xi32>
  %t = qopt.matmul %x, %z : (tensor<1x5x3xi8>, tensor<3x4xi8>) -> tensor<1x5x4xi32>
  %u = qopt.matmul %e, %f : (tensor<1x5x0xi8>, tensor<1x0x4xi8>) -> tensor<1x5x4xi32>
  return %s, %t, %u : tensor<2x5x4xi32>, tensor<1x5x4xi32>, tensor<1x5x4xi32>
}
