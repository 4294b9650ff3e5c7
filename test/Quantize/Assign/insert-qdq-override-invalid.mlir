// A filter format for a node that has no constant filter changes nothing: the user
// must hear of it, as of a misspelt name.
// RUN: not qopt-opt %s --qopt-insert-qdq=override=act=s4

func.func @main(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 15.0]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("act")
  return %0 : tensor<4xf32>
}
