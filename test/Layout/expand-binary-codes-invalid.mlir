// What binary codes cannot be expanded in.
// RUN: qopt-opt %s --qopt-expand-binary-codes -verify-diagnostics -split-input-file

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @argument(%q: tensor<4x!planes>) -> tensor<4xf32> {
  // expected-error @+1 {{expected node 'qopt.dequantize' to read binary codes made in its function, got those of an argument or a call}}
  %0 = qopt.dequantize %q : tensor<4x!planes> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @result(%x: tensor<4xf32>, %s: tensor<2xf32>, %z: tensor<i32>) -> tensor<4x!planes> {
  %0 = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<2xf32>, tensor<i32> -> tensor<4x!planes>
  // expected-error @+1 {{expected node 'func.return' to quantize, to dequantize, to move or to multiply floats by binary codes, got func.return}}
  return %0 : tensor<4x!planes>
}

// -----

!planes = !qopt.q<#qopt.bcq<2>, #qopt.tensor>

func.func @kinds_of_zero_points(%c: tensor<4xui8>, %s: tensor<2xf32>, %z: tensor<i32>, %f: tensor<f32>) -> tensor<8xf32> {
  %0 = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<2xf32>, tensor<i32> -> tensor<4x!planes>
  %1 = qopt.assemble %c, %s, %f : tensor<4xui8>, tensor<2xf32>, tensor<f32> -> tensor<4x!planes>
  // expected-error @+1 {{expected binary codes with zero points of one type in node 'qopt.concat', got i32 and f32}}
  %2 = qopt.concat %0, %1 axis 0 : (tensor<4x!planes>, tensor<4x!planes>) -> tensor<8x!planes>
  %3 = qopt.dequantize %2 : tensor<8x!planes> -> tensor<8xf32>
  return %3 : tensor<8xf32>
}

// -----

func.func @run_time_codes(%x: tensor<2x4xi8>, %r: tensor<2xf32>, %c: tensor<4x3xui8>) -> tensor<2x3xf32> {
  %s = qopt.constant dense<1.0> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4x3xui8>, tensor<2xf32>, tensor<i32> -> tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  // expected-error @+1 {{in node 'qopt.matmul_runs': expected constant binary codes, got a value computed at run time}}
  %0 = qopt.matmul_runs %x, %q rows %r : tensor<2x4xi8>, tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @run_time_scales(%x: tensor<2x4xi8>, %r: tensor<2xf32>, %s: tensor<2xf32>) -> tensor<2x3xf32> {
  %c = qopt.constant dense<1> : tensor<4x3xui8>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4x3xui8>, tensor<2xf32>, tensor<i32> -> tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  // expected-error @+1 {{in node 'qopt.matmul_runs': expected constant scales, or constant codes under constant scales, got values computed at run time}}
  %0 = qopt.matmul_runs %x, %q rows %r : tensor<2x4xi8>, tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @run_time_zero_points(%x: tensor<2x4xi8>, %r: tensor<2xf32>, %z: tensor<f32>) -> tensor<2x3xf32> {
  %c = qopt.constant dense<1> : tensor<4x3xui8>
  %s = qopt.constant dense<1.0> : tensor<2xf32>
  %q = qopt.assemble %c, %s, %z : tensor<4x3xui8>, tensor<2xf32>, tensor<f32> -> tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  // expected-error @+1 {{in node 'qopt.matmul_runs': expected constant zero points, got values computed at run time}}
  %0 = qopt.matmul_runs %x, %q rows %r : tensor<2x4xi8>, tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @codes_of_argument(%x: tensor<2x4xi8>, %r: tensor<2xf32>, %q: tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>) -> tensor<2x3xf32> {
  // expected-error @+1 {{in node 'qopt.matmul_runs': expected binary codes assembled with their scales, got a function argument}}
  %0 = qopt.matmul_runs %x, %q rows %r : tensor<2x4xi8>, tensor<4x3x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<2xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
