// Activations in formats that are not uniform: integers where the formats have some,
// f32 where they have none.
// RUN: qopt-opt %s -split-input-file --qopt-insert-qdq="activations=flint<s4> weights=flint<s4>" -cse | FileCheck %s --check-prefixes=CHECK,FLINT
// RUN: qopt-opt %s -split-input-file --qopt-insert-qdq="activations=e4m3fn weights=e4m3fn" -cse | FileCheck %s --check-prefixes=CHECK,E4M3
// RUN: qopt-opt %s -split-input-file --qopt-insert-qdq="activations=s8 weights=nf4" -cse | FileCheck %s --check-prefixes=CHECK,NF4

// Scales: 16 / 16 and 8 / 16 in flint, 16 / 448 and 8 / 448 in E4M3. A product of
// integers reads a dequantized filter; one in f32 reads its codes, with no least
// scale for a bias of 32 bits.
// CHECK-LABEL: func.func @linear
// FLINT-DAG: %[[SX:.*]] = qopt.constant dense<1.000000e+00> : tensor<f32>
// FLINT-DAG: %[[SY:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// FLINT: %[[Q:.*]] = qopt.quantize %arg0, %[[SX]], %{{.*}} -> tensor<1x2x!q_flint_s4_>
// FLINT: %[[X:.*]] = qopt.dequantize %[[Q]]
// FLINT: %[[C:.*]] = qopt.assemble {{.*}} -> tensor<2x2x!q_flint_s4_c1_>
// FLINT: %[[W:.*]] = qopt.dequantize %[[C]]
// FLINT: %[[Y:.*]] = qopt.matmul %[[X]], %[[W]] bias
// FLINT: qopt.quantize %[[Y]], %[[SY]]
// E4M3-DAG: %[[SX:.*]] = qopt.constant dense<0.0357142873> : tensor<f32>
// E4M3: %[[Q:.*]] = qopt.quantize %arg0, %[[SX]], %{{.*}} -> tensor<1x2x!q_float_e4m3fn_>
// E4M3: %[[X:.*]] = qopt.dequantize %[[Q]]
// E4M3: %[[C:.*]] = qopt.assemble {{.*}} -> tensor<2x2x!q_float_e4m3fn_c1_>
// E4M3: %[[Y:.*]] = qopt.matmul %[[X]], %[[C]] bias {{.*}} : (tensor<1x2xf32>, tensor<2x2x!q_float_e4m3fn_c1_>, tensor<2xf32>) -> tensor<1x2xf32>
// E4M3: qopt.quantize %[[Y]]
// NF4: %[[X:.*]] = qopt.dequantize {{.*}} -> tensor<1x2xf32>
// NF4: %[[C:.*]] = qopt.assemble {{.*}} -> tensor<2x2x!q_nf4_c1_>
// NF4: qopt.matmul %[[X]], %[[C]] bias
func.func @linear(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 8.0], [-0.5, 2.0]]> : tensor<2x2xf32>
  %b = qopt.constant dense<[1.0, 1.0e9]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w bias %b {qopt.range = dense<[-8.0, 8.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

// A convolution in f32 reads a dequantized filter; relu behind it reads numbers that
// were never rounded; a constant beside f32 stays f32.
// CHECK-LABEL: func.func @float_chain
// FLINT: qopt.conv
// FLINT: qopt.quantize
// FLINT: qopt.unary relu
// FLINT: qopt.quantize
// FLINT: qopt.assemble {{.*}} -> tensor<!q_s16n_>
// FLINT: qopt.binary mul
// E4M3: %[[C:.*]] = qopt.assemble
// E4M3: %[[W:.*]] = qopt.dequantize %[[C]] : tensor<2x1x1x2x!q_float_e4m3fn_c0_>
// E4M3: %[[Y:.*]] = qopt.conv %{{.*}}, %[[W]]
// E4M3-NEXT: %[[R:.*]] = qopt.unary relu %[[Y]]
// E4M3-NEXT: %[[Q:.*]] = qopt.quantize %[[R]]
// E4M3-NEXT: %[[D:.*]] = qopt.dequantize %[[Q]]
// E4M3-NEXT: %[[P:.*]] = qopt.binary mul %[[D]], %[[K:.*]] {
// E4M3-NEXT: qopt.quantize %[[P]]
func.func @float_chain(%x: tensor<1x3x3x2xf32> {qopt.range = dense<[-16.0, 15.0]> : tensor<2xf32>}) -> tensor<1x3x3x2xf32> {
  %w = qopt.constant dense<0.5> : tensor<2x1x1x2xf32>
  %k = qopt.constant dense<0.7> : tensor<f32>
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, qopt.range = dense<[-8.0, 8.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  %1 = qopt.unary relu %0 {qopt.range = dense<[0.0, 8.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  %2 = qopt.binary mul %1, %k {qopt.range = dense<[0.0, 6.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  return %2 : tensor<1x3x3x2xf32>
}

// -----

// A value's own format wins; those that share a scale share the format of the first,
// or of the first with a sign where there are negative values. Softmax in a table
// format has a calibrated scale.
// CHECK-LABEL: func.func @chosen
// CHECK: qopt.quantize %arg0, {{.*}} -> tensor<1x4x!q_pot_s4_>
// CHECK: qopt.unary exp
// CHECK: qopt.quantize {{.*}} -> tensor<1x4x!q_flint_s5_>
// CHECK: qopt.unary tanh
// CHECK: qopt.quantize {{.*}} -> tensor<1x4x!q_flint_s5_>
// CHECK: qopt.concat
// CHECK: qopt.quantize {{.*}} -> tensor<1x8x!q_flint_s5_>
// CHECK: qopt.softmax
// CHECK: qopt.quantize {{.*}} -> tensor<1x8x!q_flint_u4_>
func.func @chosen(%x: tensor<1x4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>, qopt.format = #qopt.pot<s4>}) -> tensor<1x8xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 60.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = qopt.unary tanh %x {qopt.range = dense<[-1.0, 1.0]> : tensor<2xf32>, qopt.format = #qopt.flint<s5>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = qopt.concat %0, %1 axis 1 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  %3 = qopt.softmax %2 axis 1 {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>} : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return %3 : tensor<1x8xf32>
}
