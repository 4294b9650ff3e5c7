// A model without attention has nothing to remember, and keys and values that are
// codes are remembered as they are.
// RUN: qopt-opt %s > %t && qopt-opt %s --qopt-quantize-kv-cache | diff %t -

func.func @bigrams(%ids: tensor<1x4xi64>) -> tensor<1x4x7xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x7xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x7xf32>, tensor<1x4xi64> -> tensor<1x4x7xf32>
  return %x : tensor<1x4x7xf32>
}

func.func @quantized_already(%ids: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x8xf32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<5x8xf32>, tensor<3xi64> -> tensor<3x8xf32>
  %x = qopt.reshape %x0 : tensor<3x8xf32> -> tensor<3x2x4xf32>
  %q = qopt.transpose %x perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %sc = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %k1 = qopt.unary tanh %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %kq = qopt.quantize %k1, %sc, %z rounding nearest_even : tensor<3x2x4xf32>, tensor<f32>, tensor<i32> -> tensor<3x2x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
  %k0 = qopt.dequantize %kq : tensor<3x2x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<3x2x4xf32>
  %k = qopt.transpose %k0 perm [1, 2, 0] : tensor<3x2x4xf32> -> tensor<2x4x3xf32>
  %s = qopt.matmul %q, %k : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0]]> : tensor<3x3xf32>
  %t = qopt.binary add %s, %m : (tensor<2x3x3xf32>, tensor<3x3xf32>) -> tensor<2x3x3xf32>
  %w = qopt.softmax %t axis 2 : (tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %v = qopt.transpose %k0 perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %y = qopt.matmul %w, %v : (tensor<2x3x3xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

