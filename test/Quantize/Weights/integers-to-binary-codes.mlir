// Every code of every width of signed and unsigned integers, folded to the numbers
// it stands for: the same before and after.
// RUN: qopt-opt %s --qopt-integers-to-binary-codes | FileCheck %s --check-prefix=CODES
// RUN: qopt-opt %s --qopt-fold-dequantized-constants --canonicalize > %t
// RUN: qopt-opt %s --qopt-integers-to-binary-codes --qopt-fold-dequantized-constants --canonicalize | diff %t -

// CODES-LABEL: func.func @signed
// CODES: qopt.constant dense<{{\[\[}}0, 15], [7, 8], [5, 6]]> : tensor<3x2xui8>
// CODES: qopt.constant dense<{{\[\[}}5.000000e-01, 6.250000e-02], [1.000000e+00, 1.250000e-01], [2.000000e+00, 2.500000e-01], [4.000000e+00, 5.000000e-01]]> : tensor<4x2xf32>
// CODES: qopt.constant dense<[2.500000e+00, -5.625000e-01]> : tensor<2xf32>
// CODES: -> tensor<3x2x!q_bcq_4_c1_>
func.func @signed() -> tensor<3x2xf32> {
  %c = qopt.constant dense<[[-8, 7], [-1, 0], [-3, -2]]> : tensor<3x2xi8>
  %s = qopt.constant dense<[1.0, 0.125]> : tensor<2xf32>
  %z = qopt.constant dense<[2, -5]> : tensor<2xi32>
  %q = qopt.assemble %c, %s, %z : tensor<3x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<3x2x!qopt.q<#qopt.int<s4>, #qopt.channel<1>>>
  %0 = qopt.dequantize %q : tensor<3x2x!qopt.q<#qopt.int<s4>, #qopt.channel<1>>> -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// A scale of 16 bits times 8 bits of code is the most that f32 holds.
// CODES-LABEL: func.func @eight_bits
// CODES: -> tensor<4x!q_bcq_8_>
func.func @eight_bits() -> tensor<4xf32> {
  %c = qopt.constant dense<[0, 127, 128, 255]> : tensor<4xui8>
  %s = qopt.constant dense<0.99998474> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.int<u8>, #qopt.tensor>>
  %0 = qopt.dequantize %q : tensor<4x!qopt.q<#qopt.int<u8>, #qopt.tensor>> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// One bit has one plane: s/2 and -s/2 around s/2.
// CODES-LABEL: func.func @one_bit
// CODES: qopt.constant dense<1.500000e+00> : tensor<1xf32>
// CODES: qopt.constant dense<-1.500000e+00> : tensor<f32>
// CODES: -> tensor<2x!q_bcq_1_>
func.func @one_bit() -> tensor<2xf32> {
  %c = qopt.constant dense<[0, 1]> : tensor<2xui8>
  %s = qopt.constant dense<3.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!qopt.q<#qopt.int<u1>, #qopt.tensor>>
  %0 = qopt.dequantize %q : tensor<2x!qopt.q<#qopt.int<u1>, #qopt.tensor>> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
