// What cannot be quantized is an error that names it.
// RUN: qopt-opt %s --qopt-insert-qdq -verify-diagnostics -split-input-file

// All nodes without an integer form, in one error.
// expected-error-re @+1 {{expected only nodes with an integer form, or nodes kept in float by request (recipe entries float_nodes, float_kinds), got:{{.*}}'power': binary pow has no integer form{{.*}}'slope': prelu with a slope that is not constant has no integer form{{.*}}'ratio': division by a value that is not constant has no integer form{{.*}}'product': reduce prod has no integer form{{.*}}'zoom': interpolating resize has no integer form}}
func.func @no_integer_form(%x: tensor<1x2xf32>, %y: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %0 = qopt.binary pow %x, %y : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("power")
  %1 = qopt.binary prelu %0, %y : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("slope")
  %2 = qopt.binary div %1, %y : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("ratio")
  %3 = qopt.reduce prod %2 {axes = array<i64: 1>} : (tensor<1x2xf32>) -> tensor<1x1xf32> loc("product")
  %4 = qopt.resize %3 {axes = array<i64: 1>, positions = [dense<0> : tensor<1x2xi64>], weights = [dense<0.5> : tensor<1x2xf32>]} : (tensor<1x1xf32>) -> tensor<1x1xf32> loc("zoom")
  return %4 : tensor<1x1xf32>
}

// -----

// An imported QDQ graph is quantized by its author; qopt-fuse-qdq takes it on.
!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// expected-error @+1 {{'qopt.dequantize': qopt.dequantize has no integer form}}
func.func @already_quantized(%q: tensor<4x!s8>) -> tensor<4xf32> {
  %0 = qopt.dequantize %q : tensor<4x!s8> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @no_range(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  // expected-error @unknown {{expected a calibrated range for node 'e' or a value that shares its scale, got none}}
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}

// -----

func.func @range_of_three(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  // expected-error @unknown {{expected a calibrated range for node 'three' or a value that shares its scale, got none}}
  %0 = qopt.unary exp %x {qopt.range = dense<[-1.0, 0.0, 1.0]> : tensor<3xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("three")
  return %0 : tensor<4xf32>
}

// -----

func.func @infinite_range(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  // expected-error @unknown {{expected a finite calibrated range for node 'e', got [0.000000e+00, INF]}}
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 0x7F800000]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}

// -----

func.func @filter_with_nan(%x: tensor<1x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 0x7FC00000]]> : tensor<1x2xf32>
  // expected-error @unknown {{expected finite constants in node 'fc', got a range of [nan, nan]}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("fc")
  return %0 : tensor<1x2xf32>
}

// -----

func.func @filter_with_infinity(%x: tensor<1x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 0xFF800000]]> : tensor<1x2xf32>
  // expected-error @unknown {{expected finite constants in node 'fc', got a range of [-INF, 0.000000e+00]}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("fc")
  return %0 : tensor<1x2xf32>
}

// -----

func.func @sparse_filter(%x: tensor<1x1xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant sparse<[[0, 1]], [1.0]> : tensor<1x2xf32>
  // expected-error @unknown {{expected a dense f32 constant operand in node 'fc', got 'tensor<1x2xf32>'}}
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32> loc("fc")
  return %0 : tensor<1x2xf32>
}
