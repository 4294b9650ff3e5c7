// What packed kernels refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @packed_conv_c1_rank(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected input and result of rank 3 for a kernel of 1 dimensions, got ranks 4 and 4}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c1_strides(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected 2 entries in strides, got 1}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c1_strides_zero(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected strides >= 1, got 0}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c1_dilations(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected dilations >= 1, got 0}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 0>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c1_kernel(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected kernel >= 1, got -3}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, -3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c2(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected groups to divide 4 channels and 10 features, got 4}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 4 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c2_zero(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected groups to divide 4 channels and 10 features, got 0}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 0 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c3(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x8x8x10xi32>) {
  // expected-error @+1 {{expected a non-empty result of shape [1, 6, 6, 10], got [1, 8, 8, 10]}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x8x8x10xi32>) -> tensor<1x8x8x10xi32>
  return
}

// -----

func.func @packed_conv_c3_empty(%x: tensor<1x2x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x0x6x10xi32>) {
  // expected-error @+1 {{expected a non-empty result of shape [1, 0, 6, 10], got [1, 0, 6, 10]}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x2x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x0x6x10xi32>) -> tensor<1x0x6x10xi32>
  return
}

// -----

func.func @packed_conv_c4_weights(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x36x16xf32>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x36x16xf32>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c4_input(%x: tensor<1x8x8x4xi16>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi16>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c4_rescale(%x: tensor<1x8x8x4xf32>, %w: tensor<1x1x36x16xf32>, %b: tensor<1x1x16xf32>, %m: tensor<1x1x16xi32>, %t: tensor<1x1x16xi8>, %e: tensor<1x6x6x10xf32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xf32>, tensor<1x1x36x16xf32>, tensor<1x1x16xf32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xf32>) -> tensor<1x6x6x10xf32>
  return
}

// -----

func.func @packed_conv_c5_weights(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x8x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected weights of packed shape }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x8x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c5_bias(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected bias of packed shape }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c5_multiplier(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1xi32>, %t: tensor<1x1x16xi8>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected multiplier of packed shape }}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c5_shift(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %t: tensor<1xi8>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected shift of packed shape }}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c6_incomplete(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %t: tensor<1x1x16xi8>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c6_without_rescale(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, lo = 0 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c6_range(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %t: tensor<1x1x16xi8>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got -128 and 256}}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 256 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c6_order(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %t: tensor<1x1x16xi8>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got 5 and 4}}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = 5 : i64, hi = 4 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c6_result(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi8>) {
  // expected-error @+1 {{expected an i32 result without a rescale, got 'i8'}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c7_integer(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected clamp bounds that are numbers, on a float result only, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, clamp_lo = 0.0 : f32}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c7_nan(%x: tensor<1x8x8x4xf32>, %w: tensor<1x1x36x16xf32>, %b: tensor<1x1x16xf32>, %e: tensor<1x6x6x10xf32>) {
  // expected-error @+1 {{expected clamp bounds that are numbers, on a float result only, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, clamp_hi = 0x7FC00000 : f32}
    : (tensor<1x8x8x4xf32>, tensor<1x1x36x16xf32>, tensor<1x1x16xf32>, tensor<1x6x6x10xf32>) -> tensor<1x6x6x10xf32>
  return
}

// -----

func.func @packed_conv_c8_rescale(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, narrow}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c8_shift(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %m: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi8>) {
  %t = qopt.constant dense<62> : tensor<1x1x16xi8>
  // expected-error @+1 {{expected shifts in [31, 61] with narrow, got 62}}
  %0 = qopt.packed_conv %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>, narrow}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x6x6x10xi8>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_conv_c9_unsigned(%x: tensor<1x8x8x4xui8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xui8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c9_float(%x: tensor<1x8x8x4xf32>, %w: tensor<1x1x36x16xf32>, %b: tensor<1x1x16xf32>, %e: tensor<1x6x6x10xf32>) {
  // expected-error @+1 {{expected unsigned_input on integer input only, got it on 'f32'}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, unsigned_input}
    : (tensor<1x8x8x4xf32>, tensor<1x1x36x16xf32>, tensor<1x1x16xf32>, tensor<1x6x6x10xf32>) -> tensor<1x6x6x10xf32>
  return
}

// -----

func.func @packed_conv_c11_float(%x: tensor<1x8x8x4xf32>, %w: tensor<1x1x36x16xf32>, %b: tensor<1x1x16xf32>, %e: tensor<1x6x6x10xf32>) {
  // expected-error @+1 {{expected zero_rows on an integer convolution only}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, zero_rows = array<i64: 1, 1>}
    : (tensor<1x8x8x4xf32>, tensor<1x1x36x16xf32>, tensor<1x1x16xf32>, tensor<1x6x6x10xf32>) -> tensor<1x6x6x10xf32>
  return
}

// -----

func.func @packed_conv_c11_product(%x: tensor<2x8xi8>, %w: tensor<1x1x2x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<2x10xi32>) {
  // expected-error @+1 {{expected zero_rows on an integer convolution only}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64>, strides = array<i64>, dilations = array<i64>, groups = 1 : i64, zero_rows = array<i64: 1, 0>}
    : (tensor<2x8xi8>, tensor<1x1x2x16x4xi8>, tensor<1x1x16xi32>, tensor<2x10xi32>) -> tensor<2x10xi32>
  return
}

// -----

func.func @packed_conv_c11_sum(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected zero_rows of two sizes >= 0 that are no more than 8 together, got [4, 5]}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, zero_rows = array<i64: 4, 5>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c11_negative(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected zero_rows of two sizes >= 0 that are no more than 8 together, got [-1, 1]}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, zero_rows = array<i64: -1, 1>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c11_one(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected zero_rows of two sizes >= 0 that are no more than 8 together, got [1]}}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, zero_rows = array<i64: 1>}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c10_mixed(%x: memref<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (memref<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c10_memref_result(%x: memref<1x8x8x4xi8>, %w: memref<1x1x9x16x4xi8>, %b: memref<1x1x16xi32>, %e: memref<1x6x6x10xi32>) {
  // expected-error @+1 {{expected no result on memrefs, got }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (memref<1x8x8x4xi8>, memref<1x1x9x16x4xi8>, memref<1x1x16xi32>, memref<1x6x6x10xi32>) -> memref<1x6x6x10xi32>
  return
}

// -----

func.func @packed_conv_c10_no_result(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected one result of type }}
  qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> ()
  return
}

// -----

func.func @packed_conv_c10_result_type(%x: tensor<1x8x8x4xi8>, %w: tensor<1x1x9x16x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x6x6x10xi32>) {
  // expected-error @+1 {{expected one result of type }}
  %0 = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x6x6x10xi32>) -> tensor<1x6x6x10xi8>
  return
}

// -----

func.func @packed_depthwise_c1_rank(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected input and result of rank 3 for a kernel of 1 dimensions, got ranks 4 and 4}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3>, strides = array<i64: 1>, dilations = array<i64: 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c1_strides(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected 2 entries in strides, got 1}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c1_strides_zero(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected strides >= 1, got 0}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 0, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c1_dilations(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected dilations >= 1, got 0}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 0>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c1_kernel(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected kernel >= 1, got -3}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, -3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c2(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected as many groups as input and output channels, got 1 groups, 20 and 20 channels}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c2_features(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x40xi32>) {
  // expected-error @+1 {{expected as many groups as input and output channels, got 20 groups, 20 and 40 channels}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x40xi32>) -> tensor<1x6x6x40xi32>
  return
}

// -----

func.func @packed_depthwise_c3(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x8x8x20xi32>) {
  // expected-error @+1 {{expected a non-empty result of shape [1, 6, 6, 20], got [1, 8, 8, 20]}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x8x8x20xi32>) -> tensor<1x8x8x20xi32>
  return
}

// -----

func.func @packed_depthwise_c3_empty(%x: tensor<1x2x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x0x6x20xi32>) {
  // expected-error @+1 {{expected a non-empty result of shape [1, 0, 6, 20], got [1, 0, 6, 20]}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x2x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x0x6x20xi32>) -> tensor<1x0x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c4_weights(%x: tensor<1x8x8x20xi8>, %w: tensor<9x32xf32>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<9x32xf32>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c4_input(%x: tensor<1x8x8x20xi16>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi16>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c4_rescale(%x: tensor<1x8x8x20xf32>, %w: tensor<9x32xf32>, %b: tensor<1x2x16xf32>, %m: tensor<1x2x16xi32>, %t: tensor<1x2x16xi8>, %e: tensor<1x6x6x20xf32>) {
  // expected-error @+1 {{expected all f32 without a rescale, or an 8-bit input, i8 weights and an i32 bias, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xf32>, tensor<9x32xf32>, tensor<1x2x16xf32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xf32>) -> tensor<1x6x6x20xf32>
  return
}

// -----

func.func @packed_depthwise_c5_weights(%x: tensor<1x8x8x20xi8>, %w: tensor<383xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected weights of packed shape }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<383xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c5_bias(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected bias of packed shape }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c5_multiplier(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1xi32>, %t: tensor<1x2x16xi8>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected multiplier of packed shape }}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c5_shift(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %t: tensor<1xi8>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected shift of packed shape }}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c6_incomplete(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %t: tensor<1x2x16xi8>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c6_without_rescale(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, lo = 0 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c6_range(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %t: tensor<1x2x16xi8>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got -128 and 256}}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 256 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c6_order(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %t: tensor<1x2x16xi8>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got 5 and 4}}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = 5 : i64, hi = 4 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c6_result(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi8>) {
  // expected-error @+1 {{expected an i32 result without a rescale, got 'i8'}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c7_integer(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected clamp bounds that are numbers, on a float result only, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, clamp_lo = 0.0 : f32}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c7_nan(%x: tensor<1x8x8x20xf32>, %w: tensor<9x32xf32>, %b: tensor<1x2x16xf32>, %e: tensor<1x6x6x20xf32>) {
  // expected-error @+1 {{expected clamp bounds that are numbers, on a float result only, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, clamp_hi = 0x7FC00000 : f32}
    : (tensor<1x8x8x20xf32>, tensor<9x32xf32>, tensor<1x2x16xf32>, tensor<1x6x6x20xf32>) -> tensor<1x6x6x20xf32>
  return
}

// -----

func.func @packed_depthwise_c8_rescale(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, narrow}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c8_shift(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi8>) {
  %t = qopt.constant dense<62> : tensor<1x2x16xi8>
  // expected-error @+1 {{expected shifts in [31, 61] with narrow, got 62}}
  %0 = qopt.packed_depthwise %x, %w bias %b rescale %m, %t outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, out_zp = 0 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>, narrow}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<1x6x6x20xi8>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_depthwise_c9_unsigned(%x: tensor<1x8x8x20xui8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xui8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c9_float(%x: tensor<1x8x8x20xf32>, %w: tensor<9x32xf32>, %b: tensor<1x2x16xf32>, %e: tensor<1x6x6x20xf32>) {
  // expected-error @+1 {{expected unsigned_input on integer input only, got it on 'f32'}}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64, unsigned_input}
    : (tensor<1x8x8x20xf32>, tensor<9x32xf32>, tensor<1x2x16xf32>, tensor<1x6x6x20xf32>) -> tensor<1x6x6x20xf32>
  return
}

// -----

func.func @packed_depthwise_c10_mixed(%x: memref<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (memref<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c10_memref_result(%x: memref<1x8x8x20xi8>, %w: memref<384xi8>, %b: memref<1x2x16xi32>, %e: memref<1x6x6x20xi32>) {
  // expected-error @+1 {{expected no result on memrefs, got }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (memref<1x8x8x20xi8>, memref<384xi8>, memref<1x2x16xi32>, memref<1x6x6x20xi32>) -> memref<1x6x6x20xi32>
  return
}

// -----

func.func @packed_depthwise_c10_no_result(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected one result of type }}
  qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> ()
  return
}

// -----

func.func @packed_depthwise_c10_result_type(%x: tensor<1x8x8x20xi8>, %w: tensor<384xi8>, %b: tensor<1x2x16xi32>, %e: tensor<1x6x6x20xi32>) {
  // expected-error @+1 {{expected one result of type }}
  %0 = qopt.packed_depthwise %x, %w bias %b outs %e
    {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 20 : i64}
    : (tensor<1x8x8x20xi8>, tensor<384xi8>, tensor<1x2x16xi32>, tensor<1x6x6x20xi32>) -> tensor<1x6x6x20xi8>
  return
}

// -----

func.func @packed_codes_matmul_c1_rank(%x: tensor<64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<10xf32>) {
  // expected-error @+1 {{expected a non-empty input of rank >= 2 and a result of its shape but for the last size, got [64] and [10]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<10xf32>) -> tensor<10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c1_rows(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<2x10xf32>) {
  // expected-error @+1 {{expected a non-empty input of rank >= 2 and a result of its shape but for the last size, got [3, 64] and [2, 10]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<2x10xf32>) -> tensor<2x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c1_empty(%x: tensor<0x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<0x10xf32>) {
  // expected-error @+1 {{got [0, 64] and [0, 10]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<0x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<0x10xf32>) -> tensor<0x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c2_bits(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected bits in [1, 8], got 9}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 9 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c2_run(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected run in [1, 64], got 65}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 65 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c2_run_zero(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected run in [1, 64], got 0}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 0 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c3_codes(%x: tensor<3x64xf32>, %w: tensor<127xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected codes of shape [128], got [127]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<127xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c3_scales(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<2x16xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected scales of shape [32], got [2, 16]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<2x16xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c3_zero_points(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %z: tensor<16xi8>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected zero_points of shape [32], got [16]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s zero_points %z bias %b outs %e {bits = 4 : i64, run = 32 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xi8>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c3_table(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %t: tensor<15xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected table of shape [16], got [15]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s table %t bias %b outs %e {bits = 4 : i64, run = 32 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<15xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c3_bias(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<10xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected bias of shape [16], got [10]}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<10xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c4_none(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected one of table, zero_points and zero_point, got 0 of them}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c4_two(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %t: tensor<16xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected one of table, zero_points and zero_point, got 2 of them}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s table %t bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c4_zero_point(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected zero_point in [0, 16), got 16}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 16 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c5_mixed(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: memref<3x10xf32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got}}
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, memref<3x10xf32>) -> ()
  return
}

// -----

func.func @packed_codes_matmul_c5_result_type(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected one result of type}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<10x3xf32>
  return
}

// -----

func.func @packed_codes_matmul_c5_no_result(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected one result of type}}
  qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> ()
  return
}

// -----

func.func @packed_codes_matmul_c5_buffer_result(%x: memref<3x64xf32>, %w: memref<128xi32>, %s: memref<32xf32>, %b: memref<16xf32>, %e: memref<3x10xf32>) {
  // expected-error @+1 {{expected no result on memrefs, got}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (memref<3x64xf32>, memref<128xi32>, memref<32xf32>, memref<16xf32>, memref<3x10xf32>) -> memref<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c6_shift_missing(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xi8>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected scale_shift beside integer scales only, got scales of 'i8' without it}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xi8>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c6_shift_of_f32(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected scale_shift beside integer scales only, got scales of 'f32' with it}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64, scale_shift = 16 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c6_factor_of_f32(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xf32>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected scale_factor beside integer scales only, got scales of 'f32'}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64, scale_factor = 2.0 : f32}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xf32>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c6_shift_range(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xi16>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected scale_shift in [0, 16], got 17}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64, scale_shift = 17 : i64}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xi16>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}

// -----

func.func @packed_codes_matmul_c6_factor(%x: tensor<3x64xf32>, %w: tensor<128xi32>, %s: tensor<32xi8>, %b: tensor<16xf32>, %e: tensor<3x10xf32>) {
  // expected-error @+1 {{expected a positive and finite scale_factor, got 0.0}}
  %0 = qopt.packed_codes_matmul %x, %w scales %s bias %b outs %e {bits = 4 : i64, run = 32 : i64, zero_point = 8 : i64, scale_shift = 23 : i64, scale_factor = 0.0 : f32}
    : (tensor<3x64xf32>, tensor<128xi32>, tensor<32xi8>, tensor<16xf32>, tensor<3x10xf32>) -> tensor<3x10xf32>
  return
}
