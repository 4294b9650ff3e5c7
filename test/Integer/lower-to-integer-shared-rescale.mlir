// The second requantize is none, so its value is the first one's rescale; a clamp
// that only it feeds must not change what the first one's other reader sees.
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | qopt-interpret | FileCheck %s
// CHECK: 0 10
// CHECK: -6 10

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main() -> (tensor<2xi8>, tensor<2xi8>) {
  %d = qopt.constant dense<[-3, 5]> : tensor<2xi8>
  %c = qopt.reshape %d : tensor<2xi8> -> tensor<2xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %t = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %0 = qopt.requantize %x, %t, %z rounding nearest_even : tensor<2x!s8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %1 = qopt.requantize %0, %t, %z rounding nearest_even : tensor<2x!s8>, tensor<f32>, tensor<i32> -> tensor<2x!s8>
  %2 = qopt.unary relu %1 result(%t, %z) : (tensor<2x!s8>, tensor<f32>, tensor<i32>) -> tensor<2x!s8>
  %3 = qopt.codes %2 : tensor<2x!s8> -> tensor<2xi8>
  %4 = qopt.codes %0 : tensor<2x!s8> -> tensor<2xi8>
  return %3, %4 : tensor<2xi8>, tensor<2xi8>
}
