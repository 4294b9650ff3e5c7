// A softmax keeps its power-of-two scale where a concatenation joins it with
// values of another range; it is requantized for the concatenation.
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline

func.func @main(%x: tensor<1x4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<1x8xf32> {
  %0 = qopt.unary neg %x {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = qopt.softmax %x axis 1 {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = qopt.concat %1, %0 axis 1 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  return %2 : tensor<1x8xf32>
}
