// The example of the pass' description, executed: codes of scale 0.5 and zero
// point 3 become codes of scale 0.25 and zero point 0. The factor is 2 =
// 2^30 * 2^-29.
// RUN: qopt-opt %s --qopt-lower-to-integer | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[c:.*]]: tensor<4xi8>
func.func @doc(%c: tensor<4xi8>) -> tensor<4xi8> {
  %h = qopt.constant dense<0.5> : tensor<f32>
  %y = qopt.constant dense<3> : tensor<i32>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %0 = qopt.assemble %c, %h, %y : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %1 = qopt.requantize %0, %s, %z rounding nearest_even : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %2 = qopt.codes %1 : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xi8>
  // CHECK: %[[m:.*]] = qopt.constant dense<1073741824> : tensor<1xi32>
  // CHECK-NEXT: %[[t:.*]] = qopt.constant dense<29> : tensor<1xi8>
  // CHECK-NEXT: %[[r:.*]] = qopt.rescale %[[c]] by %[[m]], %[[t]] rounding single {hi = 127 : i64, in_zp = 3 : i64, lo = -128 : i64, out_zp = 0 : i64} : tensor<4xi8>, tensor<1xi32>, tensor<1xi8> -> tensor<4xi8>
  // CHECK-NEXT: return %[[r]]
  return %2 : tensor<4xi8>
}
