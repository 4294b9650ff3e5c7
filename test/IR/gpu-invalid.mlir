// What products for matrix instructions refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @mma_matmul_c1_rank(%x: tensor<1x5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected a non-empty input of rank 2, got 'tensor<1x5x20xi8>'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<1x5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c1_empty(%x: tensor<5x20xi8>, %w: tensor<0x32xi8>, %b: tensor<0xi32>, %e: tensor<5x0xi32>) {
  // expected-error @+1 {{expected a non-empty result of rank 2, got 'tensor<5x0xi32>'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<0x32xi8>, tensor<0xi32>, tensor<5x0xi32>) -> tensor<5x0xi32>
  return
}

// -----

func.func @mma_matmul_c1_padding(%x: tensor<5x20xi8>, %w: tensor<10x20xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected weights of shape [10, 32], got [10, 20]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x20xi8>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c1_bias(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<16xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected bias of shape [10], got [16]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<16xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c1_rows(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<4x10xi32>) {
  // expected-error @+1 {{expected result of shape [5, 10], got [4, 10]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<4x10xi32>) -> tensor<4x10xi32>
  return
}

// -----

func.func @mma_matmul_c2_some(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %r = qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e {out_zp = 3 : i64} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_matmul_c2_range(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xui8>) {
  // expected-error @+1 {{expected lo <= hi in [0, 255], got -1 and 255}}
  %r = qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e {out_zp = 3 : i64, lo = -1 : i64, hi = 255 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xui8>) -> tensor<5x10xui8>
  return
}

// -----

func.func @mma_matmul_c2_result(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected an i32 result without a rescale, got 'i8'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_matmul_c3(%x: tensor<5x20xui8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xui8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c4_mixed(%x: memref<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<5x20xi8>' beside 'tensor<5x10xi32>'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (memref<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c4_result(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected one result of type 'tensor<5x10xi32>', got}}
  qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi32>) -> ()
  return
}
