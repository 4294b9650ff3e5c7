// ONNX Clip: where the lower bound is above the upper one, every element becomes
// the upper one; so does the float form (Numerics' clip).
// RUN: qopt-opt %s --qopt-lower-to-integer -canonicalize | qopt-interpret | FileCheck %s
// CHECK: 2 2 2

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main() -> tensor<3xi8> {
  %d = qopt.constant dense<[-100, 3, 100]> : tensor<3xi8>
  %c = qopt.reshape %d : tensor<3xi8> -> tensor<3xi8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %x = qopt.assemble %c, %s, %z : tensor<3xi8>, tensor<f32>, tensor<i32> -> tensor<3x!s8>
  %0 = qopt.unary clip %x result(%s, %z) {alpha = 5.0 : f64, beta = 2.0 : f64} : (tensor<3x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x!s8>
  %1 = qopt.codes %0 : tensor<3x!s8> -> tensor<3xi8>
  return %1 : tensor<3xi8>
}
