// What sparse products for matrix instructions refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @mma_sparse_matmul_c1_rank(%x: tensor<1x5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected a non-empty input of rank 2, got 'tensor<1x5x64xi8>'}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<1x5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c1_values(%x: tensor<5x64xi8>, %v: tensor<128xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected values of shape [256], got [128]}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<128xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c1_metadata(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<32xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected metadata of shape [64], got [32]}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<32xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c1_steps(%x: tensor<5x65xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected values of shape [512], got [256]}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x65xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c1_bias(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<16xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected bias of shape [10], got [16]}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<16xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c1_rows(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<4x10xi32>) {
  // expected-error @+1 {{expected result of shape [5, 10], got [4, 10]}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<4x10xi32>) -> tensor<4x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c2_some(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b rescale %m, %s outs %e {out_zp = 3 : i64} : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_sparse_matmul_c2_range(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xui8>) {
  // expected-error @+1 {{expected lo <= hi in [0, 255], got -128 and 127}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b rescale %m, %s outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xui8>) -> tensor<5x10xui8>
  return
}

// -----

func.func @mma_sparse_matmul_c2_result(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected an 'i32' result without a rescale, got 'i8'}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_sparse_matmul_c3(%x: tensor<5x64xui8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xui8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c4(%x: tensor<5x64xi8>, %v: memref<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<256xi32>' beside 'tensor<5x10xi32>'}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, memref<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c5(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %s: tensor<10xi8>, %q: tensor<1xf32>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected scales or a rescale, got both}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b rescale %b, %s scales %q, %q outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<1xf32>, tensor<1xf32>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_sparse_matmul_c6(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected a bias of i32, got none}}
  %r = qopt.mma_sparse_matmul %x, %v, %p outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c7(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e {narrow} : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_sparse_matmul_c8(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  %p = arith.constant dense<0x44444414> : tensor<64xi32>
  // expected-error @+1 {{expected ascending positions in the metadata, got 1 and 0 in word 0}}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b outs %e : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}
