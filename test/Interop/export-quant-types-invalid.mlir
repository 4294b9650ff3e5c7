// RUN: qopt-opt %s --qopt-export-quant-types -split-input-file -verify-diagnostics

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @run_time_scale(%x: tensor<4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<0> : tensor<i32>
  // expected-error @+1 {{expected constant scales, got scales known only at run time}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @run_time_zero_point(%x: tensor<4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  // expected-error @+1 {{expected constant zero points, got zero points known only at run time}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.token>
func.func @token(%x: tensor<2x4xf32>) {
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  // expected-error @+1 {{expected granularity tensor, channel or group, got #qopt.token}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.group<0, 4>>
func.func @ragged(%x: tensor<6xf32>) {
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  // expected-error @+1 {{expected groups of one size, got groups of 4 along a dimension of 6}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<6xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<6x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @rounding(%x: tensor<4xf32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  // expected-error @+1 {{expected rounding nearest_even, got floor}}
  %q = qopt.quantize %x, %s, %z rounding floor : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @computes(%x: tensor<4xf32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q>
  // expected-error @+1 {{expected qopt.quantize, qopt.dequantize, qopt.assemble or qopt.codes around quantized values, got qopt.unary}}
  %r = qopt.unary relu %q result(%s, %z) : (tensor<4x!q>, tensor<f32>, tensor<i32>) -> tensor<4x!q>
  return
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
// expected-error @+1 {{expected qopt.quantize, qopt.dequantize, qopt.assemble or qopt.codes around quantized values, got func.func}}
func.func @argument(%q: tensor<4x!q>) -> tensor<4xf32> {
  %y = qopt.dequantize %q : tensor<4x!q> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor>
func.func @real_zero_point(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0.5> : tensor<f32>
  // expected-error @+1 {{expected i32 zero points, got f32, which !quant.uniform can not hold}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<f32> -> tensor<4x!q>
  %y = qopt.dequantize %q : tensor<4x!q> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

!q = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 0>>
func.func @sparse(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  // expected-error @+1 {{expected a type without sparsity, got }}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q>
  %y = qopt.dequantize %q : tensor<4x!q> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

!q = !qopt.q<#qopt.bcq<2>, #qopt.tensor>
func.func @planes(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  // expected-error @+1 {{expected an integer format, got #qopt.bcq<2>}}
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<2xf32>, tensor<i32> -> tensor<4x!q>
  %y = qopt.dequantize %q : tensor<4x!q> -> tensor<4xf32>
  return %y : tensor<4xf32>
}
