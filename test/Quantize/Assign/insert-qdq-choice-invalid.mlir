// Integer products have one scale per output channel of a filter, or one for all.
// RUN: qopt-opt %s --qopt-insert-qdq -split-input-file -verify-diagnostics

func.func @groups(%x: tensor<1x4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<4x2xf32>
  // expected-error @below {{expected one scale per tensor or output channel (axis 1) for the filter of node 'qopt.matmul' beside quantized activations, got #qopt.group<0, 2>}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[0.0, 15.0]> : tensor<2xf32>, qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.group<0, 2>>} : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

func.func @rows(%x: tensor<1x4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<4x2xf32>
  // expected-error @below {{expected one scale per tensor or output channel (axis 1) for the filter of node 'qopt.matmul' beside quantized activations, got #qopt.channel<0>}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[0.0, 15.0]> : tensor<2xf32>, qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.channel<0>>} : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

func.func @broken(%x: tensor<1x4xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<4x2xf32>
  // expected-error @below {{expected qopt.filter_type to be a !qopt.q type in node 'qopt.matmul', got i8}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[0.0, 15.0]> : tensor<2xf32>, qopt.filter_type = i8} : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}
