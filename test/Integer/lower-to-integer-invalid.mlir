// What has no integer form is an error that names the node.
// RUN: qopt-opt %s --qopt-lower-to-integer -verify-diagnostics -split-input-file

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @run_time_parameters(%x: tensor<4xf32>, %s: tensor<f32>) {
  %z = qopt.constant dense<3> : tensor<i32>
  // expected-error @+1 {{expected static scales and zero points in node 'qopt.quantize', got parameters known only at run time}}
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return
}

// -----

!groups = !qopt.q<#qopt.int<s8>, #qopt.group<1, 2>>

func.func @groups(%c: tensor<2x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<2x2xf32>
  %z = qopt.constant dense<3> : tensor<2x2xi32>
  // expected-error @+1 {{expected parameters per tensor or channel in node 'qopt.assemble', got #qopt.group<1, 2>}}
  %0 = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<2x4x!groups>
  return
}

// -----

!tokens = !qopt.q<#qopt.int<s8>, #qopt.token>

func.func @tokens(%c: tensor<2x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<3> : tensor<2xi32>
  // expected-error @+1 {{expected parameters per tensor or channel in node 'qopt.assemble', got #qopt.token}}
  %0 = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!tokens>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @quantized_argument(%q: tensor<4x!s8>) {
  // expected-error @+1 {{expected operand of node 'qopt.dequantize' to be lowered before, got}}
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @factor_too_large(%c: tensor<4xi8>) {
  %s = qopt.constant dense<1.0e+10> : tensor<f32>
  %t = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @+1 {{expected a rescale factor below 2^31 in node 'qopt.requantize', got 1.000000e+10}}
  %0 = qopt.requantize %x, %t, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @requantize_to_channels(%c: tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  // expected-error @+1 {{expected a per-tensor result and one zero point in node 'qopt.requantize', got per-channel ones}}
  %0 = qopt.requantize %x, %sv, %zv rounding nearest_even : tensor<1x2x!s8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @requantize_zero_points_differ(%c: tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<[0, 1]> : tensor<2xi32>
  %x = qopt.assemble %c, %sv, %zv : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  // expected-error @+1 {{expected a per-tensor result and one zero point in node 'qopt.requantize', got per-channel ones}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<1x2x!columns>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!rows = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>

func.func @requantize_other_axis(%c: tensor<2x1xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.assemble %c, %sv, %zv : tensor<2x1xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x1x!rows>
  // expected-error @+1 {{expected channels in the last dimension in node 'qopt.requantize', got axis 0}}
  %0 = qopt.requantize %x, %s, %z rounding nearest_even : tensor<2x1x!rows>, tensor<f32>, tensor<i32> -> tensor<2x1x!s8>
  return
}

// -----

!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @move_of_channels(%c: tensor<1x2xi8>) {
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.assemble %c, %sv, %zv : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  // expected-error @+1 {{expected parameters per tensor in node 'qopt.slice', got per channel}}
  %0 = qopt.slice %x from [0, 0] step [1, 1] : tensor<1x2x!columns> -> tensor<1x2x!columns>
  return
}

// -----

!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

func.func @unary_of_16_bits(%c: tensor<4xi16>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi16>, tensor<f32>, tensor<i32> -> tensor<4x!s16>
  // expected-error @+1 {{expected an input of at most 8 bits with one scale for the table of node 'qopt.unary', got #qopt.int<s16>}}
  %0 = qopt.unary exp %x result(%s, %z) : (tensor<4x!s16>, tensor<f32>, tensor<i32>) -> tensor<4x!s16>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @unary_of_channels(%c: tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.assemble %c, %sv, %zv : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  // expected-error @+1 {{expected an input of at most 8 bits with one scale for the table of node 'qopt.unary', got #qopt.int<s8>}}
  %0 = qopt.unary exp %x result(%s, %z) : (tensor<1x2x!columns>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @binary_without_rule(%c: tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @+1 {{expected a binary op with an integer form in node 'qopt.binary', got pow}}
  %0 = qopt.binary pow %x, %x result(%s, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

func.func @prelu_of_16_bits(%c: tensor<4xi16>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %k = qopt.constant dense<1> : tensor<1xi8>
  %x = qopt.assemble %c, %s, %z : tensor<4xi16>, tensor<f32>, tensor<i32> -> tensor<4x!s16>
  %y = qopt.assemble %k, %s, %z : tensor<1xi8>, tensor<f32>, tensor<i32> -> tensor<1x!s8>
  // expected-error @+1 {{expected an input of at most 8 bits with one scale for the table of node 'qopt.binary', got #qopt.int<s16>}}
  %0 = qopt.binary prelu %x, %y result(%s, %z) : (tensor<4x!s16>, tensor<1x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s16>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @slope_enlarges(%c: tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %k = qopt.constant dense<1> : tensor<2x1xi8>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %y = qopt.assemble %k, %s, %z : tensor<2x1xi8>, tensor<f32>, tensor<i32> -> tensor<2x1x!s8>
  // expected-error @+1 {{expected a constant that does not enlarge its operand in node 'qopt.binary', got 'tensor<2x1xi8>'}}
  %0 = qopt.binary prelu %x, %y result(%s, %z) : (tensor<4x!s8>, tensor<2x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @slope_per_row(%c: tensor<2x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %k = qopt.constant dense<1> : tensor<2x1xi8>
  %x = qopt.assemble %c, %s, %z : tensor<2x4xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x!s8>
  %y = qopt.assemble %k, %s, %z : tensor<2x1xi8>, tensor<f32>, tensor<i32> -> tensor<2x1x!s8>
  // expected-error @+1 {{expected a constant per channel (last dimension) in node 'qopt.binary', got 'tensor<2x1xi8>'}}
  %0 = qopt.binary prelu %x, %y result(%s, %z) : (tensor<2x4x!s8>, tensor<2x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @add_of_channels(%c: tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.assemble %c, %sv, %zv : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  // expected-error @+1 {{expected operands with one scale in node 'qopt.binary', got per-channel scales}}
  %0 = qopt.binary add %x, %x result(%s, %z) : (tensor<1x2x!columns>, tensor<1x2x!columns>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @add_factor_too_large(%c: tensor<4xi8>) {
  %s = qopt.constant dense<1.0e+20> : tensor<f32>
  %t = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @+1 {{expected a rescale factor below 2^31 in node 'qopt.binary', got 1.907349e+14}}
  %0 = qopt.binary add %x, %x result(%t, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  return
}

// -----

!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

func.func @mul_of_too_many_bits(%c: tensor<4xi16>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi16>, tensor<f32>, tensor<i32> -> tensor<4x!s16>
  // expected-error @+1 {{expected operands with one scale and at most 30 bits together in node 'qopt.binary', got #qopt.int<s16> and #qopt.int<s16>}}
  %0 = qopt.binary mul %x, %x result(%s, %z) : (tensor<4x!s16>, tensor<4x!s16>, tensor<f32>, tensor<i32>) -> tensor<4x!s16>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @padded_average(%c: tensor<1x3x1xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x3x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x3x1x!s8>
  // expected-error @+1 {{expected a pool whose windows hold different numbers of elements to average and keep its scale, in node 'qopt.pool'}}
  %0 = qopt.pool average %x result(%t, %z) {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 1, 0>, dilations = array<i64: 1>} : (tensor<1x3x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x1x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// 2^23 codes of 8 bits may sum up to 2^31.
func.func @mean_of_too_many(%c: tensor<65536x128xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<65536x128xi8>, tensor<f32>, tensor<i32> -> tensor<65536x128x!s8>
  // expected-error @+1 {{expected fewer than 8388608 elements to sum in node 'qopt.reduce', got 8388608}}
  %0 = qopt.reduce mean %x result(%s, %z) {axes = array<i64: 0, 1>} : (tensor<65536x128x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>

func.func @softmax_of_32_bits(%c: tensor<1x4xi32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi32>, tensor<f32>, tensor<i32> -> tensor<1x4x!s32>
  // expected-error @+1 {{expected an input of at most 16 bits with one scale in node 'qopt.softmax', got #qopt.int<s32>}}
  %0 = qopt.softmax %x result(%s, %z) axis 1 : (tensor<1x4x!s32>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @softmax_scale(%c: tensor<1x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.3> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  // expected-error @+1 {{expected a power-of-two result scale of at least 2^-12 for the softmax of node 'qopt.softmax', got 3.000000e-01}}
  %0 = qopt.softmax %x result(%t, %z) axis 1 : (tensor<1x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @softmax_scale_too_small(%c: tensor<1x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<1.220703125e-4> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  // expected-error @+1 {{expected a power-of-two result scale of at least 2^-12 for the softmax of node 'qopt.softmax', got 1.220703e-04}}
  %0 = qopt.softmax %x result(%t, %z) axis 1 : (tensor<1x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @log_softmax_scale(%c: tensor<1x4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<1.0e-3> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<f32>, tensor<i32> -> tensor<1x4x!s8>
  // expected-error @+1 {{expected scales with a fixed-point log-softmax in node 'qopt.softmax', got 5.000000e-01 and 1.000000e-03}}
  %0 = qopt.softmax %x result(%t, %z) axis 1 log : (tensor<1x4x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @linear_input_of_channels(%c: tensor<1x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<1> : tensor<2x2xi8>
  %x = qopt.assemble %c, %sv, %zv : tensor<1x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!columns>
  %w = qopt.assemble %wc, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  // expected-error @+1 {{expected input parameters per tensor in node 'qopt.matmul', got per channel}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<1x2x!columns>, tensor<2x2x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

func.func @run_time_bias(%c: tensor<1x2xi8>, %bc: tensor<2xi32>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %wc = qopt.constant dense<1> : tensor<2x2xi8>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  %b = qopt.assemble %bc, %sv, %zv : tensor<2xi32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x!b32>
  // expected-error @+1 {{expected a constant bias in node 'qopt.matmul', got one known only at run time}}
  %0 = qopt.matmul %x, %w bias %b result(%s, %z) : (tensor<1x2x!s8>, tensor<2x2x!s8>, tensor<2x!b32>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!columns = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

func.func @run_time_filter_of_channels(%c: tensor<1x2xi8>, %wc: tensor<2x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<[0, 1]> : tensor<2xi32>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %sv, %zv : tensor<2x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<2x2x!columns>
  // expected-error @+1 {{expected a filter with one zero point and no bias where it is not one constant matrix, in node 'qopt.matmul'}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<1x2x!s8>, tensor<2x2x!columns>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

func.func @run_time_filter_with_bias(%c: tensor<1x2xi8>, %wc: tensor<2x2xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %sv = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %zv = qopt.constant dense<0> : tensor<2xi32>
  %bc = qopt.constant dense<1> : tensor<2xi32>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %s, %z : tensor<2x2xi8>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  %b = qopt.assemble %bc, %sv, %zv : tensor<2xi32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x!b32>
  // expected-error @+1 {{expected a filter with one zero point and no bias where it is not one constant matrix, in node 'qopt.matmul'}}
  %0 = qopt.matmul %x, %w bias %b result(%s, %z) : (tensor<1x2x!s8>, tensor<2x2x!s8>, tensor<2x!b32>, tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>
  return
}

// -----

!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

// 3 * 2^15 * 32767 is beyond 2^31; two such terms would fit.
func.func @accumulator_overflows(%c: tensor<1x3xi16>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<32767> : tensor<3x1xi16>
  %x = qopt.assemble %c, %s, %z : tensor<1x3xi16>, tensor<f32>, tensor<i32> -> tensor<1x3x!s16>
  %w = qopt.assemble %wc, %s, %z : tensor<3x1xi16>, tensor<f32>, tensor<i32> -> tensor<3x1x!s16>
  // expected-error @+1 {{expected an accumulator that provably fits 32 bits in node 'qopt.matmul', got a range of 33 bits; use fewer bits for its input or filter}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<1x3x!s16>, tensor<3x1x!s16>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s16>
  return
}

// -----

!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>
!b32 = !qopt.q<#qopt.int<s32>, #qopt.channel<0>>

// -(2^31 - 2^16) - 65537 is one below -2^31.
func.func @accumulator_overflows_by_its_bias(%c: tensor<1x2xi16>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<32767> : tensor<2x1xi16>
  %bc = qopt.constant dense<-65537> : tensor<1xi32>
  %s1 = qopt.constant dense<0.25> : tensor<1xf32>
  %z1 = qopt.constant dense<0> : tensor<1xi32>
  %x = qopt.assemble %c, %s, %z : tensor<1x2xi16>, tensor<f32>, tensor<i32> -> tensor<1x2x!s16>
  %w = qopt.assemble %wc, %s, %z : tensor<2x1xi16>, tensor<f32>, tensor<i32> -> tensor<2x1x!s16>
  %b = qopt.assemble %bc, %s1, %z1 : tensor<1xi32>, tensor<1xf32>, tensor<1xi32> -> tensor<1x!b32>
  // expected-error @+1 {{got a range of 33 bits}}
  %0 = qopt.matmul %x, %w bias %b result(%s, %z) : (tensor<1x2x!s16>, tensor<2x1x!s16>, tensor<1x!b32>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s16>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// 40000 * 255^2 = 2601000000 > 2^31.
func.func @run_time_accumulator_overflows(%c: tensor<1x40000xi8>, %wc: tensor<40000x1xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<-128> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<1x40000xi8>, tensor<f32>, tensor<i32> -> tensor<1x40000x!s8>
  %w = qopt.assemble %wc, %s, %z : tensor<40000x1xi8>, tensor<f32>, tensor<i32> -> tensor<40000x1x!s8>
  // expected-error @+1 {{expected an accumulator that provably fits 32 bits in node 'qopt.matmul', got a range of 33 bits}}
  %0 = qopt.matmul %x, %w result(%s, %z) : (tensor<1x40000x!s8>, tensor<40000x1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s8>
  return
}

// -----

// The node is named as in the model it came from.
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @node_name(%c: tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  // expected-error @unknown {{expected a binary op with an integer form in node 'Pow_17', got pow}}
  %0 = qopt.binary pow %x, %x result(%s, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8> loc("Pow_17")
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @real_zero_point(%c: tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %f = qopt.constant dense<3.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  // expected-error @+1 {{expected i32 zero points in node 'qopt.assemble', got f32, which no integer can stand for}}
  %x = qopt.assemble %c, %s, %f : tensor<4xi8>, tensor<f32>, tensor<f32> -> tensor<4x!s8>
  %0 = qopt.unary relu %x result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @planes(%x: tensor<4x4xi8>, %c: tensor<4x4xui8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %x, %s, %z : tensor<4x4xi8>, tensor<f32>, tensor<i32> -> tensor<4x4x!s8>
  %1 = qopt.assemble %c, %t, %z : tensor<4x4xui8>, tensor<2xf32>, tensor<i32> -> tensor<4x4x!planes>
  // expected-error @+1 {{expected a format of integers of at most 16 bits in node 'qopt.matmul', got #qopt.bcq<2>}}
  %2 = qopt.matmul %0, %1 result(%s, %z) : (tensor<4x4x!s8>, tensor<4x4x!planes>, tensor<f32>, tensor<i32>) -> tensor<4x4x!s8>
  return
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!s32 = !qopt.q<#qopt.int<s32>, #qopt.tensor>
// The bias is 2^30 * 2^60 in steps of 2^-60 * 2^-60.
func.func @bias_steps(%c: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %t = qopt.constant dense<8.67361738E-19> : tensor<f32>
  %u = qopt.constant dense<1.15292150E+18> : tensor<f32>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %wc = qopt.constant dense<[[1], [2]]> : tensor<2x1xi8>
  %bc = qopt.constant dense<1073741824> : tensor<1xi32>
  %x = qopt.assemble %c, %t, %z : tensor<1x2xi8>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  %w = qopt.assemble %wc, %t, %z : tensor<2x1xi8>, tensor<f32>, tensor<i32> -> tensor<2x1x!s8>
  %b = qopt.assemble %bc, %u, %z : tensor<1xi32>, tensor<f32>, tensor<i32> -> tensor<1x!s32>
  // expected-error @+1 {{expected a bias of fewer than 2^62 steps of}}
  %y = qopt.matmul %x, %w bias %b result(%s, %z) : (tensor<1x2x!s8>, tensor<2x1x!s8>, tensor<1x!s32>, tensor<f32>, tensor<i32>) -> tensor<1x1x!s8>
  %r = qopt.codes %y : tensor<1x1x!s8> -> tensor<1x1xi8>
  return %r : tensor<1x1xi8>
}
