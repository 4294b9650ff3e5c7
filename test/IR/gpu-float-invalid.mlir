// What float products for matrix instructions refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @mma_float_matmul_c1_rank(%x: tensor<200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a non-empty input of rank 2, got 'tensor<200xi8>'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c1_weights(%x: tensor<5x200xi8>, %w: tensor<10x200xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected weights of shape [10, 208], got [10, 200]}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x200xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c1_result(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<4x10xf32>) {
  // expected-error @+1 {{expected result of shape [5, 10], got [4, 10]}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<4x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c1_bias(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %b: tensor<5xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected bias of shape [10], got [5]}}
  %r = qopt.mma_float_matmul %x, %w bias %b outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c1_scales(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %q: tensor<10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected row_scales of shape [5], got [10]}}
  %r = qopt.mma_float_matmul %x, %w scales %q, %q outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<10xf32>, tensor<10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c2_mixed(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected types f8E4M3FN or f8E5M2 in any mixture, or both f16 or both bf16, got 'f8E4M3FN' and 'f16'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f16, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c2_other(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{got 'f8E4M3FNUZ' and 'f8E4M3FNUZ'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FNUZ, weight_type = f8E4M3FNUZ, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c2_codes(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected codes of 16 bits for 'bf16', got 'tensor<5x200xi8>'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = bf16, weight_type = bf16, block = 16 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c3(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected blocks of 16 k, or of 32 of 8 bits, got 8 of 'f8E4M3FN'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 8 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c3_half(%x: tensor<5x200xi16>, %w: tensor<10x200xi16>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected blocks of 16 k, or of 32 of 8 bits, got 32 of 'f16'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f16, weight_type = f16, block = 32 : i64} : (tensor<5x200xi16>, tensor<10x200xi16>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c4(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected promote to be 0 or a positive multiple of 64, got 96}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64, promote = 96 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c4_negative(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected promote to be 0 or a positive multiple of 64, got -64}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64, promote = -64 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c5(%x: tensor<5x200xi8>, %w: memref<10x208xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<10x208xi8>' beside 'tensor<5x10xf32>'}}
  %r = qopt.mma_float_matmul %x, %w outs %e {input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, memref<10x208xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_float_matmul_c6(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %p: tensor<1xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected row_scales and column_scales, both or none, got one}}
  %r = "qopt.mma_float_matmul"(%x, %w, %p, %e) {operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 1>, input_type = f8E4M3FN, weight_type = f8E4M3FN, block = 32 : i64} : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<1xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}
