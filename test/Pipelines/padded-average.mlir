// An average over padding (ONNX count_include_pad = 1) quantizes and lowers: it is
// a pad by the zero point and an average without padding.
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline

func.func @main(%x: tensor<1x6x6x4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<1x3x3x4xf32> {
  %0 = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad, qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>} : (tensor<1x6x6x4xf32>) -> tensor<1x3x3x4xf32>
  return %0 : tensor<1x3x3x4xf32>
}
