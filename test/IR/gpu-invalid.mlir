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
  // expected-error @+1 {{expected an 'i32' result without a rescale, got 'i8'}}
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

// -----

func.func @mma_matmul_c1_row_scales(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %p: tensor<4xf32>, %q: tensor<10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected row_scales of shape [5], got [4]}}
  %r = qopt.mma_matmul %x, %w scales %p, %q outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<4xf32>, tensor<10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_c1_column_scales(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %p: tensor<5xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected column_scales of shape [10], got [5]}}
  %r = qopt.mma_matmul %x, %w scales %p, %p outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<5xf32>, tensor<5xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_c2_real(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %p: tensor<1xf32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected an 'f32' result without a rescale, got 'i32'}}
  %r = qopt.mma_matmul %x, %w scales %p, %p outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<1xf32>, tensor<1xf32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c2_rescaled(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected an integer result of a rescale, got 'f32'}}
  %r = qopt.mma_matmul %x, %w bias %b rescale %b, %s outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_c5_both(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %s: tensor<10xi8>, %p: tensor<1xf32>, %e: tensor<5x10xi8>) {
  // expected-error @+1 {{expected scales or a rescale, got both}}
  %r = qopt.mma_matmul %x, %w bias %b rescale %b, %s scales %p, %p outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<1xf32>, tensor<1xf32>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_matmul_c5_one(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %p: tensor<1xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected row_scales and column_scales, both or none, got one}}
  %r = "qopt.mma_matmul"(%x, %w, %p, %e) {operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 1, 0, 1>} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<1xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_c6_none(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected a bias of i32, got none}}
  %r = qopt.mma_matmul %x, %w outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c6_real(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xf32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected a bias of i32 without scales, got 'tensor<10xf32>'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xf32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c6_integer(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %p: tensor<1xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a bias of f32 with scales, got 'tensor<10xi32>'}}
  %r = qopt.mma_matmul %x, %w bias %b scales %p, %p outs %e : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<1xf32>, tensor<1xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_c7_rescale(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {narrow} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<5x10xi32>) -> tensor<5x10xi32>
  return
}

// -----

func.func @mma_matmul_c7_shift(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %e: tensor<5x10xi8>) {
  %s = arith.constant dense<[31, 61, 30, 40, 40, 40, 40, 40, 40, 40]> : tensor<10xi8>
  // expected-error @+1 {{expected shifts in [31, 61] with narrow, got 30}}
  %r = qopt.mma_matmul %x, %w bias %b rescale %b, %s outs %e {narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return
}

// -----

func.func @mma_matmul_c1_positions(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected result of shape [4, 10], got [6, 10]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 0, 0>} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c1_pixels(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected a non-empty input of rank 4, got 'tensor<2x6x4xi8>'}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3, 1>, strides = array<i64: 2, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 0, 0, 0>} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c8_some(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected kernel, strides, dilations and padding, all or none, got some}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c8_stride(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected strides of 1 numbers >= 1, got [0]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 0>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c8_padding(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected padding of 2 numbers >= 0, got [1]}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1>} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c8_pad_value(%x: tensor<2x6x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected a pad_value in [-128, 127], got 128}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, pad_value = 128 : i64} : (tensor<2x6x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c8_alone(%x: tensor<6x10xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected pad_value with a kernel only}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {pad_value = 1 : i64} : (tensor<6x10xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c9_channels(%x: tensor<2x6x5xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected pixels of a multiple of 4 channels, got 5}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x5xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c9_size(%x: tensor<2x268435456x4xi8>, %w: tensor<10x16xi8>, %b: tensor<10xi32>, %e: tensor<6x10xi32>) {
  // expected-error @+1 {{expected pixels of less than 2^31 bytes}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x268435456x4xi8>, tensor<10x16xi8>, tensor<10xi32>, tensor<6x10xi32>) -> tensor<6x10xi32>
  return
}

// -----

func.func @mma_matmul_c9_taps(%x: tensor<2x60x4xi8>, %w: tensor<10x144xi8>, %b: tensor<10xi32>, %e: tensor<56x10xi32>) {
  // expected-error @+1 {{expected at most 32 taps along padded dimensions, got 33}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e {kernel = array<i64: 33>, strides = array<i64: 1>, dilations = array<i64: 1>, padding = array<i64: 0, 1>} : (tensor<2x60x4xi8>, tensor<10x144xi8>, tensor<10xi32>, tensor<56x10xi32>) -> tensor<56x10xi32>
  return
}

// -----

func.func @mma_matmul_runs_c1_rank(%x: tensor<5x7x10xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a non-empty input of rank 2, got 'tensor<5x7x10xi8>'}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x7x10xi8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c1_codes(%x: tensor<5x70xi8>, %c: tensor<256xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected codes of shape [384], got [256]}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xi8>, tensor<256xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c1_scales(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<2x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected scales of shape [3, 10], got [2, 10]}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xi8>, tensor<384xi32>, tensor<5xf32>, tensor<2x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c1_rows(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<4xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected row_scales of shape [5], got [4]}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xi8>, tensor<384xi32>, tensor<4xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c1_result(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<4x10xf32>) {
  // expected-error @+1 {{expected result of shape [5, 10], got [4, 10]}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xi8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<4x10xf32>) -> tensor<4x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c2(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a run of 32, of a multiple of 64 or of all 70 k, got 96}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 96 : i64} : (tensor<5x70xi8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c2_zero(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a run of 32, of a multiple of 64 or of all 70 k, got 0}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 0 : i64} : (tensor<5x70xi8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c3(%x: tensor<5x70xi8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected a table of 16 entries, got 3}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64, table = array<i8: 1, 2, 3>} : (tensor<5x70xi8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c4(%x: tensor<5x1060141xi8>, %c: tensor<4240640xi32>, %p: tensor<5xf32>, %s: tensor<1x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected sums of a run to fit 32 bits, got up to 2162687640}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {unsigned_input, run = 1060141 : i64} : (tensor<5x1060141xi8>, tensor<4240640xi32>, tensor<5xf32>, tensor<1x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c5(%x: tensor<5x70xui8>, %c: tensor<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xui8>, tensor<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_matmul_runs_c6(%x: tensor<5x70xi8>, %c: memref<384xi32>, %p: tensor<5xf32>, %s: tensor<3x10xf32>, %e: tensor<5x10xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<384xi32>' beside 'tensor<5x10xf32>'}}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64} : (tensor<5x70xi8>, memref<384xi32>, tensor<5xf32>, tensor<3x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return
}

// -----

func.func @mma_product_c1_rank(%q: tensor<5x2x8xi8>, %k: tensor<6x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected left, right and result of one rank >= 2, got 3, 2 and 3}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c1_perm(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected permutations of 3 dimensions that leave the last one, got [0, 2, 1]}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 0, 2, 1>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c2_depth(%q: tensor<5x2x8xi8>, %k: tensor<6x2x12xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected [b.., M, K] by [b.., N, K or 16 * ceil(K/16)], none of them 0, got [2, 5, 8] by [2, 6, 12] to [2, 5, 6]}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x12xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c2_batch(%q: tensor<5x2x8xi8>, %k: tensor<6x3x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{by [3, 6, 8] to [2, 5, 6]}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x3x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c2_result(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<5x2x6xi32>) {
  // expected-error @+1 {{to [5, 2, 6]}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<5x2x6xi32>) -> tensor<5x2x6xi32>
  return
}

// -----

func.func @mma_product_c3_unsigned(%q: tensor<5x2x8xui8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected unsigned_left on unsigned codes, got none on 'tensor<5x2x8xui8>'}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xui8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c3_zero_point(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected right_zp in [-128, 127], got 128}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 128 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c4_some(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, out_zp = 3 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c4_result(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @+1 {{expected an i32 result without a rescale, got 'i8'}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @mma_product_c4_sums(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %m: tensor<6xi32>, %s: tensor<6xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected an 8-bit result of a rescale, got 'i32'}}
  %r = qopt.mma_product %q, %k rescale %m, %s outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<6xi32>, tensor<6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c4_multiplier(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %m: tensor<16xi32>, %s: tensor<6xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @+1 {{expected multiplier of shape [6], got [16]}}
  %r = qopt.mma_product %q, %k rescale %m, %s outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<16xi32>, tensor<6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @mma_product_c4_range(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %m: tensor<6xi32>, %s: tensor<6xi8>, %e: tensor<2x5x6xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got -129 and 127}}
  %r = qopt.mma_product %q, %k rescale %m, %s outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, out_zp = 3 : i64, lo = -129 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<6xi32>, tensor<6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @mma_product_c5_rescale(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, narrow} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c5_shift(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %m: tensor<6xi32>, %e: tensor<2x5x6xi8>) {
  %s = qopt.constant dense<30> : tensor<6xi8>
  // expected-error @+1 {{expected shifts in [31, 61] with narrow, got 30}}
  %r = qopt.mma_product %q, %k rescale %m, %s outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<6xi32>, tensor<6xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return
}

// -----

func.func @mma_product_c6_mixed(%q: memref<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got 'memref<5x2x8xi8>' beside 'tensor<2x5x6xi32>'}}
  %r = qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (memref<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return
}

// -----

func.func @mma_product_c6_result(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %e: tensor<2x5x6xi32>) {
  // expected-error @+1 {{expected one result of type 'tensor<2x5x6xi32>', got}}
  qopt.mma_product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> ()
  return
}
