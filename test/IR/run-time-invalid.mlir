// What ops of quantization at run time refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @choose_scales_c1(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected scales of shape [2], got [4]}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.token> : tensor<2x4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @choose_scales_c1_axis(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected scales of shape [-1], got [4]}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.channel<2>> : tensor<2x4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @choose_scales_c2(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected scales per tensor, channel or token, got #qopt.block<4>}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.block<4>> : tensor<2x4xf32> -> tensor<2xf32>
  return
}

// -----

func.func @choose_scales_c3(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a format with negative values and one scale per slot, got #qopt.int<u8>}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<u8>, #qopt.tensor> : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @choose_scales_c3_planes(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a format with negative values and one scale per slot, got #qopt.bcq<2>}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.bcq<2>, #qopt.tensor> : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @choose_scales_c3_unsigned_table(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a format with negative values and one scale per slot, got #qopt.flint<u4>}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.flint<u4>, #qopt.tensor> : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @choose_scales_c4(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a positive bound below which elements count, got 0}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.tensor> below 0.0 : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @choose_scales_c4_nan(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a positive bound below which elements count, got}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8>, #qopt.tensor> below 0x7FC00000 : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @dequantize_sums_c1(%a: tensor<2x3xi32>, %r: tensor<2xf32>, %c: tensor<3xf32>) {
  // expected-error @+1 {{expected sums and result of one shape of rank >= 2, got 'tensor<2x3xi32>' and 'tensor<3x2xf32>'}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @dequantize_sums_c1_rank(%a: tensor<3xi32>, %r: tensor<f32>, %c: tensor<3xf32>) {
  // expected-error @+1 {{expected sums and result of one shape of rank >= 2, got}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<3xi32>, tensor<f32>, tensor<3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @dequantize_sums_c2(%a: tensor<5x2x3xi32>, %r: tensor<3xf32>, %c: tensor<3xf32>) {
  // expected-error @+1 {{expected row scales that broadcast to [5, 2], got [3]}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<5x2x3xi32>, tensor<3xf32>, tensor<3xf32> -> tensor<5x2x3xf32>
  return
}

// -----

func.func @dequantize_sums_c2_larger(%a: tensor<1x3xi32>, %r: tensor<2xf32>, %c: tensor<3xf32>) {
  // expected-error @+1 {{expected row scales that broadcast to [1], got [2]}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<1x3xi32>, tensor<2xf32>, tensor<3xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @dequantize_sums_c3(%a: tensor<5x2x3xi32>, %r: tensor<2xf32>, %c: tensor<2x3xf32>) {
  // expected-error @+1 {{expected column scales that broadcast to [5, 3], got [2, 3]}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<5x2x3xi32>, tensor<2xf32>, tensor<2x3xf32> -> tensor<5x2x3xf32>
  return
}

// -----

func.func @dequantize_sums_c4(%a: tensor<2x3xi32>, %r: tensor<2xf32>, %c: tensor<3xf32>, %b: tensor<2xf32>) {
  // expected-error @+1 {{expected a bias of shape [3], got [2]}}
  %y = qopt.dequantize_sums %a rows %r columns %c bias %b : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @find_outliers_c1(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected one flag per column of 'tensor<2x4xf32>', got 'tensor<2xi1>'}}
  %m = qopt.find_outliers %x threshold 6.0 : tensor<2x4xf32> -> tensor<2xi1>
  return
}

// -----

func.func @find_outliers_c2(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{expected a positive threshold, got -1}}
  %m = qopt.find_outliers %x threshold -1.0 : tensor<2x4xf32> -> tensor<4xi1>
  return
}

// -----

func.func @keep_columns_c1(%x: tensor<2x4xf32>, %m: tensor<4xi1>) {
  // expected-error @+1 {{expected input and result of one shape of rank >= 1, got 'tensor<2x4xf32>' and 'tensor<2x5xf32>'}}
  %y = qopt.keep_columns %x, %m : tensor<2x4xf32>, tensor<4xi1> -> tensor<2x5xf32>
  return
}

// -----

func.func @keep_columns_c2(%x: tensor<2x4xf32>, %m: tensor<2xi1>) {
  // expected-error @+1 {{expected a mask of shape [4], got [2]}}
  %y = qopt.keep_columns %x, %m : tensor<2x4xf32>, tensor<2xi1> -> tensor<2x4xf32>
  return
}
