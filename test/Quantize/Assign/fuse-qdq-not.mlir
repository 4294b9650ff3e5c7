// What is not fused; each function is named after the pattern's refusal.
// RUN: qopt-opt %s --qopt-fuse-qdq > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!channels = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>

// CHECK-LABEL: func.func @kept_in_float_by_request
// CHECK: qopt.dequantize
// CHECK: qopt.unary relu %{{.*}} {qopt.keep_float} : (tensor<4xf32>)
// CHECK: qopt.unary exp %{{.*}} {qopt.keep_float} : (tensor<4xf32>)
// CHECK: qopt.reshape %{{.*}} {qopt.keep_float} : tensor<4xf32>
// CHECK: qopt.quantize
func.func @kept_in_float_by_request(%q: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<2x2x!s8> {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  %1 = qopt.unary relu %0 {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.unary exp %1 {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.reshape %2 {qopt.keep_float} : tensor<4xf32> -> tensor<2x2xf32>
  %4 = qopt.quantize %3, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!s8>
  return %4 : tensor<2x2x!s8>
}

// CHECK-LABEL: func.func @operand_is_not_dequantized
// CHECK: qopt.binary add %{{.*}} : (tensor<4xf32>, tensor<4xf32>)
func.func @operand_is_not_dequantized(%q: tensor<4x!s8>, %y: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!s8> {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  %1 = qopt.binary add %0, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %2 : tensor<4x!s8>
}

// CHECK-LABEL: func.func @float_result_has_other_readers
// CHECK: qopt.unary sigmoid %{{.*}} : (tensor<4xf32>)
// CHECK: qopt.unary relu %{{.*}} : (tensor<4xf32>)
func.func @float_result_has_other_readers(%q: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<i32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4x!s8>, tensor<4x!s8>) {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  %1 = qopt.unary sigmoid %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %3 = qopt.unary relu %0 : (tensor<4xf32>) -> tensor<4xf32>
  %4 = qopt.quantize %3, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %1, %3, %2, %4 : tensor<4xf32>, tensor<4xf32>, tensor<4x!s8>, tensor<4x!s8>
}

// CHECK-LABEL: func.func @no_integer_form
// CHECK: qopt.binary pow %{{.*}} : (tensor<4xf32>, tensor<4xf32>)
func.func @no_integer_form(%q: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!s8> {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  %1 = qopt.binary pow %0, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %2 : tensor<4x!s8>
}

// The value behind the dequantize comes from outside: nobody knows its scale.
// CHECK-LABEL: func.func @parameters_are_not_known
// CHECK: qopt.dequantize
// CHECK: qopt.quantize
func.func @parameters_are_not_known(%q: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!s8> {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  %1 = qopt.quantize %0, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %1 : tensor<4x!s8>
}

// CHECK-LABEL: func.func @parameters_are_not_per_tensor
// CHECK: qopt.dequantize %{{.*}} : tensor<4x1x!q_s8_c0_>
// CHECK: qopt.reshape %{{.*}} : tensor<4x1xf32>
// CHECK: qopt.quantize %{{.*}} -> tensor<4x!q_s8_c0_>
func.func @parameters_are_not_per_tensor(%q: tensor<4x1x!channels>, %s: tensor<4xf32>, %z: tensor<4xi32>) -> tensor<4x!channels> {
  %0 = qopt.dequantize %q : tensor<4x1x!channels> -> tensor<4x1xf32>
  %1 = qopt.reshape %0 : tensor<4x1xf32> -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<4x!channels>
  return %2 : tensor<4x!channels>
}

// A scale computed after the op cannot be an operand of it.
// CHECK-LABEL: func.func @parameters_come_after_the_input
// CHECK: qopt.unary relu %{{.*}} : (tensor<4xf32>)
func.func @parameters_come_after_the_input(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!s8> {
  %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %t = qopt.binary add %s, %s : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %1 = qopt.quantize %0, %t, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  return %1 : tensor<4x!s8>
}

// CHECK-LABEL: func.func @bias_is_not_constant
// CHECK: qopt.matmul %{{.*}} : (tensor<1x1xf32>, tensor<1x2xf32>, tensor<2xf32>)
func.func @bias_is_not_constant(%x: tensor<1x1x!s8>, %w: tensor<1x2x!s8>, %b: tensor<2xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x2x!s8> {
  %0 = qopt.dequantize %x : tensor<1x1x!s8> -> tensor<1x1xf32>
  %1 = qopt.dequantize %w : tensor<1x2x!s8> -> tensor<1x2xf32>
  %2 = qopt.matmul %0, %1 bias %b : (tensor<1x1xf32>, tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %3 = qopt.quantize %2, %s, %z rounding nearest_even : tensor<1x2xf32>, tensor<f32>, tensor<i32> -> tensor<1x2x!s8>
  return %3 : tensor<1x2x!s8>
}

// Without static scales an accumulator's scale is unknown.
// CHECK-LABEL: func.func @scales_are_not_static_constants
// CHECK: qopt.matmul %{{.*}} : (tensor<1x1xf32>, tensor<1x2xf32>)
func.func @scales_are_not_static_constants(%x: tensor<1x1x!s8>, %w: tensor<1x2x!s8>) -> tensor<1x2xf32> {
  %0 = qopt.dequantize %x : tensor<1x1x!s8> -> tensor<1x1xf32>
  %1 = qopt.dequantize %w : tensor<1x2x!s8> -> tensor<1x2xf32>
  %2 = qopt.matmul %0, %1 : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// NF4 has no integers, groups no one scale per output, and run-time codes of
// flint are no numbers: these products stay float.
!a = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!nf4 = !qopt.q<#qopt.nf4, #qopt.tensor>
!groups = !qopt.q<#qopt.int<s8>, #qopt.group<0, 2>>
!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

// CHECK-LABEL: func.func @operand_has_no_integer_form
// CHECK-COUNT-3: qopt.matmul %{{.*}}, %{{.*}} : (tensor<3x4xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
func.func @operand_has_no_integer_form(%x: tensor<3x4x!a>, %c: tensor<4x2xui8>, %g: tensor<4x2xi8>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %z = qopt.constant dense<0> : tensor<i32>
  %zg = qopt.constant dense<0> : tensor<2x2xi32>
  %s = qopt.constant dense<5.000000e-01> : tensor<f32>
  %sg = qopt.constant dense<5.000000e-01> : tensor<2x2xf32>
  %k = qopt.constant dense<3> : tensor<4x2xui8>
  %0 = qopt.dequantize %x : tensor<3x4x!a> -> tensor<3x4xf32>
  %1 = qopt.assemble %k, %s, %z : tensor<4x2xui8>, tensor<f32>, tensor<i32> -> tensor<4x2x!nf4>
  %2 = qopt.dequantize %1 : tensor<4x2x!nf4> -> tensor<4x2xf32>
  %3 = qopt.matmul %0, %2 : (tensor<3x4xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.assemble %g, %sg, %zg : tensor<4x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<4x2x!groups>
  %5 = qopt.dequantize %4 : tensor<4x2x!groups> -> tensor<4x2xf32>
  %6 = qopt.matmul %0, %5 : (tensor<3x4xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
  %7 = qopt.assemble %c, %s, %z : tensor<4x2xui8>, tensor<f32>, tensor<i32> -> tensor<4x2x!flint>
  %8 = qopt.dequantize %7 : tensor<4x2x!flint> -> tensor<4x2xf32>
  %9 = qopt.matmul %0, %8 : (tensor<3x4xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
  return %3, %6, %9 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
