// What has no quantized type stays as it is.
// RUN: qopt-opt %s > %t.in
// RUN: qopt-opt %s --qopt-import-quant-types | diff %t.in -

func.func @float(%x: tensor<4xf32>, %c: tensor<4xi8>) -> tensor<4xf32> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4xi8>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %y = qopt.dequantize %q : tensor<4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<4xf32>
  %r = arith.addf %x, %y : tensor<4xf32>
  return %r : tensor<4xf32>
}
