// What normalization and rotary embedding refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s --split-input-file --verify-diagnostics

func.func @norm_c1(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a result of shape [2, 4], got [2, 3]}}
  %0 = qopt.norm layer %x : (tensor<2x4xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @norm_c1_rank(%x: tensor<f32>) {
  // expected-error @+1 {{expected a rank of at least 1, got 'tensor<f32>'}}
  %0 = qopt.norm layer %x : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @norm_c2(%x: tensor<2x4xf32>, %g: tensor<2xf32>) {
  // expected-error @+1 {{expected gain of shape [4], got 'tensor<2xf32>'}}
  %0 = qopt.norm layer %x gain %g : (tensor<2x4xf32>, tensor<2xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @norm_c2_bias(%x: tensor<2x4xf32>, %g: tensor<1x4xf32>) {
  // expected-error @+1 {{expected bias of shape [4], got 'tensor<1x4xf32>'}}
  %0 = qopt.norm layer %x bias %g : (tensor<2x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @norm_c3(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected all operands and results to be float like 'tensor<2x4xf32>', got 'tensor<2x4xi8>'}}
  %0 = qopt.norm layer %x : (tensor<2x4xf32>) -> tensor<2x4xi8>
  return
}

// -----

func.func @norm_c3_gain(%x: tensor<2x4xf32>, %g: tensor<4xi32>) {
  // expected-error @+1 {{expected gain and bias in f32 beside 'tensor<2x4xf32>', got 'tensor<4xi32>'}}
  %0 = qopt.norm layer %x gain %g : (tensor<2x4xf32>, tensor<4xi32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @norm_c3_float_bias(%x: tensor<2x4xi8>, %g: tensor<4xf32>) {
  // expected-error @+1 {{expected gain and bias in fixed point beside 'tensor<2x4xi8>', got 'tensor<4xf32>'}}
  %0 = qopt.norm layer %x bias %g : (tensor<2x4xi8>, tensor<4xf32>) -> tensor<2x4xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @norm_c4(%x: tensor<2x4x!s8>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.norm layer %x : (tensor<2x4x!s8>) -> tensor<2x4x!s8>
  return
}

// -----

func.func @norm_c5(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a finite epsilon of at least 0, got -1}}
  %0 = qopt.norm layer %x {epsilon = -1.0 : f64} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @norm_c6(%x: tensor<2x4xi8>, %g: tensor<4xi32>, %b: tensor<4xi64>) {
  // expected-error @+1 {{expected gain, bias and a complete fixed_point in integer form, got an incomplete set on 'tensor<2x4xi8>'}}
  %0 = qopt.norm layer %x gain %g bias %b {fixed_point = {epsilon = 3}} : (tensor<2x4xi8>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi8>
  return
}

// -----

func.func @norm_c6_bits(%x: tensor<2x4xi8>, %g: tensor<4xi32>, %b: tensor<4xi64>) {
  // expected-error @+1 {{expected fixed-point numbers that keep sums within 64 bits, got}}
  %0 = qopt.norm layer %x gain %g bias %b {fixed_point = {epsilon = 3, fraction_bits = 24, hi = 127, in_zp = 0, lo = -128, out_shift = 40, zero_code = 5}} : (tensor<2x4xi8>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi8>
  return
}

// -----

func.func @norm_c6_float(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected fixed_point in integer form only, got it on 'tensor<2x4xf32>'}}
  %0 = qopt.norm layer %x {fixed_point = {epsilon = 3}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @rotary_c1(%x: tensor<3x5xf32>, %c: tensor<3x2xf32>) {
  // expected-error @+1 {{expected an even last size, got 'tensor<3x5xf32>'}}
  %0 = qopt.rotary %x cos %c sin %c : (tensor<3x5xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x5xf32>
  return
}

// -----

func.func @rotary_c2(%x: tensor<3x4xf32>, %c: tensor<3x2xf32>, %s: tensor<2xf32>) {
  // expected-error @+1 {{expected cos and sin of one shape that ends in 2 and broadcasts to the pairs of 'tensor<3x4xf32>', got 'tensor<3x2xf32>' and 'tensor<2xf32>'}}
  %0 = qopt.rotary %x cos %c sin %s : (tensor<3x4xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @rotary_c2_size(%x: tensor<3x4xf32>, %c: tensor<3x1xf32>) {
  // expected-error @+1 {{expected cos and sin of one shape that ends in 2}}
  %0 = qopt.rotary %x cos %c sin %c : (tensor<3x4xf32>, tensor<3x1xf32>, tensor<3x1xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @rotary_c3(%x: tensor<3x4xi8>, %c: tensor<3x2xf32>) {
  // expected-error @+1 {{expected f32 or a quantized input, got 'tensor<3x4xi8>'}}
  %0 = qopt.rotary %x cos %c sin %c : (tensor<3x4xi8>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xi8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @rotary_c4(%x: tensor<3x4x!s8>, %c: tensor<3x2xf32>) {
  // expected-error @+1 {{expected result parameters for}}
  %0 = qopt.rotary %x cos %c sin %c : (tensor<3x4x!s8>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4x!s8>
  return
}
