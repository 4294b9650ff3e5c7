// A range of another element type is no range; its bytes must not be read as f32.
// RUN: not qopt-opt %s --qopt-insert-qdq

func.func @main(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf64>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 15.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
