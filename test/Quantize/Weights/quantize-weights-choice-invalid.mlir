// Attributes that are no choice for the filter.
// RUN: qopt-opt %s --qopt-quantize-weights -split-input-file -verify-diagnostics

func.func @no_type(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected qopt.filter_type to be a !qopt.q type in node 'qopt.matmul', got f32}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = f32} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @only_scales(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected qopt.filter_type to be a !qopt.q type in node 'qopt.matmul', got <<NULL ATTRIBUTE>>}}
  %0 = qopt.matmul %x, %w {qopt.filter_scales = dense<1.0> : tensor<f32>} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @axis(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected a granularity of the filter in node 'qopt.matmul', got #qopt.channel<2>}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.channel<2>>} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @token(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected a granularity of the filter in node 'qopt.matmul', got #qopt.token}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.token>} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @shape(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected qopt.filter_scales of the type that the granularity asks for in node 'qopt.matmul', got 'tensor<2xf32>' instead of 'tensor<1xf32>'}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.channel<1>>, qopt.filter_scales = dense<1.0> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @scales(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected qopt.filter_scales of the type that the granularity asks for in node 'qopt.matmul', got 1 : i64}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.channel<1>>, qopt.filter_scales = 1 : i64} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

func.func @zero(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // expected-error @below {{expected scales that are normal positive numbers in node 'qopt.matmul', got 0.000000e+00}}
  %0 = qopt.matmul %x, %w {qopt.filter_type = !qopt.q<#qopt.nf4, #qopt.channel<1>>, qopt.filter_scales = dense<0.0> : tensor<1xf32>} : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}
