// The pass' options: formats, symmetry, granularity.
// RUN: qopt-opt %s --qopt-insert-qdq=activations=u8 -cse | FileCheck %s --check-prefixes=CHECK,U8
// RUN: qopt-opt %s --qopt-insert-qdq=activations=s4 -cse | FileCheck %s --check-prefixes=CHECK,S4
// RUN: qopt-opt %s --qopt-insert-qdq=activations=s16 -cse | FileCheck %s --check-prefixes=CHECK,S16
// RUN: qopt-opt %s --qopt-insert-qdq=symmetric-activations -cse | FileCheck %s --check-prefixes=CHECK,SYM
// RUN: qopt-opt %s --qopt-insert-qdq=granularity=tensor -cse | FileCheck %s --check-prefixes=CHECK,TENSOR
// RUN: qopt-opt %s --qopt-insert-qdq=weights=s4 -cse | FileCheck %s --check-prefixes=CHECK,W4

// Input [-16, 15.875]:
//   u8  31.875 / 255 = 0.125, zero point 0 + 128
//   s4  31.875 / 15 = 2.125, -8 + 16 / 2.125 = -0.47 -> 0
//   s16 31.875 / 65535 = 4.86380e-4, -32768 + 16 / 4.86380e-4 = 128.0 -> 128
//   symmetric 16 / 127 = 0.125984, 0
// CHECK-LABEL: func.func @input
// U8-DAG: %[[S:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// U8-DAG: %[[Z:.*]] = qopt.constant dense<128> : tensor<i32>
// U8: qopt.quantize %{{.*}}, %[[S]], %[[Z]] {{.*}} -> tensor<4x!q_u8_>
// S4-DAG: %[[S:.*]] = qopt.constant dense<2.125000e+00> : tensor<f32>
// S4-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<i32>
// S4: qopt.quantize %{{.*}}, %[[S]], %[[Z]] {{.*}} -> tensor<4x!q_s4_>
// S16-DAG: %[[S:.*]] = qopt.constant dense<4.86381323E-4> : tensor<f32>
// S16-DAG: %[[Z:.*]] = qopt.constant dense<128> : tensor<i32>
// S16: qopt.quantize %{{.*}}, %[[S]], %[[Z]] {{.*}} -> tensor<4x!q_s16_>
// SYM-DAG: %[[S:.*]] = qopt.constant dense<0.125984251> : tensor<f32>
// SYM-DAG: %[[Z:.*]] = qopt.constant dense<0> : tensor<i32>
// SYM: qopt.quantize %{{.*}}, %[[S]], %[[Z]] {{.*}} -> tensor<4x!q_s8_>
func.func @input(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Filters [[1, 127], [-0.6, 12.7]]:
//   per tensor, scale 1: [[1, 127], [-1 (-0.6), 13 (12.7)]]
//   s4 per channel, scales 1 / 7 and 127 / 7: [[7, 7], [-4 (-4.2), 1 (0.7)]]
// CHECK-LABEL: func.func @filter
// TENSOR-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[}}1, 127], [-1, 13]]> : tensor<2x2xi8>
// TENSOR-DAG: %[[S:.*]] = qopt.constant dense<1.000000e+00> : tensor<f32>
// TENSOR: qopt.assemble %[[C]], %[[S]], {{.*}} -> tensor<2x2x!q_s8n_>
// W4-DAG: qopt.constant dense<{{\[\[}}7, 7], [-4, 1]]> : tensor<2x2xi8>
// W4-DAG: qopt.constant dense<[0.142857149, 18.1428566]> : tensor<2xf32>
// W4: qopt.assemble {{.*}} -> tensor<2x2x!q_s4n_c1_>
func.func @filter(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 127.0], [-0.6, 12.7]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// A batch of matrices has one scale; the channels of dimension 2 mean another
// thing in each of them.
// CHECK-LABEL: func.func @batched_filter
// CHECK: qopt.assemble {{.*}} -> tensor<2x2x2x!q_{{.*}}n_>
func.func @batched_filter(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<2x1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2x2xf32>) -> tensor<2x1x2xf32>
  return %0 : tensor<2x1x2xf32>
}

// Fixed parameters by format, k bits: sigmoid 2^-k with the smallest code, tanh
// 2^(1-k) with the middle, log-softmax 16 * 2^-k with the largest. With symmetric
// activations sigmoid is calibrated: [0, 0.9921875] / 127 = 2^-7, 0.
// CHECK-LABEL: func.func @fixed
// U8-DAG: %[[SIG:.*]] = qopt.constant dense<3.906250e-03> : tensor<f32>
// U8-DAG: %[[TANH:.*]] = qopt.constant dense<7.812500e-03> : tensor<f32>
// U8-DAG: %[[LOG:.*]] = qopt.constant dense<6.250000e-02> : tensor<f32>
// U8-DAG: %[[LO:.*]] = qopt.constant dense<0> : tensor<i32>
// U8-DAG: %[[MID:.*]] = qopt.constant dense<128> : tensor<i32>
// U8-DAG: %[[HI:.*]] = qopt.constant dense<255> : tensor<i32>
// S4-DAG: %[[SIG:.*]] = qopt.constant dense<6.250000e-02> : tensor<f32>
// S4-DAG: %[[TANH:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
// S4-DAG: %[[LOG:.*]] = qopt.constant dense<1.000000e+00> : tensor<f32>
// S4-DAG: %[[LO:.*]] = qopt.constant dense<-8> : tensor<i32>
// S4-DAG: %[[MID:.*]] = qopt.constant dense<0> : tensor<i32>
// S4-DAG: %[[HI:.*]] = qopt.constant dense<7> : tensor<i32>
// SYM-DAG: %[[SIG:.*]] = qopt.constant dense<7.812500e-03> : tensor<f32>
// SYM-DAG: %[[LO:.*]] = qopt.constant dense<0> : tensor<i32>
// U8: qopt.unary sigmoid
// U8: qopt.quantize %{{.*}}, %[[SIG]], %[[LO]]
// U8: qopt.unary tanh
// U8: qopt.quantize %{{.*}}, %[[TANH]], %[[MID]]
// U8: qopt.softmax {{.*}} log
// U8: qopt.quantize %{{.*}}, %[[LOG]], %[[HI]]
// S4: qopt.unary sigmoid
// S4: qopt.quantize %{{.*}}, %[[SIG]], %[[LO]]
// S4: qopt.unary tanh
// S4: qopt.quantize %{{.*}}, %[[TANH]], %[[MID]]
// S4: qopt.softmax {{.*}} log
// S4: qopt.quantize %{{.*}}, %[[LOG]], %[[HI]]
// SYM: qopt.unary sigmoid
// SYM: qopt.quantize %{{.*}}, %[[SIG]], %[[LO]]
func.func @fixed(%x: tensor<1x4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) {
  %0 = qopt.unary sigmoid %x {qopt.range = dense<[0.0, 0.9921875]> : tensor<2xf32>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = qopt.unary tanh %x {qopt.range = dense<[-0.9921875, 0.9921875]> : tensor<2xf32>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %2 = qopt.softmax %x axis 1 log : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %0, %1, %2 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
}
