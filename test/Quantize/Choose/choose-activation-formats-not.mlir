// Without a histogram there is nothing to choose from; what was chosen before stays.
// RUN: qopt-opt %s --qopt-choose-activation-formats > %t
// RUN: qopt-opt %s | diff - %t

func.func @main(%x: tensor<4xf32> {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary exp %0 {qopt.format = #qopt.int<u8>, qopt.histogram = {exponent = 0 : i64, extremes = array<f32: 0.0, 0.0>, negative = array<i64>, positive = array<i64>, zeros = 7 : i64}, qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
