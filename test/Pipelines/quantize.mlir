// Annotated float form to quantized and to integer-only form, by recipe.
// RUN: qopt-opt %s --qopt-quantize-pipeline | FileCheck %s --check-prefixes=CHECK,INT8
// RUN: qopt-opt %s --qopt-quantize-pipeline=recipe=w4a8 | FileCheck %s --check-prefixes=CHECK,W4A8
// RUN: qopt-opt %s --qopt-quantize-pipeline=recipe=u8s8 | FileCheck %s --check-prefixes=CHECK,U8
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline | FileCheck %s --check-prefix=INTEGER
// RUN: qopt-opt %s --qopt-quantize-pipeline=recipe=int8-tflite --qopt-integer-pipeline=recipe=int8-tflite | FileCheck %s --check-prefix=TFLITE

// The same input and recipe give the same bytes.
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline > %t.once
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline | diff %t.once -

// CHECK-LABEL: func.func @main
// INT8: qopt.assemble {{.*}} -> tensor<2x1x1x2x!q_s8n_c0_>
// W4A8: qopt.assemble {{.*}} -> tensor<2x1x1x2x!q_s4n_c0_>
// U8: qopt.assemble {{.*}} -> tensor<2x1x1x2x!q_s8n_c0_>
// CHECK: qopt.conv {{.*}} result(%[[S:[0-9]+]], %[[Z:[0-9]+]])
// CHECK: qopt.unary relu {{.*}} result(%[[S]], %[[Z]])
// CHECK: qopt.pool max
// CHECK: qopt.unary hard_swish {{.*}} result(
// CHECK: qopt.binary add {{.*}} result(
// CHECK: qopt.reduce mean {{.*}} result(
// CHECK: qopt.reshape
// INT8: qopt.matmul {{.*}} -> tensor<1x2x!q_s8_>
// U8: qopt.matmul {{.*}} -> tensor<1x2x!q_u8_>
// CHECK: qopt.softmax {{.*}} result(
// CHECK: qopt.dequantize
// CHECK-NEXT: return

// INTEGER-LABEL: func.func @main
// INTEGER: qopt.quantize
// INTEGER-NEXT: qopt.codes
// INTEGER-NEXT: qopt.conv {{.*}} -> tensor<1x6x6x2xi32>
// INTEGER-NEXT: qopt.rescale {{.*}} rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = -128 : i64}
// INTEGER-NEXT: qopt.pool max
// INTEGER-NEXT: qopt.table
// INTEGER-NEXT: qopt.rescale
// INTEGER-NEXT: qopt.rescale
// INTEGER-NEXT: qopt.binary add
// INTEGER-NEXT: qopt.rescale
// INTEGER-NEXT: qopt.reduce sum
// INTEGER-NEXT: qopt.rescale
// INTEGER-NEXT: qopt.reshape
// INTEGER-NEXT: qopt.matmul
// INTEGER-NEXT: qopt.rescale
// INTEGER-NEXT: qopt.softmax
// INTEGER-NEXT: qopt.assemble
// INTEGER-NEXT: qopt.dequantize
// INTEGER-NEXT: return
// TFLITE: qopt.rescale {{.*}} rounding double_round
func.func @main(%x: tensor<1x4x4x2xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[[[0.5, -1.0]]], [[[0.25, 0.75]]]]> : tensor<2x1x1x2xf32>
  %b = qopt.constant dense<[0.1, -0.2]> : tensor<2xf32>
  %v = qopt.constant dense<[[1.0, -1.0], [0.5, 2.0]]> : tensor<2x2xf32>
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, qopt.range = dense<[-6.0, 6.0]> : tensor<2xf32>}
    : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x6x6x2xf32> loc("conv")
  %1 = qopt.unary relu %0 {qopt.range = dense<[0.0, 6.0]> : tensor<2xf32>} : (tensor<1x6x6x2xf32>) -> tensor<1x6x6x2xf32> loc("relu")
  %2 = qopt.pool max %1 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32> loc("pool")
  %3 = qopt.unary hard_swish %2 {qopt.range = dense<[-0.4, 6.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> loc("act")
  %4 = qopt.binary add %3, %2 {qopt.range = dense<[0.0, 12.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> loc("add")
  %5 = qopt.reduce mean %4 {axes = array<i64: 1, 2>, qopt.range = dense<[0.0, 6.0]> : tensor<2xf32>} : (tensor<1x3x3x2xf32>) -> tensor<1x1x1x2xf32> loc("mean")
  %6 = qopt.reshape %5 : tensor<1x1x1x2xf32> -> tensor<1x2xf32>
  %7 = qopt.matmul %6, %v {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("fc")
  %8 = qopt.softmax %7 axis 1 : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("softmax")
  return %8 : tensor<1x2xf32>
}
