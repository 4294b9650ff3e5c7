// Two layers of one input, with a bias: static in all halves, dynamic; the gates.
// RUN: qopt-opt %s --qopt-split-outliers=half=s16 --qopt-quantize-at-run-time --cse --qopt-verify-quantized --qopt-lower-to-integer --canonicalize --qopt-verify-integer | FileCheck %s --check-prefix=S16
// RUN: qopt-opt %s --qopt-split-outliers --qopt-quantize-at-run-time --cse --qopt-verify-quantized --qopt-lower-to-integer --canonicalize --qopt-verify-integer | FileCheck %s --check-prefix=F32
// RUN: qopt-opt %s --qopt-split-outliers=half=codes --qopt-quantize-at-run-time --cse --qopt-verify-quantized --qopt-lower-to-integer --canonicalize --qopt-verify-integer | FileCheck %s --check-prefix=CODES
// RUN: qopt-opt %s --qopt-split-outliers='mode=dynamic half=codes threshold=2.5' --qopt-quantize-at-run-time --cse --qopt-verify-quantized --qopt-lower-to-integer --canonicalize --qopt-verify-integer | FileCheck %s --check-prefix=DYNAMIC
// RUN: qopt-opt %s --qopt-split-outliers='mode=dynamic' --qopt-quantize-at-run-time --cse --qopt-verify-quantized | FileCheck %s --check-prefix=FLOATS
// RUN: qopt-opt %s --qopt-split-outliers | FileCheck %s --check-prefix=CHAIN
// RUN: qopt-opt %s --qopt-split-outliers=threshold=4.5 | FileCheck %s --check-prefix=MORE

// Both layers read one rest and one gather; sums of both halves are added as integers,
// the filter's codes and scales being those of all rows.
// S16: %[[rest:.*]] = qopt.keep_columns
// S16: %[[scale:.*]] = qopt.choose_scales %[[rest]] for !q_s8n_t_
// S16: %[[large:.*]] = qopt.gather
// S16: qopt.quantize %[[large]], %[[scale]], %{{.*}} -> tensor<2x2x!q_s16n_t_>
// S16: qopt.matmul {{.*}} : (tensor<2x4xi8>, tensor<4x2xi8>) -> tensor<2x2xi32>
// S16: qopt.matmul {{.*}} : (tensor<2x2xi16>, tensor<2x2xi8>) -> tensor<2x2xi32>
// S16: qopt.binary add {{.*}} -> tensor<2x2xi32>
// S16: qopt.dequantize_sums {{.*}} bias %{{.*}} {qopt.outliers = array<i64: 1, 3>}
// S16: qopt.matmul {{.*}} : (tensor<2x4xi8>, tensor<4x2xi8>) -> tensor<2x2xi32>
// S16: qopt.dequantize_sums {{.*}} {qopt.outliers = array<i64: 1, 3>}
// S16-NOT: qopt.matmul {{.*}}f32

// F32-COUNT-1: qopt.keep_columns
// F32-NOT: qopt.keep_columns
// F32: qopt.dequantize_sums {{.*}} bias
// F32: qopt.matmul {{.*}} {qopt.keep_float, qopt.outlier_half = "f32"} : (tensor<2x2xf32>, tensor<2x2xf32>)
// F32: qopt.binary add {{.*}} {qopt.keep_float, qopt.outliers = array<i64: 1, 3>}

// Rows 1 and 3 of the first filter's codes.
// CODES-DAG: %[[rows:.*]] = qopt.constant dense<{{\[\[}}42, 127], [-127, 64]]> : tensor<2x2xi8>
// CODES: %[[all:.*]] = qopt.assemble %[[rows]]
// CODES: qopt.matmul %{{.*}}, %[[all]] {qopt.keep_float, qopt.outlier_half = "codes"} : (tensor<2x2xf32>, tensor<2x2x!q_s8n_c1_>)

// DYNAMIC: %[[mask:.*]] = qopt.find_outliers %{{.*}} threshold 2.500000e+00
// DYNAMIC-DAG: qopt.keep_columns %{{.*}}, %[[mask]] inverted
// DYNAMIC-DAG: %[[large:.*]] = qopt.keep_columns %{{.*}}, %[[mask]] : tensor
// DYNAMIC: qopt.matmul {{.*}} : (tensor<2x4xi8>, tensor<4x2xi8>) -> tensor<2x2xi32>
// DYNAMIC: qopt.matmul %[[large]], %{{.*}} {qopt.keep_float, qopt.outlier_half = "codes"} : (tensor<2x4xf32>, tensor<4x2x!q_s8n_c1_>)
// DYNAMIC: qopt.binary add {{.*}} {qopt.keep_float, qopt.outliers = "dynamic"}
// FLOATS: qopt.matmul {{.*}} {qopt.keep_float, qopt.outlier_half = "f32"} : (tensor<2x4xf32>, tensor<4x2xf32>)

// MORE: qopt.outliers = array<i64: 0, 1, 3>
func.func @main(%x: tensor<2x4xf32> {qopt.channels = {lo = dense<[-5.0, -6.0, 0.0, 0.0]> : tensor<4xf32>, hi = dense<[5.0, 2.0, 1.0, 9.0]> : tensor<4xf32>, mean = dense<0.0> : tensor<4xf32>, mean_magnitude = dense<1.0> : tensor<4xf32>}}) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0], [3.0, -1.0], [-3.0, 2.0]]> : tensor<4x2xf32>
  %v = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0], [2.0, -1.0], [-2.0, 2.0]]> : tensor<4x2xf32>
  %b = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w bias %b : (tensor<2x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %1 = qopt.matmul %x, %v : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// Statistics of a split layer's result serve the next layer.
// CHAIN-LABEL: func.func @chain
// CHAIN: qopt.matmul {{.*}} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHAIN: %[[first:.*]] = qopt.binary add {{.*}} qopt.outliers = array<i64: 0>
// CHAIN: qopt.keep_columns %[[first]]
// CHAIN: qopt.outliers = array<i64: 1>
func.func @chain(%x: tensor<2x2xf32> {qopt.channels = {lo = dense<[-7.0, 0.0]> : tensor<2xf32>, hi = dense<1.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}}) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.channels = {lo = dense<0.0> : tensor<2xf32>, hi = dense<[1.0, 8.0]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = qopt.matmul %0, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}
