// What qopt-expand-kernels refuses.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-expand-kernels

func.func @on_tensors(%x: tensor<2x4xf32>, %w: tensor<1x1x4x16xf32>, %b: tensor<1x1x16xf32>, %e: tensor<2x16xf32>) -> tensor<2x16xf32> {
  // expected-error @+1 {{expected 'qopt.packed_conv' on memrefs; bufferize first}}
  %r = qopt.packed_conv %x, %w bias %b outs %e {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (tensor<2x4xf32>, tensor<1x1x4x16xf32>, tensor<1x1x16xf32>, tensor<2x16xf32>) -> tensor<2x16xf32>
  return %r : tensor<2x16xf32>
}

// -----

// expected-error @+1 {{expected qopt.isa to name an instruction set (generic, avx2, avxvnni, avx512vnni, neon-dotprod, neon-i8mm), got 'neon'}}
func.func @unknown_isa() attributes {qopt.isa = "neon"} {
  return
}

// -----

func.func @run_time_strides(%x: memref<2x4xf32, strided<[?, 1]>>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %o: memref<2x16xf32>) {
  // expected-error @+1 {{expected the input of 'qopt.packed_conv' to have static strides and contiguous channels}}
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32, strided<[?, 1]>>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

func.func @strided_channels(%x: memref<2x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %o: memref<2x16xf32, strided<[32, 2]>>) {
  // expected-error @+1 {{expected the result of 'qopt.packed_conv' to have static strides and contiguous channels}}
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32, strided<[32, 2]>>) -> ()
  return
}

// -----

func.func @pixels_with_gaps(%x: memref<1x6x4xf32, strided<[60, 10, 1]>>, %w: memref<1x1x12x16xf32>, %b: memref<1x1x16xf32>, %o: memref<1x4x16xf32>) {
  // expected-error @+1 {{expected contiguous pixels in the input of 'qopt.packed_conv'}}
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64: 1>, groups = 1 : i64, kernel = array<i64: 3>, strides = array<i64: 1>} : (memref<1x6x4xf32, strided<[60, 10, 1]>>, memref<1x1x12x16xf32>, memref<1x1x16xf32>, memref<1x4x16xf32>) -> ()
  return
}

// -----

func.func @weights_view(%x: memref<2x4xf32>, %w: memref<1x1x4x16xf32, strided<[64, 64, 16, 1], offset: 3>>, %b: memref<1x1x16xf32>, %o: memref<2x16xf32>) {
  // expected-error @+1 {{expected packed operands of 'qopt.packed_conv' to be no views}}
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32, strided<[64, 64, 16, 1], offset: 3>>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

func.func @codes_on_tensors(%x: tensor<1x4xf32>, %w: tensor<16xi32>, %s: tensor<16xf32>, %b: tensor<16xf32>, %e: tensor<1x16xf32>) -> tensor<1x16xf32> {
  // expected-error @+1 {{expected 'qopt.packed_codes_matmul' on memrefs; bufferize first}}
  %r = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 4 : i64, zero_point = 0 : i64} : (tensor<1x4xf32>, tensor<16xi32>, tensor<16xf32>, tensor<16xf32>, tensor<1x16xf32>) -> tensor<1x16xf32>
  return %r : tensor<1x16xf32>
}

// -----

func.func @codes_strided(%x: memref<2x4xf32, strided<[8, 2]>>, %w: memref<16xi32>, %s: memref<16xf32>, %b: memref<16xf32>, %o: memref<2x16xf32>) {
  // expected-error @+1 {{expected the input of 'qopt.packed_codes_matmul' to have static strides and contiguous channels}}
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %o {bits = 4 : i64, run = 4 : i64, zero_point = 0 : i64} : (memref<2x4xf32, strided<[8, 2]>>, memref<16xi32>, memref<16xf32>, memref<16xf32>, memref<2x16xf32>) -> ()
  return
}

// -----

func.func @rows_stay_rows(%x: memref<4x8x32xi8>, %y: memref<8x4x32xi8>) {
  // expected-error @+1 {{expected a transposition of memrefs of static strides that makes another dimension contiguous, both of 16 bytes or more}}
  linalg.transpose ins(%x : memref<4x8x32xi8>) outs(%y : memref<8x4x32xi8>) permutation = [1, 0, 2]
  return
}
