// What products scaled run by run refuse.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics

func.func @matmul_runs_c1_depth(%x: tensor<2x63xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected a left side of rank >= 2 and a right side of rank 2 with equal K}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x63xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c1_rank(%x: tensor<64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<f32>) {
  // expected-error @+1 {{expected a left side of rank >= 2 and a right side of rank 2 with equal K}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<f32> -> tensor<10xf32>
  return
}

// -----

func.func @matmul_runs_c1_result(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 10], got [2, 11]}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<2xf32> -> tensor<2x11xf32>
  return
}

// -----

func.func @matmul_runs_c2_axis(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.channel<0>>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected dense weights with one scale per tensor, per column (#qopt.channel<1>) or per group along k (#qopt.group<0, n>), got '!qopt.q<#qopt.int<s4>, #qopt.channel<0>>'}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.channel<0>>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c2_block(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.block<64>>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected dense weights with one scale per tensor}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.block<64>>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c3_bits(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s12>, #qopt.tensor>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected integers of at most 8 bits, a table of integers in [-128, 127] times a power of two, or binary codes, got #qopt.int<s12>}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s12>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c3_real(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.nf4, #qopt.tensor>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected integers of at most 8 bits, a table of integers in [-128, 127] times a power of two, or binary codes, got #qopt.nf4}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.nf4, #qopt.tensor>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c3_wide(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.flint<s8>, #qopt.tensor>>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected integers of at most 8 bits, a table of integers in [-128, 127] times a power of two, or binary codes, got #qopt.flint<s8>}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.flint<s8>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c4(%x: tensor<1x65794xi8>, %w: tensor<65794x1x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected sums of a run that fit 32 bits, got runs of 65794 codes of #qopt.int<s8>}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<1x65794xi8>, tensor<65794x1x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<1xf32> -> tensor<1x1xf32>
  return
}

// -----

func.func @matmul_runs_c5(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected row scales of shape [2] or [], got [1]}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<1xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c6(%x: tensor<2x64xi8>, %w: tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, %s: tensor<2xf32>, %b: tensor<9xf32>) {
  // expected-error @+1 {{expected a bias of shape [10], got [9]}}
  %y = qopt.matmul_runs %x, %w rows %s bias %b : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<2xf32>, tensor<9xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @matmul_runs_c7(%x: tensor<2x64xi8>, %s: tensor<2xf32>) {
  %c = qopt.constant dense<0> : tensor<64x10xui8>
  %t = qopt.constant dense<1.0> : tensor<10xf32>
  %z = qopt.constant dense<0.5> : tensor<10xf32>
  %w = qopt.assemble %c, %t, %z : tensor<64x10xui8>, tensor<10xf32>, tensor<10xf32> -> tensor<64x10x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>>
  // expected-error @+1 {{expected i32 zero points, got 'tensor<10xf32>'}}
  %y = qopt.matmul_runs %x, %w rows %s : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>>, tensor<2xf32> -> tensor<2x10xf32>
  return
}

// -----

func.func @pack_rows_c1_empty(%x: tensor<0x64xi8>, %e: tensor<36xi32>) {
  // expected-error @+1 {{expected a non-empty input of rank >= 1, got 'tensor<0x64xi8>'}}
  %p = qopt.pack_rows %x outs %e {run = 32 : i64, factor = 1 : i64} : (tensor<0x64xi8>, tensor<36xi32>) -> tensor<36xi32>
  return
}

// -----

func.func @pack_rows_c1_size(%x: tensor<2x64xi8>, %e: tensor<35xi32>) {
  // expected-error @+1 {{expected a result of shape [36], got [35]}}
  %p = qopt.pack_rows %x outs %e {run = 32 : i64, factor = 1 : i64} : (tensor<2x64xi8>, tensor<35xi32>) -> tensor<35xi32>
  return
}

// -----

func.func @pack_rows_c2(%x: tensor<2x64xi8>, %e: tensor<36xi32>) {
  // expected-error @+1 {{expected run in [1, 64], got 65}}
  %p = qopt.pack_rows %x outs %e {run = 65 : i64, factor = 1 : i64} : (tensor<2x64xi8>, tensor<36xi32>) -> tensor<36xi32>
  return
}

// -----

func.func @pack_rows_c3_mixed(%x: memref<2x64xi8>, %e: tensor<36xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<2x64xi8>' beside 'tensor<36xi32>'}}
  %p = qopt.pack_rows %x outs %e {run = 32 : i64, factor = 1 : i64} : (memref<2x64xi8>, tensor<36xi32>) -> tensor<36xi32>
  return
}

// -----

func.func @pack_rows_c3_result(%x: tensor<2x64xi8>, %e: tensor<36xi32>) {
  // expected-error @+1 {{expected one result of type 'tensor<36xi32>', got}}
  qopt.pack_rows %x outs %e {run = 32 : i64, factor = 1 : i64} : (tensor<2x64xi8>, tensor<36xi32>) -> ()
  return
}

// -----

func.func @packed_matmul_runs_c1(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<10xf32>) {
  // expected-error @+1 {{expected a non-empty result of rank >= 2, got 'tensor<10xf32>'}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<10xf32>) -> tensor<10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c2_bits(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected bits in [1, 8], got 9}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 9 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c2_run(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected run in [1, 64], got 65}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 65 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_input(%x: tensor<37xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected input of shape [36], got [37]}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<37xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_codes(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<127xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected codes of shape [128], got [127]}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<127xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_scales(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<31xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected scales of shape [32], got [31]}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<31xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_zero_points(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>, %z: tensor<31xi8>) {
  // expected-error @+1 {{expected zero_points of shape [32], got [31]}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s zero_points %z outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<31xi8>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_bias(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>, %b: tensor<10xf32>) {
  // expected-error @+1 {{expected bias of shape [16], got [10]}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s bias %b outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<10xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c3_rows(%x: tensor<36xi32>, %r: tensor<3xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected row scales of 1 or 2 elements, got 3}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<3xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c4_size(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected a table of 2^bits entries in [0, 255] with at most 4 bits, got 15 entries with 4 bits}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64, table = array<i32: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14>}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c4_range(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<32xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected a table of 2^bits entries in [0, 255] with at most 4 bits, got 2 entries with 1 bits}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 1 : i64, run = 32 : i64, table = array<i32: 0, 256>}
    : (tensor<36xi32>, tensor<2xf32>, tensor<32xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c5_mixed(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: memref<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<128xi32>' beside 'tensor<2x10xf32>'}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, memref<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c5_result(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected one result of type 'tensor<2x10xf32>', got}}
  qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>, tensor<2x10xf32>) -> ()
  return
}

// -----

func.func @packed_matmul_runs_c6_missing(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xi16>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected scale_shift beside integer scales only, got scales of 'i16' without it}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xi16>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c6_range(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xi16>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected scale_shift in [0, 16], got 17}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64, scale_shift = 17 : i64}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xi16>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_runs_c6_factor(%x: tensor<36xi32>, %r: tensor<2xf32>, %c: tensor<128xi32>, %s: tensor<32xi16>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected a positive and finite scale_factor beside integer scales only, got -1}}
  %o = qopt.packed_matmul_runs %x rows %r, %c scales %s outs %y {depth = 64 : i64, bits = 4 : i64, run = 32 : i64, scale_shift = 16 : i64, scale_factor = -1.0 : f32}
    : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xi16>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @subset_sums_c1_rows(%x: tensor<2x40xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected one row of codes, got 'tensor<2x40xi8>'}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 40 : i64} : (tensor<2x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  return
}

// -----

func.func @subset_sums_c1_empty(%x: tensor<1x0xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected one row of codes, got 'tensor<1x0xi8>'}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 40 : i64} : (tensor<1x0xi8>, tensor<257xi32>) -> tensor<257xi32>
  return
}

// -----

func.func @subset_sums_c1_size(%x: tensor<1x40xi8>, %e: tensor<256xi32>) {
  // expected-error @+1 {{expected a result of shape [257], got [256]}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 40 : i64} : (tensor<1x40xi8>, tensor<256xi32>) -> tensor<256xi32>
  return
}

// -----

func.func @subset_sums_c2_mixed(%x: memref<1x40xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<1x40xi8>' beside 'tensor<257xi32>'}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 40 : i64} : (memref<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  return
}

// -----

func.func @subset_sums_c2_result(%x: tensor<1x40xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected one result of type 'tensor<257xi32>', got}}
  qopt.subset_sums %x outs %e {factor = 1 : i64, run = 40 : i64} : (tensor<1x40xi8>, tensor<257xi32>) -> ()
  return
}

// -----

func.func @subset_sums_c3_long(%x: tensor<1x40xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected run in [1, 40], got 41}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 41 : i64} : (tensor<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  return
}

// -----

func.func @subset_sums_c3_none(%x: tensor<1x40xi8>, %e: tensor<257xi32>) {
  // expected-error @+1 {{expected run in [1, 40], got 0}}
  %p = qopt.subset_sums %x outs %e {factor = 1 : i64, run = 0 : i64} : (tensor<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
  return
}

// -----

func.func @packed_matmul_bits_c1_rank(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<10xf32>) {
  // expected-error @+1 {{expected a result of rank >= 2 that is one row, got 'tensor<10xf32>'}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<10xf32>) -> tensor<10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c1_rows(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<2x10xf32>) {
  // expected-error @+1 {{expected a result of rank >= 2 that is one row, got 'tensor<2x10xf32>'}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c2_depth(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected run in [1, 0], got 40}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 0 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c2_run(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected run in [1, 40], got 41}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 41 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c2_no_run(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected run in [1, 40], got 0}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 0 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c2_planes(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected planes in [1, 8], got 9}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 9 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c2_step(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected step in [1, 255], got 256}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 256 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_input(%p: tensor<129xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected input of shape [257], got [129]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<129xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_codes(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<64xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected codes of shape [128], got [64]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<64xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_scales(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<10xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected scales of shape [16], got [10]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<10xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_planes(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected codes of shape [256], got [128]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 2 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_run(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected input of shape [258], got [257]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 20 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_offsets(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %z: tensor<10xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected offsets of shape [16], got [10]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s offsets %z outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<10xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_bias(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %b: tensor<10xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected bias of shape [16], got [10]}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s bias %b outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<10xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c3_rows(%p: tensor<257xi32>, %r: tensor<2xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected one row scale, got 2}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<2xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c4_mixed(%p: memref<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<257xi32>' beside 'tensor<1x10xf32>'}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (memref<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c4_result(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xf32>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected one result of type 'tensor<1x10xf32>', got}}
  qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>, tensor<1x10xf32>) -> ()
  return
}

// -----

func.func @packed_matmul_bits_c5_missing(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xi16>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected scale_shift beside integer scales only, got scales of 'i16' without it}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xi16>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c5_range(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xi16>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected scale_shift in [0, 16], got 17}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64, scale_shift = 17 : i64}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xi16>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @packed_matmul_bits_c5_factor(%p: tensor<257xi32>, %r: tensor<1xf32>, %c: tensor<128xi16>, %s: tensor<16xi16>, %y: tensor<1x10xf32>) {
  // expected-error @+1 {{expected a positive and finite scale_factor beside integer scales only, got -1}}
  %o = qopt.packed_matmul_bits %p rows %r, %c scales %s outs %y {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 1 : i64, scale_shift = 16 : i64, scale_factor = -1.0 : f32}
    : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xi16>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}
