// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-verify-quantized -verify-diagnostics

func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected node 'qopt.unary' to be quantized or kept in float by request, got float qopt.unary}}
  %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
