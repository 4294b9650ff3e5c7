// Clamps, addition, multiplication, maximum; tables are in lower-to-integer-tables.mlir.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize -cse | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s16 = !qopt.q<#qopt.int<s16>, #qopt.tensor>

// relu with the parameters of its input is a clamp at the code of 0, which is
// the zero point; the rescale before does it. clip at [-1, 6] with scale 0.5 and
// zero point -4: codes -4 - 2 = -6 and -4 + 12 = 8.
// CHECK-LABEL: func.func @clamp_merges
// CHECK: %[[R:.*]] = qopt.rescale %{{.*}} rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -4 : i64, out_zp = -4 : i64}
// CHECK-NEXT: %[[C:.*]] = qopt.rescale %{{.*}} rounding single {hi = 8 : i64, in_zp = 0 : i64, lo = -6 : i64, out_zp = -4 : i64}
// CHECK-NEXT: return %[[R]], %[[C]]
func.func @clamp_merges(%c: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<-4> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %t, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.unary relu %1 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %3 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %4 = qopt.unary clip %3 result(%s, %z) {alpha = -1.0 : f64, beta = 6.0 : f64} : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %5 = qopt.codes %2 : tensor<4x!s8> -> tensor<4xi8>
  %6 = qopt.codes %4 : tensor<4x!s8> -> tensor<4xi8>
  return %5, %6 : tensor<4xi8>, tensor<4xi8>
}

// The unclamped value has another reader: the clamp stays its own, as a maximum
// and, where the bound is below 127, a minimum.
// CHECK-LABEL: func.func @clamp_does_not_merge
// CHECK-DAG: %[[LO:.*]] = qopt.constant dense<-4> : tensor<i8>
// CHECK-DAG: %[[CLO:.*]] = qopt.constant dense<-6> : tensor<i8>
// CHECK-DAG: %[[CHI:.*]] = qopt.constant dense<8> : tensor<i8>
// CHECK: %[[X:.*]] = qopt.rescale %{{.*}} rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -4 : i64}
// CHECK-NEXT: %[[R:.*]] = qopt.binary max %[[X]], %[[LO]] : (tensor<4xi8>, tensor<i8>) -> tensor<4xi8>
// CHECK-NEXT: %[[M:.*]] = qopt.binary max %[[X]], %[[CLO]]
// CHECK-NEXT: %[[C:.*]] = qopt.binary min %[[M]], %[[CHI]]
// CHECK-NEXT: return %[[R]], %[[C]]
func.func @clamp_does_not_merge(%c: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<-4> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %t, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.unary relu %1 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %3 = qopt.unary clip %1 result(%s, %z) {alpha = -1.0 : f64, beta = 6.0 : f64} : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %4 = qopt.codes %2 : tensor<4x!s8> -> tensor<4xi8>
  %5 = qopt.codes %3 : tensor<4x!s8> -> tensor<4xi8>
  return %4, %5 : tensor<4xi8>, tensor<4xi8>
}

// Behind anything but a rescale there is nothing to merge into.
// CHECK-LABEL: func.func @clamp_of_a_move
// CHECK: qopt.reshape
// CHECK-NEXT: qopt.binary max
func.func @clamp_of_a_move(%c: tensor<4xui8>) -> tensor<2x2xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<100> : tensor<i32>
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  %1 = qopt.reshape %0 : tensor<4x!u8> -> tensor<2x2x!u8>
  %2 = qopt.unary relu %1 result(%s, %z) : (tensor<2x2x!u8>, tensor<f32>, tensor<i32>) -> tensor<2x2x!u8>
  %3 = qopt.codes %2 : tensor<2x2x!u8> -> tensor<2x2xui8>
  return %3 : tensor<2x2xui8>
}

// Two clamps in a row tighten one rescale: [-4, 127], then [-4, 8].
// CHECK-LABEL: func.func @clamps_merge_twice
// CHECK: qopt.rescale %{{.*}} {hi = 8 : i64, in_zp = 0 : i64, lo = -4 : i64, out_zp = -4 : i64}
// CHECK-NEXT: return
func.func @clamps_merge_twice(%c: tensor<4xi8>) -> tensor<4xi8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<-4> : tensor<i32>
  %y = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %t, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!s8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %2 = qopt.unary relu %1 result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %3 = qopt.unary clip %2 result(%s, %z) {alpha = -1.0 : f64, beta = 6.0 : f64} : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %4 = qopt.codes %3 : tensor<4x!s8> -> tensor<4xi8>
  return %4 : tensor<4xi8>
}

// s1 = f32(0.1), s2 = 0.25, so = f32(0.2); both to 0.5 / 2^20:
//   s1 / 0.5 = 0.2 = 1717986944 * 2^-33, shifted left by 20: 2^-13
//   s2 / 0.5 = 0.5 = 2^30 * 2^-31 -> 2^-11
//   0.5 / (2^20 * so) = 2.5 * 2^-20 = 1342177260 * 2^-49 (f32(0.2) is a bit above 0.2)
// CHECK-LABEL: func.func @add
// CHECK-SAME: %[[A:.*]]: tensor<4x2xi8>, %[[B:.*]]: tensor<2xui8>
// CHECK-DAG: %[[M1:.*]] = qopt.constant dense<1717986944> : tensor<1xi32>
// CHECK-DAG: %[[T1:.*]] = qopt.constant dense<13> : tensor<1xi8>
// CHECK-DAG: %[[M2:.*]] = qopt.constant dense<1073741824> : tensor<1xi32>
// CHECK-DAG: %[[T2:.*]] = qopt.constant dense<11> : tensor<1xi8>
// CHECK-DAG: %[[M3:.*]] = qopt.constant dense<1342177260> : tensor<1xi32>
// CHECK-DAG: %[[T3:.*]] = qopt.constant dense<49> : tensor<1xi8>
// CHECK: %[[X:.*]] = qopt.rescale %[[A]] by %[[M1]], %[[T1]] rounding single {hi = 2147483647 : i64, in_zp = 3 : i64, lo = -2147483648 : i64, out_zp = 0 : i64} : tensor<4x2xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4x2xi32>
// CHECK: %[[Y:.*]] = qopt.rescale %[[B]] by %[[M2]], %[[T2]] rounding single {hi = 2147483647 : i64, in_zp = 128 : i64, lo = -2147483648 : i64, out_zp = 0 : i64} : tensor<2xui8>, tensor<1xi32>, tensor<1xi8> -> tensor<2xi32>
// CHECK: %[[S:.*]] = qopt.binary add %[[X]], %[[Y]] : (tensor<4x2xi32>, tensor<2xi32>) -> tensor<4x2xi32>
// CHECK: %[[R:.*]] = qopt.rescale %[[S]] by %[[M3]], %[[T3]] rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -5 : i64} : tensor<4x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<4x2xi8>
// CHECK: qopt.binary sub %[[X]], %[[Y]]
func.func @add(%c: tensor<4x2xi8>, %d: tensor<2xui8>) -> (tensor<4x2xi8>, tensor<4x2xi8>) {
  %s1 = qopt.constant dense<0.1> : tensor<f32>
  %z1 = qopt.constant dense<3> : tensor<i32>
  %s2 = qopt.constant dense<0.25> : tensor<f32>
  %z2 = qopt.constant dense<128> : tensor<i32>
  %so = qopt.constant dense<0.2> : tensor<f32>
  %zo = qopt.constant dense<-5> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z1 : tensor<4x2xi8>, tensor<f32>, tensor<i32> -> tensor<4x2x!s8>
  %b = qopt.assemble %d, %s2, %z2 : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u8>
  %0 = qopt.binary add %a, %b result(%so, %zo) : (tensor<4x2x!s8>, tensor<2x!u8>, tensor<f32>, tensor<i32>) -> tensor<4x2x!s8>
  %1 = qopt.codes %0 : tensor<4x2x!s8> -> tensor<4x2xi8>
  %2 = qopt.binary sub %a, %b result(%so, %zo) : (tensor<4x2x!s8>, tensor<2x!u8>, tensor<f32>, tensor<i32>) -> tensor<4x2x!s8>
  %3 = qopt.codes %2 : tensor<4x2x!s8> -> tensor<4x2xi8>
  return %1, %3 : tensor<4x2xi8>, tensor<4x2xi8>
}

// A 16-bit member leaves 15 bits for the left shift: 0.2 -> 2^-(33 - 15), 0.5 ->
// 2^-(31 - 15), and 0.5 / (2^15 * 0.2) -> 2^-(49 - 5).
// CHECK-LABEL: func.func @add_16_bits
// CHECK-DAG: qopt.constant dense<18> : tensor<1xi8>
// CHECK-DAG: qopt.constant dense<16> : tensor<1xi8>
// CHECK-DAG: qopt.constant dense<44> : tensor<1xi8>
func.func @add_16_bits(%c: tensor<4xi8>, %d: tensor<4xi16>) -> tensor<4xi8> {
  %s1 = qopt.constant dense<0.1> : tensor<f32>
  %s2 = qopt.constant dense<0.25> : tensor<f32>
  %so = qopt.constant dense<0.2> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %b = qopt.assemble %d, %s2, %z : tensor<4xi16>, tensor<f32>, tensor<i32> -> tensor<4x!s16>
  %0 = qopt.binary add %a, %b result(%so, %z) : (tensor<4x!s8>, tensor<4x!s16>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// f32(0.1) * f32(0.02) / f32(0.03) = 0.0667 = 1145324629 * 2^-34.
// CHECK-LABEL: func.func @mul
// CHECK-DAG: %[[Z1:.*]] = qopt.constant dense<3> : tensor<i32>
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1145324629> : tensor<1xi32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<34> : tensor<1xi8>
// CHECK: %[[A:.*]] = qopt.cast %{{.*}} : tensor<4xi8> -> tensor<4xi32>
// CHECK: %[[X:.*]] = qopt.binary sub %[[A]], %[[Z1]]
// CHECK: %[[Y:.*]] = qopt.cast %{{.*}} : tensor<1xui8> -> tensor<1xi32>
// CHECK: %[[P:.*]] = qopt.binary mul %[[X]], %[[Y]] : (tensor<4xi32>, tensor<1xi32>) -> tensor<4xi32>
// CHECK: qopt.rescale %[[P]] by %[[M]], %[[T]] rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -5 : i64}
func.func @mul(%c: tensor<4xi8>, %d: tensor<1xui8>) -> tensor<4xi8> {
  %s1 = qopt.constant dense<0.1> : tensor<f32>
  %z1 = qopt.constant dense<3> : tensor<i32>
  %s2 = qopt.constant dense<0.02> : tensor<f32>
  %z2 = qopt.constant dense<0> : tensor<i32>
  %so = qopt.constant dense<0.03> : tensor<f32>
  %zo = qopt.constant dense<-5> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z1 : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %b = qopt.assemble %d, %s2, %z2 : tensor<1xui8>, tensor<f32>, tensor<i32> -> tensor<1x!u8>
  %0 = qopt.binary mul %a, %b result(%so, %zo) : (tensor<4x!s8>, tensor<1x!u8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %1 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// Maximum and minimum compare codes; an operand of another scale is rescaled.
// CHECK-LABEL: func.func @maximum
// CHECK-SAME: %[[A:.*]]: tensor<4xi8>, %[[B:.*]]: tensor<4xi8>
// CHECK: %[[R:.*]] = qopt.rescale %[[B]] by %{{.*}} {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = 3 : i64}
// CHECK: qopt.binary max %[[A]], %[[R]] : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
// CHECK: qopt.binary min %[[A]], %[[A]]
func.func @maximum(%c: tensor<4xi8>, %d: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>) {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %t = qopt.constant dense<0.25> : tensor<f32>
  %y = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %b = qopt.assemble %d, %t, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %0 = qopt.binary max %a, %b result(%s, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %1 = qopt.binary min %a, %a result(%s, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  %2 = qopt.codes %0 : tensor<4x!s8> -> tensor<4xi8>
  %3 = qopt.codes %1 : tensor<4x!s8> -> tensor<4xi8>
  return %2, %3 : tensor<4xi8>, tensor<4xi8>
}
