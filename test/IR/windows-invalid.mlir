// What pooling, reductions, softmax and resize refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @pool_c1_rank(%x: tensor<6x3xf32>) {
  // expected-error @+1 {{expected input and result of one rank >= 3 with equal batch and channels, got}}
  %0 = qopt.pool max %x {kernel = array<i64>, strides = array<i64>, padding = array<i64>, dilations = array<i64>}
    : (tensor<6x3xf32>) -> tensor<6x3xf32>
  return
}

// -----

func.func @pool_c1_channels(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected input and result of one rank >= 3 with equal batch and channels, got}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x4xf32>
  return
}

// -----

func.func @pool_c1_batch(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected input and result of one rank >= 3 with equal batch and channels, got}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<2x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_kernel(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected 2 entries in kernel, got 1}}
  %0 = qopt.pool max %x {kernel = array<i64: 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_kernel_zero(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected kernel >= 1, got 0}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 0>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_strides(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected strides >= 1, got 0}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 0, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_dilations(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected dilations >= 1, got 0}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 0, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_padding(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected padding >= 0, got -1}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, -1, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

func.func @pool_c2_padding_count(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected 4 entries in padding, got 2}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
  return
}

// -----

// The fourth window would start at row 6 of 6.
func.func @pool_c3_start(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected output size 0 to be positive with windows that start inside the padded input, got 4}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x4x3x3xf32>
  return
}

// -----

func.func @pool_c3_empty(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected output size 1 to be positive with windows that start inside the padded input, got 0}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x0x3xf32>
  return
}

// -----

func.func @pool_c4(%x: tensor<1x6x6x3xf32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<1x6x6x3xf32>', got 'tensor<1x3x3x3xi8>'}}
  %0 = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @pool_c5_none(%x: tensor<1x6x6x3x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.pool average %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3x!s8>) -> tensor<1x3x3x3x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @pool_c5_max(%x: tensor<1x6x6x3x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for}}
  %0 = qopt.pool max %x result(%s, %z) {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
    : (tensor<1x6x6x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x3x3x3x!s8>
  return
}

// -----

func.func @reduce_c1_order(%x: tensor<2x3x4xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [2, 0]}}
  %0 = qopt.reduce sum %x {axes = array<i64: 2, 0>} : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  return
}

// -----

func.func @reduce_c1_twice(%x: tensor<2x3x4xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [1, 1]}}
  %0 = qopt.reduce sum %x {axes = array<i64: 1, 1>} : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  return
}

// -----

func.func @reduce_c1_range(%x: tensor<2x3x4xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [3]}}
  %0 = qopt.reduce sum %x {axes = array<i64: 3>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @reduce_c1_negative(%x: tensor<2x3x4xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [-1]}}
  %0 = qopt.reduce sum %x {axes = array<i64: -1>} : (tensor<2x3x4xf32>) -> tensor<2x3x1xf32>
  return
}

// -----

func.func @reduce_c1_shape(%x: tensor<2x3x4xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 1, 4], got [2, 4]}}
  %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @reduce_c2(%x: tensor<2x3xi8>) {
  // expected-error @+1 {{expected all operands and results to be integer like 'tensor<2x3xi8>', got 'tensor<2x1xf32>'}}
  %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<2x3xi8>) -> tensor<2x1xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @reduce_c3_none(%x: tensor<2x3x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<2x3x!s8>) -> tensor<2x1x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @reduce_c3_max(%x: tensor<2x3x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for}}
  %0 = qopt.reduce max %x result(%s, %z) {axes = array<i64: 1>} : (tensor<2x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x1x!s8>
  return
}

// -----

func.func @softmax_c1_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [0, 2), got 2}}
  %0 = qopt.softmax %x axis 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c1_negative(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected an axis in [0, 2), got -1}}
  %0 = qopt.softmax %x axis -1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c1_shape(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 3], got [3, 2]}}
  %0 = qopt.softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @softmax_c2(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<2x3xf32>', got 'tensor<2x3xi8>'}}
  %0 = qopt.softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @softmax_c3(%x: tensor<2x3x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.softmax %x axis 1 : (tensor<2x3x!s8>) -> tensor<2x3x!s8>
  return
}

// -----

func.func @softmax_c4_float(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{expected a table and fixed-point attributes in integer form and only there, got an incomplete set or another form on 'tensor<2x3xf32>'}}
  %0 = qopt.softmax %x axis 1 {lo = 0 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c4_none(%x: tensor<2x3xi8>) {
  // expected-error @+1 {{expected a table and fixed-point attributes in integer form and only there, got none on 'tensor<2x3xi8>'}}
  %0 = qopt.softmax %x axis 1 : (tensor<2x3xi8>) -> tensor<2x3xi8>
  return
}

// -----

func.func @softmax_c4_shift(%x: tensor<2x3xi8>, %t: tensor<256xi32>) {
  // expected-error @+1 {{got an incomplete set or another form}}
  %0 = qopt.softmax %x table %t axis 1 {zero_code = 0 : i64, lo = -128 : i64, hi = 127 : i64, out_shift = 13 : i64} : (tensor<2x3xi8>, tensor<256xi32>) -> tensor<2x3xi8>
  return
}

// -----

// Log-softmax wants two multipliers where softmax wants out_shift.
func.func @softmax_c4_log(%x: tensor<2x3xi8>, %t: tensor<256xi32>) {
  // expected-error @+1 {{got an incomplete set or another form}}
  %0 = qopt.softmax %x table %t axis 1 log {zero_code = -128 : i64, lo = -128 : i64, hi = 127 : i64, out_shift = 8 : i64} : (tensor<2x3xi8>, tensor<256xi32>) -> tensor<2x3xi8>
  return
}

// -----

func.func @softmax_c5(%x: tensor<2x3xf32>, %m: tensor<3x3xi8>) {
  // expected-error @+1 {{expected a mask that broadcasts to the input, got 'tensor<3x3xi8>' and 'tensor<2x3xf32>'}}
  %0 = qopt.softmax %x mask %m axis 1 : (tensor<2x3xf32>, tensor<3x3xi8>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c5_rank(%x: tensor<2x3xf32>, %m: tensor<1x2x3xi8>) {
  // expected-error @+1 {{expected a mask that broadcasts to the input, got}}
  %0 = qopt.softmax %x mask %m axis 1 : (tensor<2x3xf32>, tensor<1x2x3xi8>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c5_log(%x: tensor<2x3xf32>, %m: tensor<2x3xi8>) {
  // expected-error @+1 {{expected no mask of a log-softmax, got 'tensor<2x3xi8>'}}
  %0 = qopt.softmax %x mask %m axis 1 log : (tensor<2x3xf32>, tensor<2x3xi8>) -> tensor<2x3xf32>
  return
}

// -----

func.func @softmax_c4_entries(%x: tensor<2x3xi8>, %t: tensor<128xi32>) {
  // expected-error @+1 {{expected a table of 2^8 entries for codes of at most 16 bits, got 128}}
  %0 = qopt.softmax %x table %t axis 1 {zero_code = -128 : i64, lo = -128 : i64, hi = 127 : i64, out_shift = 8 : i64} : (tensor<2x3xi8>, tensor<128xi32>) -> tensor<2x3xi8>
  return
}

// -----

func.func @softmax_c4_bits(%x: tensor<2x3xi32>, %t: tensor<256xi32>) {
  // expected-error @+1 {{expected a table of 2^32 entries for codes of at most 16 bits, got 256}}
  %0 = qopt.softmax %x table %t axis 1 {zero_code = -128 : i64, lo = -128 : i64, hi = 127 : i64, out_shift = 8 : i64} : (tensor<2x3xi32>, tensor<256xi32>) -> tensor<2x3xi8>
  return
}

// -----

func.func @resize_c1_count(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected one positions and weights entry for each of 1 axes, got 1 and 2}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>, dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c1_order(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [1, 1]}}
  %0 = qopt.resize %x {axes = array<i64: 1, 1>, positions = [dense<0> : tensor<1x1xi64>, dense<0> : tensor<1x1xi64>], weights = [dense<1.0> : tensor<1x1xf32>, dense<1.0> : tensor<1x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c1_range(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected sorted, unique axes in [0, 3), got [3]}}
  %0 = qopt.resize %x {axes = array<i64: 3>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c1_element(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected i64 positions and f32 weights of one shape [O, T], got}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<0> : tensor<4x1xi32>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c1_shape(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected i64 positions and f32 weights of one shape [O, T], got}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x2xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c1_kind(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected i64 positions and f32 weights of one shape [O, T], got}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [0 : i64], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c2(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected positions in [0, 2), got 2}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [2]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c2_negative(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected positions in [0, 2), got -1}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[-1], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xf32>
  return
}

// -----

func.func @resize_c3(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected a result of shape [1, 4, 3], got [1, 2, 3]}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x2x3xf32>
  return
}

// -----

func.func @resize_stage(%x: tensor<1x2x3xf32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<1x2x3xf32>', got 'tensor<1x4x3xi8>'}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3xf32>) -> tensor<1x4x3xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @resize_c4_linear(%x: tensor<1x2x3x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0, 1]]> : tensor<1x2xi64>], weights = [dense<0.5> : tensor<1x2xf32>]}
    : (tensor<1x2x3x!s8>) -> tensor<1x1x3x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @resize_c4_nearest(%x: tensor<1x2x3x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected no result parameters for}}
  %0 = qopt.resize %x result(%s, %z) {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]}
    : (tensor<1x2x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x3x!s8>
  return
}
