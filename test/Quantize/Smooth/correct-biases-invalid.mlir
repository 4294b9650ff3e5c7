// RUN: not qopt-opt %s --split-input-file --qopt-correct-biases 2>&1 | FileCheck %s

func.func @no_statistics(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %w = qopt.constant dense<[[1.25], [3.0]]> : tensor<2x1xf32>
  // CHECK: expected statistics by channel (qopt.channels) of 'input 0', which 'linear' reads, got none: calibrate with the recipe that corrects biases
  %0 = qopt.matmul %x, %w {qopt.filter_scales = dense<1.0> : tensor<f32>, qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.tensor>} : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32> loc("linear")
  return %0 : tensor<4x1xf32>
}

// -----

func.func @no_scales(%x: tensor<4x2xf32>) -> tensor<4x1xf32> {
  %w = qopt.constant dense<[[1.25], [3.0]]> : tensor<2x1xf32>
  // CHECK: expected qopt.filter_scales, one per slot, in node 'linear', got a choice without
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.int<s4, narrow>, #qopt.tensor>} : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32> loc("linear")
  return %0 : tensor<4x1xf32>
}
