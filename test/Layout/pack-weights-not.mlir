// What qopt-pack-weights leaves beside the kernel, and claims it does not make.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-pack-weights | FileCheck %s

// The sum has a second use: it is packed, the rescale stays.
// CHECK-LABEL: func.func @two_uses
// CHECK: %[[A:.*]] = qopt.packed_conv
// CHECK-SAME: -> tensor<7x3xi32>
// CHECK: qopt.rescale %[[A]]
func.func @two_uses(%x: tensor<7x2xui8>) -> (tensor<7x3xi8>, tensor<7x3xi32>) {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x3xi8>
  return %r, %a : tensor<7x3xi8>, tensor<7x3xi32>
}

// -----

// CHECK-LABEL: func.func @in_zp
// CHECK: qopt.packed_conv
// CHECK: qopt.rescale
func.func @in_zp(%x: tensor<7x2xui8>) -> tensor<7x3xi8> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  // expected-remark @+1 {{rescale of 'qopt.matmul' is not fused into its kernel: expected in_zp = 0, got 4}}
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 4 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x3xi8>
  return %r : tensor<7x3xi8>
}

// -----

// CHECK-LABEL: func.func @run_time_multiplier
// CHECK: qopt.packed_conv
// CHECK: qopt.rescale
func.func @run_time_multiplier(%x: tensor<7x2xui8>, %m: tensor<1xi32>) -> tensor<7x3xi8> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  // expected-remark @+1 {{expected constant multipliers and shifts, got values computed at run time}}
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x3xi8>
  return %r : tensor<7x3xi8>
}

// -----

// CHECK-LABEL: func.func @wide_result
// CHECK: qopt.packed_conv
// CHECK: qopt.rescale
func.func @wide_result(%x: tensor<7x2xui8>) -> tensor<7x3xi64> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  // expected-remark @+1 {{expected a result of at most 32 bits}}
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x3xi64>
  return %r : tensor<7x3xi64>
}

// -----

// Functions other than relu and clip stay.
// CHECK-LABEL: func.func @sigmoid
// CHECK: qopt.packed_conv
// CHECK-NOT: clamp
// CHECK: qopt.unary sigmoid
func.func @sigmoid(%x: tensor<7x2xf32>) -> tensor<7x3xf32> {
  %w = qopt.constant dense<0.5> : tensor<2x3xf32>
  %a = qopt.matmul %x, %w : (tensor<7x2xf32>, tensor<2x3xf32>) -> tensor<7x3xf32>
  %r = qopt.unary sigmoid %a : (tensor<7x3xf32>) -> tensor<7x3xf32>
  return %r : tensor<7x3xf32>
}

// -----

// 2^15 * 127 * 255 exceeds 2^30: sums that may be that large take the wide
// epilogue; so do shifts below 31.
// CHECK-LABEL: func.func @not_narrow_sum
// CHECK: qopt.packed_conv
// CHECK-NOT: narrow
// CHECK-SAME: tensor<1x3xi8>
// CHECK-LABEL: func.func @not_narrow_shift
// CHECK: qopt.packed_conv
// CHECK-NOT: narrow
// CHECK-SAME: tensor<7x3xi8>
func.func @not_narrow_sum(%x: tensor<1x33200xui8>) -> tensor<1x3xi8> {
  %w = qopt.constant dense<127> : tensor<33200x3xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<1x33200xui8>, tensor<33200x3xi8>) -> tensor<1x3xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x3xi8>
  return %r : tensor<1x3xi8>
}
func.func @not_narrow_shift(%x: tensor<7x2xui8>) -> tensor<7x3xi8> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<30> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<7x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x3xi8>
  return %r : tensor<7x3xi8>
}
