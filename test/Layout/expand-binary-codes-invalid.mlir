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
