// RUN: qopt-opt %s | qopt-opt | FileCheck %s
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | FileCheck %s

// CHECK: !q_s8_ = !qopt.q<#qopt.int<s8>, #qopt.tensor>
// CHECK-LABEL: func.func @border
func.func @border(%x: tensor<1x4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<1x4xf32> {
  // CHECK: qopt.quantize %{{.*}}, %{{.*}}, %{{.*}} rounding nearest_even : tensor<1x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x!q_s8_>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  // CHECK: qopt.dequantize %{{.*}} : tensor<1x4x!q_s8_> -> tensor<1x4xf32>
  %y = qopt.dequantize %q : tensor<1x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}
