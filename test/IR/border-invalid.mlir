// What constants and border ops refuse; names are <op>_c<constraint>.
// RUN: qopt-opt %s -verify-diagnostics -split-input-file

func.func @constant_c1() {
  // expected-error @+1 {{expected a value of type 'tensor<2xi8>', got 'tensor<2xui8>'}}
  %0 = "qopt.constant"() <{value = dense<1> : tensor<2xui8>}> : () -> tensor<2xi8>
  return
}

// -----

func.func @constant_element_type() {
  // expected-error @+1 {{result #0 must be statically shaped tensor of 32-bit float or signless integer or unsigned integer values}}
  %0 = qopt.constant dense<1.0> : tensor<2xf64>
  return
}

// -----

func.func @constant_not_elements() {
  // expected-error @+1 {{invalid kind of attribute specified}}
  %0 = qopt.constant "text"
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c1(%x: tensor<2x4xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected equal shapes, got }}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x5x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c2_tensor(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [] for granularity #qopt.tensor, got [4]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!s8>
  return
}

// -----

!channels = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @quantize_c2_channel(%x: tensor<2x4xf32>, %s: tensor<2xf32>, %z: tensor<2xi32>) {
  // expected-error @+1 {{expected scales of shape [4] for granularity #qopt.channel<1>, got [2]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!channels>
  return
}

// -----

!far = !qopt.q<#qopt.int<s8>, #qopt.channel<2>>

func.func @quantize_c2_channel_axis(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [-1] for granularity #qopt.channel<2>, got [4]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!far>
  return
}

// -----

!groups = !qopt.q<#qopt.int<s8>, #qopt.group<1, 3>>

// 4 elements in groups of 3 are two groups.
func.func @quantize_c2_group(%x: tensor<2x4xf32>, %s: tensor<2x1xf32>, %z: tensor<2x1xi32>) {
  // expected-error @+1 {{expected scales of shape [2, 2] for granularity #qopt.group<1, 3>, got [2, 1]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xi32> -> tensor<2x4x!groups>
  return
}

// -----

!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

func.func @quantize_c2_token(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [2] for granularity #qopt.token, got [4]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!tokens>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c3(%x: tensor<2x4xf32>, %s: tensor<f32>, %z: tensor<1xi32>) {
  // expected-error @+1 {{expected zero points of shape [], got [1]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<1xi32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c4_zero(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<0.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 0.000000e+00}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c4_negative(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<-1.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got -1.000000e+00}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c4_infinite(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7F800000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got INF}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c4_nan(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7FC00000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got nan}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c4_subnormal(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<1.0e-39> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 1.000000e-39}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c5(%x: tensor<2x4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-128, 127], got 128}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!narrow = !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>

func.func @quantize_c5_narrow(%x: tensor<2x4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<-128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-127, 127], got -128}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!narrow>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_input(%x: tensor<4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float values}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_dynamic_shape(%x: tensor<?xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float values}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<?xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @dequantize_c1(%q: tensor<4x!s8>) {
  // expected-error @+1 {{expected equal shapes, got }}
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<2x2xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c1(%x: tensor<2x4x!u8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected equal shapes, got }}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x5x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c2_tensor(%x: tensor<2x4x!u8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [] for granularity #qopt.tensor, got [4]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!s8>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!channels = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @requantize_c2_channel(%x: tensor<2x4x!u8>, %s: tensor<2xf32>, %z: tensor<2xi32>) {
  // expected-error @+1 {{expected scales of shape [4] for granularity #qopt.channel<1>, got [2]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!channels>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!far = !qopt.q<#qopt.int<s8>, #qopt.channel<2>>

func.func @requantize_c2_channel_axis(%x: tensor<2x4x!u8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [-1] for granularity #qopt.channel<2>, got [4]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!far>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!groups = !qopt.q<#qopt.int<s8>, #qopt.group<1, 3>>

// 4 elements in groups of 3 are two groups.
func.func @requantize_c2_group(%x: tensor<2x4x!u8>, %s: tensor<2x1xf32>, %z: tensor<2x1xi32>) {
  // expected-error @+1 {{expected scales of shape [2, 2] for granularity #qopt.group<1, 3>, got [2, 1]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<2x1xf32>, tensor<2x1xi32> -> tensor<2x4x!groups>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

func.func @requantize_c2_token(%x: tensor<2x4x!u8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [2] for granularity #qopt.token, got [4]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!tokens>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c3(%x: tensor<2x4x!u8>, %s: tensor<f32>, %z: tensor<1xi32>) {
  // expected-error @+1 {{expected zero points of shape [], got [1]}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<1xi32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c4_zero(%x: tensor<2x4x!u8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 0.000000e+00}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c4_negative(%x: tensor<2x4x!u8>, %z: tensor<i32>) {
  %s = qopt.constant dense<-1.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got -1.000000e+00}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c4_infinite(%x: tensor<2x4x!u8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7F800000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got INF}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c4_nan(%x: tensor<2x4x!u8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7FC00000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got nan}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c4_subnormal(%x: tensor<2x4x!u8>, %z: tensor<i32>) {
  %s = qopt.constant dense<1.0e-39> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 1.000000e-39}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @requantize_c5(%x: tensor<2x4x!u8>, %s: tensor<f32>) {
  %z = qopt.constant dense<128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-128, 127], got 128}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!narrow = !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>

func.func @requantize_c5_narrow(%x: tensor<2x4x!u8>, %s: tensor<f32>) {
  %z = qopt.constant dense<-128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-127, 127], got -128}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!u8>, tensor<f32>, tensor<i32> -> tensor<2x4x!narrow>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c1(%x: tensor<2x4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected equal shapes, got }}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x5x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c2_tensor(%x: tensor<2x4xi8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [] for granularity #qopt.tensor, got [4]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!s8>
  return
}

// -----

!channels = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @assemble_c2_channel(%x: tensor<2x4xi8>, %s: tensor<2xf32>, %z: tensor<2xi32>) {
  // expected-error @+1 {{expected scales of shape [4] for granularity #qopt.channel<1>, got [2]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!channels>
  return
}

// -----

!far = !qopt.q<#qopt.int<s8>, #qopt.channel<2>>

func.func @assemble_c2_channel_axis(%x: tensor<2x4xi8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [-1] for granularity #qopt.channel<2>, got [4]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!far>
  return
}

// -----

!groups = !qopt.q<#qopt.int<s8>, #qopt.group<1, 3>>

// 4 elements in groups of 3 are two groups.
func.func @assemble_c2_group(%x: tensor<2x4xi8>, %s: tensor<2x1xf32>, %z: tensor<2x1xi32>) {
  // expected-error @+1 {{expected scales of shape [2, 2] for granularity #qopt.group<1, 3>, got [2, 1]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<2x1xf32>, tensor<2x1xi32> -> tensor<2x4x!groups>
  return
}

// -----

!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

func.func @assemble_c2_token(%x: tensor<2x4xi8>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [2] for granularity #qopt.token, got [4]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!tokens>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c3(%x: tensor<2x4xi8>, %s: tensor<f32>, %z: tensor<1xi32>) {
  // expected-error @+1 {{expected zero points of shape [], got [1]}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<1xi32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c4_zero(%x: tensor<2x4xi8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 0.000000e+00}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c4_negative(%x: tensor<2x4xi8>, %z: tensor<i32>) {
  %s = qopt.constant dense<-1.0> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got -1.000000e+00}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c4_infinite(%x: tensor<2x4xi8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7F800000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got INF}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c4_nan(%x: tensor<2x4xi8>, %z: tensor<i32>) {
  %s = qopt.constant dense<0x7FC00000> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got nan}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c4_subnormal(%x: tensor<2x4xi8>, %z: tensor<i32>) {
  %s = qopt.constant dense<1.0e-39> : tensor<f32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 1.000000e-39}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @assemble_c5(%x: tensor<2x4xi8>, %s: tensor<f32>) {
  %z = qopt.constant dense<128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-128, 127], got 128}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  return
}

// -----

!narrow = !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>

func.func @assemble_c5_narrow(%x: tensor<2x4xi8>, %s: tensor<f32>) {
  %z = qopt.constant dense<-128> : tensor<i32>
  // expected-error @+1 {{expected zero points in [-127, 127], got -128}}
  %0 = qopt.assemble %x, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!narrow>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @assemble_c6_signedness(%c: tensor<4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected codes of type 'ui8' for format #qopt.int<u8>, got 'i8'}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  return
}

// -----

!s4 = !qopt.q<#qopt.int<s4>, #qopt.tensor>

func.func @assemble_c6_width(%c: tensor<4xi4>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected codes of type 'i8' for format #qopt.int<s4>, got 'i4'}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi4>, tensor<f32>, tensor<i32> -> tensor<4x!s4>
  return
}

// -----

!s4 = !qopt.q<#qopt.int<s4>, #qopt.tensor>

func.func @assemble_c7(%s: tensor<f32>, %z: tensor<i32>) {
  %c = qopt.constant dense<[0, 7, -8, 8]> : tensor<4xi8>
  // expected-error @+1 {{expected codes in [-8, 7], got 8}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s4>
  return
}

// -----

!narrow = !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>

func.func @assemble_c7_narrow(%s: tensor<f32>, %z: tensor<i32>) {
  %c = qopt.constant dense<-128> : tensor<4xi8>
  // expected-error @+1 {{expected codes in [-127, 127], got -128}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!narrow>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @codes_c1(%q: tensor<4x!s8>) {
  // expected-error @+1 {{expected equal shapes, got }}
  %0 = qopt.codes %q : tensor<4x!s8> -> tensor<2x2xi8>
  return
}

// -----

!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

func.func @codes_c2(%q: tensor<4x!u8>) {
  // expected-error @+1 {{expected a result of element type 'ui8', got 'i8'}}
  %0 = qopt.codes %q : tensor<4x!u8> -> tensor<4xi8>
  return
}

// -----

func.func @observe_input(%x: tensor<4xi8>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float values}}
  qopt.observe %x id 0 : tensor<4xi8>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @quantize_c6(%x: tensor<2x4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<7> : tensor<i32>
  // expected-error @+1 {{expected zero points of 0 for format #qopt.nf4, which is not uniform, got 7}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!nf4>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

func.func @requantize_c6(%x: tensor<2x4x!s8>, %s: tensor<f32>) {
  %z = qopt.constant dense<1> : tensor<i32>
  // expected-error @+1 {{expected zero points of 0 for format #qopt.float<e4m3fn>, which is not uniform, got 1}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x4x!s8>, tensor<f32>, tensor<i32> -> tensor<2x4x!e4m3>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @assemble_c6_table(%c: tensor<4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected codes of type 'ui8' for format #qopt.nf4, got 'i8'}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!nf4>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @assemble_c7_table(%s: tensor<f32>, %z: tensor<i32>) {
  %c = qopt.constant dense<16> : tensor<4xui8>
  // expected-error @+1 {{expected codes in [0, 15], got 16}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!nf4>
  return
}

// -----

!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

func.func @assemble_c8(%c: tensor<4xui8>, %s: tensor<f32>) {
  %z = qopt.constant dense<-2> : tensor<i32>
  // expected-error @+1 {{expected zero points of 0 for format #qopt.flint<s4>, which is not uniform, got -2}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!flint>
  return
}

// -----

!blocks = !qopt.q<#qopt.nf4, #qopt.block<3>>

// 8 elements in blocks of 3 are three blocks, whatever the rows.
func.func @quantize_c2_block(%x: tensor<2x4xf32>, %s: tensor<2xf32>, %z: tensor<2xi32>) {
  // expected-error @+1 {{expected scales of shape [3] for granularity #qopt.block<3>, got [2]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!blocks>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantize_c7_infinite(%x: tensor<2x4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<0x7F800000> : tensor<f32>
  // expected-error @+1 {{expected finite zero points, got INF}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<f32> -> tensor<2x4x!s8>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 2>>

func.func @quantize_c8_axis(%x: tensor<2x4xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a sparse axis in [0, 2), got 2}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x!sparse>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

func.func @quantize_c8_real_zero_point(%x: tensor<2x4xf32>, %s: tensor<f32>, %z: tensor<f32>) {
  // expected-error @+1 {{expected i32 zero points of a sparse type, whose zeros have a code, got f32}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<f32>, tensor<f32> -> tensor<2x4x!sparse>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<3>, #qopt.channel<1>>

func.func @quantize_c2_planes(%x: tensor<2x4xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>) {
  // expected-error @+1 {{expected scales of shape [3, 4] for granularity #qopt.channel<1>, got [4]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<2x4x!planes>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<3>, #qopt.channel<1>>

func.func @quantize_c3_planes(%x: tensor<2x4xf32>, %s: tensor<3x4xf32>, %z: tensor<3x4xi32>) {
  // expected-error @+1 {{expected zero points of shape [4], got [3, 4]}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<3x4xf32>, tensor<3x4xi32> -> tensor<2x4x!planes>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @quantize_c4_planes(%x: tensor<2x4xf32>, %z: tensor<i32>) {
  %s = qopt.constant dense<[1.0, 0.0]> : tensor<2xf32>
  // expected-error @+1 {{expected positive, finite, normal scales, got 0}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<i32> -> tensor<2x4x!planes>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @quantize_c6_planes(%x: tensor<2x4xf32>, %s: tensor<2xf32>) {
  %z = qopt.constant dense<1> : tensor<i32>
  // expected-error @+1 {{expected zero points of 0 for format #qopt.bcq<2>, which is not uniform, got 1}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<i32> -> tensor<2x4x!planes>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @requantize_c7_planes(%q: tensor<2x4x!s8>, %s: tensor<2xf32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a result with one scale per slot and no sparsity, got }}
  %0 = qopt.requantize %q, %s, %z rounding nearest_even : tensor<2x4x!s8>, tensor<2xf32>, tensor<i32> -> tensor<2x4x!planes>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

func.func @requantize_c7_sparse(%q: tensor<2x4x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a result with one scale per slot and no sparsity, got }}
  %0 = qopt.requantize %q, %s, %z rounding nearest_even : tensor<2x4x!s8>, tensor<f32>, tensor<i32> -> tensor<2x4x!sparse>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @requantize_real_zero_point(%q: tensor<2x4x!s8>, %s: tensor<f32>, %z: tensor<f32>) {
  // expected-error @+1 {{operand #2 must be statically shaped tensor of 32-bit signless integer values}}
  %0 = qopt.requantize %q, %s, %z rounding nearest_even : tensor<2x4x!s8>, tensor<f32>, tensor<f32> -> tensor<2x4x!s8>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @assemble_c4_planes_negative(%c: tensor<4xui8>, %z: tensor<i32>) {
  %s = qopt.constant dense<[0.0, -1.0]> : tensor<2xf32>
  // expected-error @+1 {{expected scales that are finite and at least 0, got -1}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<2xf32>, tensor<i32> -> tensor<4x!planes>
  return
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @assemble_c7_planes(%s: tensor<2xf32>, %z: tensor<i32>) {
  %c = qopt.constant dense<[0, 4]> : tensor<2xui8>
  // expected-error @+1 {{expected codes in [0, 3], got 4}}
  %0 = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x!planes>
  return
}

// -----

!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>

func.func @assemble_c9(%c: tensor<4xui8>, %s: tensor<f32>) {
  %z = qopt.constant dense<0x7FC00000> : tensor<f32>
  // expected-error @+1 {{expected finite zero points, got nan}}
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<f32> -> tensor<4x!nf4>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 3>>

func.func @assemble_c10_axis(%c: tensor<2x4xi8>, %s: tensor<f32>, %z: tensor<i32>) {
  // expected-error @+1 {{expected a sparse axis in [0, 2), got 3}}
  %0 = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!sparse>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 1>>

func.func @assemble_c10_real_zero_point(%c: tensor<2x4xi8>, %s: tensor<f32>, %z: tensor<f32>) {
  // expected-error @+1 {{expected i32 zero points of a sparse type, whose zeros have a code, got f32}}
  %0 = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<f32> -> tensor<2x4x!sparse>
  return
}

// -----

!sparse = !qopt.q<#qopt.int<s8>, #qopt.tensor, #qopt.sparse<2:4, 0>>

func.func @assemble_c11(%s: tensor<f32>) {
  %c = qopt.constant dense<[[1, 3], [3, 1], [1, 3], [3, 3]]> : tensor<4x2xi8>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!sparse>
  %d = qopt.constant dense<[[1, 3], [3, 1], [1, 1], [3, 1]]> : tensor<4x2xi8>
  // expected-error @+1 {{expected at most 2 of 4 codes along axis 0 to differ from that of 0, got more from element 1 on}}
  %1 = qopt.assemble %d, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!sparse>
  return
}

// -----

!sparse = !qopt.q<#qopt.nf4, #qopt.tensor, #qopt.sparse<1:4, 0>>

func.func @assemble_c11_short_run(%s: tensor<f32>, %z: tensor<i32>) {
  %c = qopt.constant dense<[0, 7, 7, 7, 8, 9]> : tensor<6xui8>
  // expected-error @+1 {{expected at most 1 of 4 codes along axis 0 to differ from that of 0, got more from element 4 on}}
  %0 = qopt.assemble %c, %s, %z : tensor<6xui8>, tensor<f32>, tensor<i32> -> tensor<6x!sparse>
  return
}
