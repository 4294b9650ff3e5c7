// Values that share a scale take the first format, but one with negative values
// where any value is negative.
// RUN: qopt-opt %s --qopt-insert-qdq=symmetric-activations | FileCheck %s

// CHECK-LABEL: func.func @negative
// CHECK-COUNT-3: qopt.quantize {{.*}}!q_flint_s4_>
// CHECK-NOT: qopt.quantize
func.func @negative(%x: tensor<2xf32> {qopt.range = dense<[0.0, 16.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>},
                    %y: tensor<2xf32> {qopt.range = dense<[-8.0, 8.0]> : tensor<2xf32>, qopt.format = #qopt.flint<s4>}) -> tensor<4xf32> {
  %0 = qopt.concat %x, %y axis 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @positive
// CHECK-COUNT-3: qopt.quantize {{.*}}!q_flint_u4_>
// CHECK-NOT: qopt.quantize
func.func @positive(%x: tensor<2xf32> {qopt.range = dense<[0.0, 16.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>},
                    %y: tensor<2xf32> {qopt.range = dense<[0.0, 8.0]> : tensor<2xf32>, qopt.format = #qopt.pot<u4>}) -> tensor<4xf32> {
  %0 = qopt.concat %x, %y axis 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A clip beyond the largest value of a softmax or sigmoid does not move its fixed
// scale, 2^-bits; nor does that of a maximum of them. Another value does.
// CHECK-LABEL: func.func @fixed
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<6.250000e-02> : tensor<f32>
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<1.000000e-01> : tensor<f32>
// CHECK: %[[A:.*]] = qopt.unary {{ ?}}sigmoid
// CHECK-NEXT: qopt.quantize %[[A]], %[[S]],
// CHECK: %[[B:.*]] = qopt.pool {{ ?}}max
// CHECK-NEXT: qopt.quantize %[[B]], %[[S]],
// CHECK: %[[C:.*]] = qopt.unary {{ ?}}sigmoid
// CHECK-NEXT: qopt.quantize %[[C]], %[[T]],
// CHECK: %[[D:.*]] = qopt.concat
// CHECK-NEXT: qopt.quantize %[[D]], %[[T]],
func.func @fixed(%x: tensor<1x4x1xf32> {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>, qopt.format = #qopt.int<u4>}) -> (tensor<1x2x1xf32>, tensor<1x8x1xf32>) {
  %0 = qopt.unary sigmoid %x {qopt.range = dense<[0.0, 1.1]> : tensor<2xf32>, qopt.format = #qopt.int<u4>} : (tensor<1x4x1xf32>) -> tensor<1x4x1xf32>
  %1 = qopt.pool max %0 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x1xf32>) -> tensor<1x2x1xf32>
  %2 = qopt.unary exp %x {qopt.range = dense<[0.0, 1.5]> : tensor<2xf32>, qopt.format = #qopt.int<u4>} : (tensor<1x4x1xf32>) -> tensor<1x4x1xf32>
  %3 = qopt.unary sigmoid %x {qopt.range = dense<[0.0, 1.1]> : tensor<2xf32>, qopt.format = #qopt.int<u4>} : (tensor<1x4x1xf32>) -> tensor<1x4x1xf32>
  %4 = qopt.concat %2, %3 axis 1 : (tensor<1x4x1xf32>, tensor<1x4x1xf32>) -> tensor<1x8x1xf32>
  return %1, %4 : tensor<1x2x1xf32>, tensor<1x8x1xf32>
}
