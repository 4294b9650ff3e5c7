// RUN: qopt-opt %s -split-input-file -verify-diagnostics

func.func @packed_sparse_matmul_c1_rows(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<2x6xi32>) {
  // expected-error @below {{expected [.., K] to [.., N] of one rank >= 2, none of them 0, got [1, 10] to [2, 6]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<2x6xi32>) -> tensor<2x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c1_rank(%x: tensor<10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<6xi32>) {
  // expected-error @below {{expected [.., K] to [.., N] of one rank >= 2, none of them 0, got [10] to [6]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<6xi32>) -> tensor<6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c1_empty(%x: tensor<1x0xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected [.., K] to [.., N] of one rank >= 2, none of them 0, got [1, 0] to [1, 6]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x0xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c2_group(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected kept and group to be 1:4, 2:4, 1:8, 2:8 or 4:8, got 2:16}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 16 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c2_kept(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected kept and group to be 1:4, 2:4, 1:8, 2:8 or 4:8, got 3:4}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 3 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c2_dense(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected kept and group to be 1:4, 2:4, 1:8, 2:8 or 4:8, got 4:4}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 4 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c3_weights(%x: tensor<1x10xi8>, %w: tensor<1x2x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected weights of packed shape [1, 3, 40], got [1, 2, 40]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x2x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c3_bias(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<6xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected bias of packed shape [1, 1, 16], got [6]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<6xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c3_multiplier(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1xi32>, %s: tensor<1x1x16xi8>, %e: tensor<1x6xi8>) {
  // expected-error @below {{expected multiplier of packed shape [1, 1, 16], got [1]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b rescale %m, %s outs %e {kept = 2 : i64, group = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1xi32>, tensor<1x1x16xi8>, tensor<1x6xi8>) -> tensor<1x6xi8>
  return
}

// -----

func.func @packed_sparse_matmul_c3_shift(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %s: tensor<16xi8>, %e: tensor<1x6xi8>) {
  // expected-error @below {{expected shift of packed shape [1, 1, 16], got [16]}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b rescale %m, %s outs %e {kept = 2 : i64, group = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<16xi8>, tensor<1x6xi8>) -> tensor<1x6xi8>
  return
}

// -----

func.func @packed_sparse_matmul_c4_bits(%x: tensor<1x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  %w = qopt.constant dense<"0x00000000000000000000000000000000000000000000000000000000000000000700000000000000"> : tensor<1x1x40xi8>
  // expected-error @below {{expected at most 2 bits per column and group, for k < 4, got others in panel 0, group 0}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x4xi8>, tensor<1x1x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c4_depth(%x: tensor<1x3xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  %w = qopt.constant dense<"0x00000000000000000000000000000000000000000000000000000000000000000000000080000000"> : tensor<1x1x40xi8>
  // expected-error @below {{expected at most 2 bits per column and group, for k < 3, got others in panel 0, group 0}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x3xi8>, tensor<1x1x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c4_splat(%x: tensor<1x16xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  %w = qopt.constant dense<-1> : tensor<1x2x80xi8>
  // expected-error @below {{expected at most 4 bits per column and group, for k < 16, got others in panel 0, group 0}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 4 : i64, group = 8 : i64}
    : (tensor<1x16xi8>, tensor<1x2x80xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c4_both_steps(%x: tensor<1x16xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x17xi32>) {
  %w = qopt.constant dense<"0x0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000080"> : tensor<2x2x32xi8>
  // expected-error @below {{expected at most 1 bits per column and group, for k < 16, got others in panel 1, group 1}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 1 : i64, group = 8 : i64}
    : (tensor<1x16xi8>, tensor<2x2x32xi8>, tensor<1x2x16xi32>, tensor<1x17xi32>) -> tensor<1x17xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c5_some(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64, out_zp = 3 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c5_range(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %s: tensor<1x1x16xi8>, %e: tensor<1x6xi8>) {
  // expected-error @below {{expected lo <= hi in [-128, 255], got -129 and 127}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b rescale %m, %s outs %e {kept = 2 : i64, group = 4 : i64, out_zp = 3 : i64, lo = -129 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6xi8>) -> tensor<1x6xi8>
  return
}

// -----

func.func @packed_sparse_matmul_c5_sums(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi8>) {
  // expected-error @below {{expected an i32 result without a rescale, got 'i8'}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi8>) -> tensor<1x6xi8>
  return
}

// -----

func.func @packed_sparse_matmul_c6_sums(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected narrow with a rescale only}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64, narrow}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c6_shift(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %e: tensor<1x6xi8>) {
  %s = qopt.constant dense<30> : tensor<1x1x16xi8>
  // expected-error @below {{expected shifts in [31, 61] with narrow, got 30}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b rescale %m, %s outs %e {kept = 2 : i64, group = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>, narrow}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6xi8>) -> tensor<1x6xi8>
  return
}

// -----

func.func @packed_sparse_matmul_c7(%x: tensor<1x10xui8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected unsigned_input on unsigned input, got none on 'tensor<1x10xui8>'}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xui8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c8_mixed(%x: memref<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected all tensors or all memrefs, got 'memref<1x10xi8>' beside 'tensor<1x6xi32>'}}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (memref<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> tensor<1x6xi32>
  return
}

// -----

func.func @packed_sparse_matmul_c8_result(%x: tensor<1x10xi8>, %w: tensor<1x3x40xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6xi32>) {
  // expected-error @below {{expected one result of type 'tensor<1x6xi32>', got }}
  qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x10xi8>, tensor<1x3x40xi8>, tensor<1x1x16xi32>, tensor<1x6xi32>) -> ()
  return
}
