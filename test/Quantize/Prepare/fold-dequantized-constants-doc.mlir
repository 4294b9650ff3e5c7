// The example of the pass' description, executed: (4 - 2) * 0.25 = 0.5 and
// (-2 - 2) * 0.25 = -1.
// RUN: qopt-opt %s --qopt-fold-dequantized-constants | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc() -> tensor<2xf32> {
  %c = qopt.constant dense<[4, -2]> : tensor<2xi8>
  %s = qopt.constant dense<0.25> : tensor<f32>
  %z = qopt.constant dense<2> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> -> tensor<2x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %w = qopt.dequantize %q : tensor<2x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<2xf32>
  // CHECK: %[[w:.*]] = qopt.constant dense<[5.000000e-01, -1.000000e+00]> : tensor<2xf32>
  // CHECK-NEXT: return %[[w]]
  return %w : tensor<2xf32>
}
