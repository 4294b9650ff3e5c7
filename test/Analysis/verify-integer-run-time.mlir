// Scales made at run time pass the integer gate in their own forms only.
// RUN: qopt-opt %s --qopt-verify-integer -verify-diagnostics -split-input-file

// As --qopt-quantize-at-run-time and --qopt-lower-to-integer leave it.
func.func @fine(%x: tensor<2x4xf32>, %w: tensor<4x3xi8>, %c: tensor<3xf32>, %z: tensor<2xi32>) -> tensor<2x3xf32> {
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.token> : tensor<2x4xf32> -> tensor<2xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!qopt.q<#qopt.int<s8, narrow>, #qopt.token>>
  %i = qopt.codes %q : tensor<2x4x!qopt.q<#qopt.int<s8, narrow>, #qopt.token>> -> tensor<2x4xi8>
  %a = qopt.matmul %i, %w : (tensor<2x4xi8>, tensor<4x3xi8>) -> tensor<2x3xi32>
  %b = qopt.binary add %a, %a : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<2x3xi32>
  %y = qopt.dequantize_sums %b rows %s columns %c : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// A scale is no number to compute with.
func.func @scales_are_scales(%x: tensor<2x4xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{expected no float arithmetic, got qopt.choose_scales in node 'qopt.choose_scales'}}
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.token> : tensor<2x4xf32> -> tensor<2xf32>
  return %s : tensor<2xf32>
}

// -----

// Sums are those of products.
func.func @sums_are_sums(%a: tensor<2x3xi32>, %r: tensor<2xf32>, %c: tensor<3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{expected no float arithmetic, got qopt.dequantize_sums in node 'qopt.dequantize_sums'}}
  %y = qopt.dequantize_sums %a rows %r columns %c : tensor<2x3xi32>, tensor<2xf32>, tensor<3xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// The spelled-out form is float arithmetic like any other.
func.func @multiplications_are_float(%x: tensor<2x4xi8>, %w: tensor<4x3xi8>, %r: tensor<2x1xf32>) -> tensor<2x3xf32> {
  %a = qopt.matmul %x, %w : (tensor<2x4xi8>, tensor<4x3xi8>) -> tensor<2x3xi32>
  // expected-error @+1 {{expected no float arithmetic, got qopt.cast in node 'qopt.cast'}}
  %f = qopt.cast %a : tensor<2x3xi32> -> tensor<2x3xf32>
  // expected-error @+1 {{expected no float arithmetic, got qopt.binary in node 'qopt.binary'}}
  %y = qopt.binary mul %f, %r : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// Products of codes with quantized weights, run by run.
func.func @runs(%x: tensor<2x4xf32>, %c: tensor<4x3xi8>, %t: tensor<2x3xf32>, %u: tensor<2x3xi32>, %z: tensor<2xi32>) -> tensor<2x3xf32> {
  %s = qopt.choose_scales %x for !qopt.q<#qopt.int<s8, narrow>, #qopt.token> : tensor<2x4xf32> -> tensor<2xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!qopt.q<#qopt.int<s8, narrow>, #qopt.token>>
  %i = qopt.codes %q : tensor<2x4x!qopt.q<#qopt.int<s8, narrow>, #qopt.token>> -> tensor<2x4xi8>
  %w = qopt.assemble %c, %t, %u : tensor<4x3xi8>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<4x3x!qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>>
  %y = qopt.matmul_runs %i, %w rows %s : tensor<2x4xi8>, tensor<4x3x!qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>>, tensor<2xf32> -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
