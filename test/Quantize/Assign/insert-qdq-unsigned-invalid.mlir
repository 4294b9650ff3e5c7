// A format without negative values, and without a zero point to shift them.
// RUN: qopt-opt %s --qopt-insert-qdq="activations=flint<u4>" -verify-diagnostics

func.func @negative(%x: tensor<4xf32> {qopt.range = dense<[0.0, 2.0]> : tensor<2xf32>}) -> tensor<4xf32> {
  // expected-error @+1 {{expected a format with negative values for node 'qopt.unary', whose range is [-1.000000e+00, 1.000000e+00], got #qopt.flint<u4>}}
  %0 = qopt.unary sin %x {qopt.range = dense<[-1.0, 1.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
