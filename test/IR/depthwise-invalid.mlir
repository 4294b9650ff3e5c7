// What depthwise convolutions for dot instructions refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @dot_depthwise_c1_rank(%x: tensor<2x6x1x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected a non-empty input of rank 3 and result of rank 2}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x1x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c1_weights(%x: tensor<2x6x4xi8>, %w: tensor<4x3xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected weights of shape [3, 4], got [4, 3]}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<4x3xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c1_bias(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<8xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected bias of shape [4], got [8]}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<8xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c1_result(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<4x4xi32>) {
  // expected-error @+1 {{expected result of shape [6, 4], got [4, 4]}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4x4xi32>) -> tensor<4x4xi32>
  return
}

// -----

func.func @dot_depthwise_c1_multiplier(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %m: tensor<1xi32>, %s: tensor<4xi8>, %e: tensor<6x4xi8>) {
  // expected-error @+1 {{expected multiplier of shape [4], got [1]}}
  %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<1xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
  return
}

// -----

func.func @dot_depthwise_c2_some(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected multiplier, shift, out_zp, lo, hi and rounding, all or none, got some}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, lo = 3 : i64} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c2_sums(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi8>) {
  // expected-error @+1 {{expected an i32 result without a rescale, got 'i8'}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi8>) -> tensor<6x4xi8>
  return
}

// -----

func.func @dot_depthwise_c2_result(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %m: tensor<4xi32>, %s: tensor<4xi8>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected an 8-bit result of a rescale, got 'i32'}}
  %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c2_range(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %m: tensor<4xi32>, %s: tensor<4xi8>, %e: tensor<6x4xi8>) {
  // expected-error @+1 {{expected lo <= hi in [-128, 255], got -128 and 256}}
  %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, out_zp = 3 : i64, lo = -128 : i64, hi = 256 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
  return
}

// -----

func.func @dot_depthwise_c3(%x: tensor<2x6x4xui8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected unsigned_input on unsigned input, got none on 'ui8'}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xui8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c4_mixed(%x: memref<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected all tensors or all memrefs, got}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (memref<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c4_result(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected one result of type}}
  qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> ()
  return
}

// -----

func.func @dot_depthwise_c5_rescale(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected narrow with a rescale only}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, narrow} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c5_shift(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %m: tensor<4xi32>, %e: tensor<6x4xi8>) {
  %s = qopt.constant dense<62> : tensor<4xi8>
  // expected-error @+1 {{expected shifts in [31, 61] with narrow, got 62}}
  %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
  return
}

// -----

func.func @dot_depthwise_c6_dilations(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected dilations of 1 numbers >= 1, got [0]}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 0>, padding = array<i64: 1, 0>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c6_padding(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected padding of 2 numbers >= 0, got [1, -1]}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, -1>} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c6_pad_value(%x: tensor<2x6x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected a pad_value in [-128, 127], got -129}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, pad_value = -129 : i64} : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c7_channels(%x: tensor<2x6x6xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected pixels of a multiple of 4 channels, got 6}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>} : (tensor<2x6x6xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}

// -----

func.func @dot_depthwise_c7_taps(%x: tensor<2x80x4xi8>, %w: tensor<3x4xi8>, %b: tensor<4xi32>, %e: tensor<6x4xi32>) {
  // expected-error @+1 {{expected a filter of at most 64 taps, got 65}}
  %r = qopt.dot_depthwise %x, %w bias %b outs %e {kernel = array<i64: 65>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 0, 0>} : (tensor<2x80x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<6x4xi32>) -> tensor<6x4xi32>
  return
}
