// RUN: qopt-opt %s -split-input-file -verify-diagnostics

func.func @product_c1_rank(%x: tensor<2x5x8xi8>, %y: tensor<8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected left, right and result of one rank >= 2, got 3, 2 and 3}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c1_perm(%x: tensor<2x5x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected permutations of 3 dimensions, got [0, 0, 2]}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 0, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c2_depth(%x: tensor<2x5x8xi8>, %y: tensor<2x7x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected [b.., M, K] by [b.., K, N], none of them 0, got [2, 5, 8] by [2, 7, 6] to [2, 5, 6]}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<2x7x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c2_empty(%x: tensor<2x0x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x0x6xi32>) {
  // expected-error @below {{expected [b.., M, K] by [b.., K, N], none of them 0, got [2, 0, 8] by [2, 8, 6] to [2, 0, 6]}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x0x8xi8>, tensor<2x8x6xi8>, tensor<2x0x6xi32>) -> tensor<2x0x6xi32>
  return
}

// -----

func.func @product_c3_left(%x: tensor<2x8x5xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected left_perm and result_perm to leave the last dimension in its place, got [0, 2, 1] and [0, 1, 2]}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 2, 1>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x8x5xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c3_right(%x: tensor<2x5x8xi8>, %y: tensor<8x6x2xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected right_perm to move the last dimension to K or N, got [2, 0, 1]}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 2, 0, 1>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<8x6x2xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c4_zp(%x: tensor<2x5x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected right_zp in [-128, 127], got 128}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 128 : i64}
    : (tensor<2x5x8xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c4_unsigned(%x: tensor<2x5x8xui8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected unsigned_left on unsigned codes, got none on 'tensor<2x5x8xui8>'}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xui8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c5_some(%x: tensor<2x5x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64, lo = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c5_sums(%x: tensor<2x5x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @below {{expected an i32 result without a rescale and not narrow, got 'i8'}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (tensor<2x5x8xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @product_c5_panel(%x: tensor<2x5x8xi8>, %m: tensor<16xi32>, %h: tensor<1xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @below {{expected a multiplier and a shift for 16 columns, got 'tensor<1xi8>'}}
  %0 = qopt.product %x, rescale %m, %h, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<2x5x8xi8>, tensor<16xi32>, tensor<1xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @product_c5_range(%x: tensor<2x5x8xi8>, %m: tensor<16xi32>, %h: tensor<16xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @below {{expected lo <= hi in [-128, 255], got -128 and 256}}
  %0 = qopt.product %x, rescale %m, %h, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 256 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<2x5x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @product_c6_mixed(%x: memref<2x5x8xi8>, %y: tensor<2x8x6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @below {{expected all tensors or all memrefs, got 'memref<2x5x8xi8>' beside 'tensor<2x5x6xi32>'}}
  %0 = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (memref<2x5x8xi8>, tensor<2x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @product_c6_no_scratch(%x: memref<2x5x8xi8>, %y: memref<2x8x6xi8>, %e: memref<2x5x6xi32>) {
  // expected-error @below {{expected one result of type 'memref<2x5x6xi32>' on tensors, or scratch and no result on memrefs, got}}
  qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (memref<2x5x8xi8>, memref<2x8x6xi8>, memref<2x5x6xi32>) -> ()
  return
}

// -----

func.func @product_c6_sizes(%x: memref<2x5x8xi8>, %p: memref<256xi8>, %s: memref<41xi32>, %y: memref<2x8x6xi8>, %e: memref<2x5x6xi32>) {
  // expected-error @below {{expected scratch of 256 bytes and 42 sums, got 'memref<256xi8>' and 'memref<41xi32>'}}
  qopt.product %x, packed %p, %s, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (memref<2x5x8xi8>, memref<256xi8>, memref<41xi32>, memref<2x8x6xi8>, memref<2x5x6xi32>) -> ()
  return
}
