// Double rounding of an addition, as TFLite's kernel (Numerics quantizedAdd) does
// it: the codes are shifted left by 20 before they are multiplied, so that the
// first rounding, at 31 bits, takes part. s1 = 2^-8, s2 = f32(0.040625), so = 2^-6,
// all zero points 0, codes -50 and -30; with T = 2 * s2:
//   s1 / T = m1 * 2^-35, s2 / T = 2^30 * 2^-31, T / (2^20 * so) = mo * 2^-48
//   MBQM(-50 << 20) + MBQM(-30 << 20) = -18249256, MBQM of that = -91
// (a single rounding of the first two gives -18249255 and -90).
// RUN: qopt-opt %s --qopt-lower-to-integer=rounding=double -canonicalize | qopt-interpret | FileCheck %s
// CHECK: -91

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main() -> tensor<1xi8> {
  %c0 = qopt.constant dense<-50> : tensor<1xi8>
  %d0 = qopt.constant dense<-30> : tensor<1xi8>
  %c = qopt.reshape %c0 : tensor<1xi8> -> tensor<1xi8>
  %d = qopt.reshape %d0 : tensor<1xi8> -> tensor<1xi8>
  %s1 = qopt.constant dense<0.00390625> : tensor<f32>
  %s2 = qopt.constant dense<0.04062499850988388> : tensor<f32>
  %so = qopt.constant dense<0.015625> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %a = qopt.assemble %c, %s1, %z : tensor<1xi8>, tensor<f32>, tensor<i32> -> tensor<1x!s8>
  %b = qopt.assemble %d, %s2, %z : tensor<1xi8>, tensor<f32>, tensor<i32> -> tensor<1x!s8>
  %0 = qopt.binary add %a, %b result(%so, %z) : (tensor<1x!s8>, tensor<1x!s8>, tensor<f32>, tensor<i32>) -> tensor<1x!s8>
  %1 = qopt.codes %0 : tensor<1x!s8> -> tensor<1xi8>
  return %1 : tensor<1xi8>
}
