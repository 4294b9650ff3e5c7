// A layer that stays float without a request; all of them are reported.
// RUN: qopt-opt %s --qopt-verify-quantized -verify-diagnostics

func.func @main(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // expected-error @unknown {{expected node 'act' to be quantized or kept in float by request, got float qopt.unary}}
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("act")
  // expected-error @+1 {{expected node 'qopt.binary' to be quantized or kept in float by request, got float qopt.binary}}
  %1 = qopt.binary add %0, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // expected-error @+1 {{expected node 'qopt.cast' to be quantized or kept in float by request, got float qopt.cast}}
  %2 = qopt.cast %i : tensor<4xi32> -> tensor<4xf32>
  return %1, %2 : tensor<4xf32>, tensor<4xf32>
}
