// Ops that move elements run on codes.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

// The pad value 1.5 is the code 1.5 / 0.5 + 3 = 6; -1000 saturates at 0.
// CHECK-LABEL: func.func @moves
// CHECK-NEXT: %[[P:.*]] = qopt.pad constant %{{.*}} low [0, 1] high [2, -1] value 6.000000e+00 : tensor<2x3xui8> -> tensor<4x3xui8>
// CHECK-NEXT: %[[V:.*]] = qopt.pad constant %[[P]] low [0, 0] high [0, 1] value 0.000000e+00 : tensor<4x3xui8> -> tensor<4x4xui8>
// CHECK-NEXT: %[[T:.*]] = qopt.transpose %[[V]] perm [1, 0] : tensor<4x4xui8> -> tensor<4x4xui8>
// CHECK-NEXT: %[[S:.*]] = qopt.slice %[[T]] from [3, 0] step [-1, 2] : tensor<4x4xui8> -> tensor<3x2xui8>
// CHECK-NEXT: %[[G:.*]] = qopt.gather %[[S]], %{{.*}} axis 0 : tensor<3x2xui8>, tensor<4xi64> -> tensor<4x2xui8>
// CHECK-NEXT: %[[R:.*]] = qopt.resize %[[G]] {axes = array<i64: 1>, {{.*}}} : (tensor<4x2xui8>) -> tensor<4x1xui8>
// CHECK-NEXT: %[[B:.*]] = qopt.broadcast %[[R]] : tensor<4x1xui8> -> tensor<4x2xui8>
// CHECK-NEXT: %[[F:.*]] = qopt.reshape %[[B]] : tensor<4x2xui8> -> tensor<8xui8>
// CHECK-NEXT: return %[[F]]
func.func @moves(%c: tensor<2x3xui8>, %i: tensor<4xi64>) -> tensor<8xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<2x3xui8>, tensor<f32>, tensor<i32> -> tensor<2x3x!u8>
  %1 = qopt.pad constant %0 low [0, 1] high [2, -1] value 1.5 : tensor<2x3x!u8> -> tensor<4x3x!u8>
  %2 = qopt.pad constant %1 low [0, 0] high [0, 1] value -1000.0 : tensor<4x3x!u8> -> tensor<4x4x!u8>
  %3 = qopt.transpose %2 perm [1, 0] : tensor<4x4x!u8> -> tensor<4x4x!u8>
  %4 = qopt.slice %3 from [3, 0] step [-1, 2] : tensor<4x4x!u8> -> tensor<3x2x!u8>
  %5 = qopt.gather %4, %i axis 0 : tensor<3x2x!u8>, tensor<4xi64> -> tensor<4x2x!u8>
  %6 = qopt.resize %5 {axes = array<i64: 1>, positions = [dense<1> : tensor<1x1xi64>], weights = [dense<1.0> : tensor<1x1xf32>]} : (tensor<4x2x!u8>) -> tensor<4x1x!u8>
  %7 = qopt.broadcast %6 : tensor<4x1x!u8> -> tensor<4x2x!u8>
  %8 = qopt.reshape %7 : tensor<4x2x!u8> -> tensor<8x!u8>
  %9 = qopt.codes %8 : tensor<8x!u8> -> tensor<8xui8>
  return %9 : tensor<8xui8>
}

// A concatenation has its first input's parameters; others are rescaled to them,
// here by 0.25 / 0.5 = 2^30 * 2^-31.
// CHECK-LABEL: func.func @concat
// CHECK-SAME: %[[A:.*]]: tensor<4xi8>, %[[B:.*]]: tensor<2xi8>
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1073741824> : tensor<1xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<31> : tensor<1xi8>
// CHECK: %[[R:.*]] = qopt.rescale %[[B]] by %[[M]], %[[T]] rounding single {hi = 127 : i64, in_zp = -1 : i64, lo = -128 : i64, out_zp = 3 : i64}
// CHECK-NEXT: %[[C:.*]] = qopt.concat %[[A]], %[[R]], %[[A]] axis 0 : (tensor<4xi8>, tensor<2xi8>, tensor<4xi8>) -> tensor<10xi8>
// CHECK-NEXT: return %[[C]]
func.func @concat(%c: tensor<4xi8>, %d: tensor<2xi8>) -> tensor<10xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<-1> : tensor<i32>
  %a = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %b = qopt.assemble %d, %t, %y : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %0 = qopt.concat %a, %b, %a axis 0 : (tensor<4x!s8>, tensor<2x!s8>, tensor<4x!s8>) -> tensor<10x!s8>
  %1 = qopt.codes %0 : tensor<10x!s8> -> tensor<10xi8>
  return %1 : tensor<10xi8>
}
