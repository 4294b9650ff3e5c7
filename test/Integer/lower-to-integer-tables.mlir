// Every function of one 8-bit code is a table; check_tables.py computes all
// entries again, from scales and zero points that it repeats.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize -mlir-print-elementsattrs-with-hex-if-larger=-1 > %t
// RUN: FileCheck %s < %t
// RUN: %python %S/check_tables.py < %t | FileCheck %s --check-prefix=TABLES
// TABLES: tables: 11, errors: 0

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s4 = !qopt.q<#qopt.int<s4>, #qopt.tensor>
!c16 = !qopt.q<#qopt.int<s16, narrow>, #qopt.tensor>

// The first entries are sigmoid(-133 / 8) * 256 = 0, the last sigmoid(122 / 8) *
// 256 = 256, which saturates.
// CHECK-LABEL: func.func @sigmoid
// CHECK: %[[T:.*]] = qopt.constant dense<{{\[\[}}-128, -128, -128, {{.*}}, 127, 127, 127]]> : tensor<1x256xi8>
// CHECK: qopt.table %{{.*}}, %[[T]] : tensor<4xi8>, tensor<1x256xi8> -> tensor<4xi8>
func.func @sigmoid(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<5> : tensor<i32>
  %t = qopt.constant dense<0.00390625> : tensor<f32>
  %y = qopt.constant dense<-128> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary sigmoid %0 result(%t, %y) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// CHECK-LABEL: func.func @tanh_of_unsigned
// CHECK: qopt.table %{{.*}} : tensor<4xui8>, tensor<1x256xi8> -> tensor<4xi8>
func.func @tanh_of_unsigned(%c: tensor<4xui8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.0625> : tensor<f32>
  %z = qopt.constant dense<128> : tensor<i32>
  %t = qopt.constant dense<0.0078125> : tensor<f32>
  %y = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  %1 = qopt.unary tanh %0 result(%t, %y) : (tensor<4x!u8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

func.func @leaky_relu(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<10> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary leaky_relu %0 result(%t, %y) {alpha = 0.25 : f64} : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// exp(127) is beyond any code: 255.
func.func @exp_saturates(%c: tensor<4xi8>) -> tensor<4xui8> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary exp %0 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!u8>
  %2 = qopt.codes %1 : tensor<4x!u8> -> tensor<4xui8>
  return %2 : tensor<4xui8>
}

// The logarithm of a negative number is no number: the zero point. That of 0 is
// minus infinity: the smallest code.
func.func @log_of_negative(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.125> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.0625> : tensor<f32>
  %y = qopt.constant dense<7> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary log %0 result(%t, %y) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// A clamp that changes the scale is a table, too.
func.func @relu_to_other_scale(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<-128> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.unary relu %0 result(%t, %y) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// Codes of 4 bits are stored in 8: the table has an entry for each of the 256.
func.func @four_bits(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.5> : tensor<f32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s4>
  %1 = qopt.unary neg %0 result(%t, %z) : (tensor<4x!s4>, tensor<f32>, tensor<i32>) -> tensor<4x!s4>
  %2 = qopt.codes %1 : tensor<4x!s4> -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// A slope per channel (0.5 and -2, as codes of scale 0.25): a table for each.
// CHECK-LABEL: func.func @prelu
// CHECK: qopt.table %{{.*}} : tensor<4x2xi8>, tensor<2x256xi8> -> tensor<4x2xi8>
func.func @prelu(%c: tensor<4x2xi8>) -> tensor<4x2xi8> {
  %s = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<1> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %k = qopt.constant dense<[[2, -8]]> : tensor<1x2xi16>
  %0 = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!s8>
  %1 = qopt.assemble %k, %s, %y : tensor<1x2xi16>, tensor<f32>, tensor<i32> -> tensor<1x2x!c16>
  %2 = qopt.binary prelu %0, %1 result(%s, %z) : (tensor<4x2x!s8>, tensor<1x2x!c16>, tensor<f32>, tensor<i32>) -> tensor<4x2x!s8>
  %3 = qopt.codes %2 : tensor<4x2x!s8> -> tensor<4x2xi8>
  return %3 : tensor<4x2xi8>
}

func.func @divide(%c: tensor<4x2xi8>) -> tensor<4x2xi8> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %t = qopt.constant dense<0.125> : tensor<f32>
  %y = qopt.constant dense<3> : tensor<i32>
  %k = qopt.constant dense<4> : tensor<i16>
  %0 = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!s8>
  %1 = qopt.assemble %k, %s, %z : tensor<i16>, tensor<f32>, tensor<i32> -> tensor<!c16>
  %2 = qopt.binary div %0, %1 result(%t, %y) : (tensor<4x2x!s8>, tensor<!c16>, tensor<f32>, tensor<i32>) -> tensor<4x2x!s8>
  %3 = qopt.codes %2 : tensor<4x2x!s8> -> tensor<4x2xi8>
  return %3 : tensor<4x2xi8>
}

// Arithmetic with one constant number: also a table, exact to half a step.
func.func @multiply_by_scalar(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<2> : tensor<i32>
  %t = qopt.constant dense<1.0> : tensor<f32>
  %y = qopt.constant dense<0> : tensor<i32>
  %k = qopt.constant dense<6> : tensor<1xi16>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.assemble %k, %s, %y : tensor<1xi16>, tensor<f32>, tensor<i32> -> tensor<1x!c16>
  %2 = qopt.binary mul %0, %1 result(%t, %y) : (tensor<4x!s8>, tensor<1x!c16>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %3 = qopt.codes %2 : tensor<4x!s8> -> tensor<4xi8>
  return %3 : tensor<4xi8>
}

func.func @minimum_with_scalar(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<2> : tensor<i32>
  %k = qopt.constant dense<22> : tensor<i8>
  %0 = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.assemble %k, %s, %z : tensor<i8>, tensor<f32>, tensor<i32> -> tensor<!s8>
  %2 = qopt.binary min %0, %1 result(%s, %z) : (tensor<4x!s8>, tensor<!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %3 = qopt.codes %2 : tensor<4x!s8> -> tensor<4xi8>
  return %3 : tensor<4xi8>
}
