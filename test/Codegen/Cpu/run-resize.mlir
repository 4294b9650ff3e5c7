// Interpolation: one axis after the other, or the product of both.
// RUN: qopt-compare %s
module @linear {
  func.func @main(%x: tensor<1x2x3x4xf32>) -> tensor<1x4x5x4xf32> {
    %a = qopt.resize %x {axes = array<i64: 1, 2>, positions = [dense<[[0, 1], [0, 1], [0, 1], [1, 1]]> : tensor<4x2xi64>, dense<[[0, 1], [0, 1], [1, 2], [1, 2], [2, 2]]> : tensor<5x2xi64>], weights = [dense<[[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.5, 0.5]]> : tensor<4x2xf32>, dense<[[1.0, 0.0], [0.4, 0.6], [0.8, 0.2], [0.2, 0.8], [1.0, 0.0]]> : tensor<5x2xf32>]} : (tensor<1x2x3x4xf32>) -> tensor<1x4x5x4xf32>
    return %a : tensor<1x4x5x4xf32>
  }
}
// -----
module @extrapolates {
  func.func @main(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x2x4xf32> {
    %a = qopt.resize %x {axes = array<i64: 2>, positions = [dense<[[0], [2]]> : tensor<2x1xi64>], weights = [dense<[[1.0], [0.0]]> : tensor<2x1xf32>]} : (tensor<1x2x3x4xf32>) -> tensor<1x2x2x4xf32>
    return %a : tensor<1x2x2x4xf32>
  }
}
