// Sparsity of codes that are known at run time only: kept in quantize, checked in
// assemble. Ties stay at the lower index, NaN counts as the largest.
// RUN: qopt-interpret %s --function=chosen | FileCheck %s
// RUN: not qopt-interpret %s --function=broken 2>&1 | FileCheck %s --check-prefix=BROKEN

!sparse = !qopt.q<#qopt.int<u8>, #qopt.tensor, #qopt.sparse<2:4, 0>>

// The zero point is 10; the last run has three elements.
// CHECK: 10 8 10 10 11 9 10 10 10 7 200
func.func @chosen() -> tensor<11xui8> {
  %x = qopt.constant dense<[1.0, -2.0, 0.0, 0x7FC00000, 1.0, -1.0, 1.0, -1.0, 0.5, -3.0, 190.0]> : tensor<11xf32>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<10> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<11xf32>, tensor<f32>, tensor<i32> -> tensor<11x!sparse>
  %c = qopt.codes %q : tensor<11x!sparse> -> tensor<11xui8>
  return %c : tensor<11xui8>
}

// BROKEN: error: 'qopt.assemble' op expected codes that obey #qopt.sparse<2:4, 0>, got a run from element 4 on that does not
func.func @broken() -> tensor<8xf32> {
  %k = qopt.constant dense<[[1, 2, 0, 0], [0, 1, 2, 3]]> : tensor<2x4xui8>
  %c = qopt.reshape %k : tensor<2x4xui8> -> tensor<8xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<8xui8>, tensor<f32>, tensor<i32> -> tensor<8x!sparse>
  %0 = qopt.dequantize %q : tensor<8x!sparse> -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
