// A pass that gives an error fails.
// RUN: not qopt-opt %s --qopt-fuse-qdq

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %s = qopt.constant dense<1.0e-6> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %c = qopt.constant dense<1> : tensor<1x1xi8>
  %b = qopt.constant dense<1.0> : tensor<1xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x1xf32>, tensor<f32>, tensor<i32> -> tensor<1x1x!s8>
  %w = qopt.assemble %c, %s, %z : tensor<1x1xi8>, tensor<f32>, tensor<i32> -> tensor<1x1x!s8>
  %0 = qopt.dequantize %q : tensor<1x1x!s8> -> tensor<1x1xf32>
  %1 = qopt.dequantize %w : tensor<1x1x!s8> -> tensor<1x1xf32>
  %2 = qopt.matmul %0, %1 bias %b : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %2 : tensor<1x1xf32>
}
