// Formats that have integers excuse nobody.
// RUN: qopt-opt %s --qopt-verify-quantized -verify-diagnostics -split-input-file

!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>

func.func @flint(%q: tensor<4x!flint>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x!flint> {
  %0 = qopt.dequantize %q : tensor<4x!flint> -> tensor<4xf32>
  // expected-error @+1 {{expected node 'qopt.unary' to be quantized or kept in float by request, got float qopt.unary}}
  %1 = qopt.unary exp %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!flint>
  return %2 : tensor<4x!flint>
}

// -----

!flint = !qopt.q<#qopt.flint<s4>, #qopt.tensor>
!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

// Sums of integers are integers, whatever becomes of them; and weight-only form is
// for formats that need it.
func.func @linear(%q: tensor<2x2x!flint>, %w: tensor<2x2x!flint>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<2x2x!e4m3> {
  %0 = qopt.dequantize %q : tensor<2x2x!flint> -> tensor<2x2xf32>
  // expected-error @+1 {{expected node 'qopt.matmul' to be quantized or kept in float by request, got float qopt.matmul}}
  %1 = qopt.matmul %0, %w : (tensor<2x2xf32>, tensor<2x2x!flint>) -> tensor<2x2xf32>
  %2 = qopt.quantize %1, %s, %z rounding nearest_even : tensor<2x2xf32>, tensor<f32>, tensor<i32> -> tensor<2x2x!e4m3>
  return %2 : tensor<2x2x!e4m3>
}

// -----

!e4m3 = !qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>

// A format before or behind another op is no reason.
func.func @far(%q: tensor<4x!e4m3>) -> tensor<4xf32> {
  %0 = qopt.dequantize %q : tensor<4x!e4m3> -> tensor<4xf32>
  %1 = qopt.unary exp %0 : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{expected node 'qopt.unary' to be quantized or kept in float by request, got float qopt.unary}}
  %2 = qopt.unary exp %1 : (tensor<4xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
