// Constants per channel move into the filter and the bias before them.
// RUN: qopt-opt %s --qopt-fold-batch-norm | FileCheck %s

// Batch normalization after a convolution with bias; features are dimension 0
// of a convolution's filter:
//   w' = [[1, 2], [3, 4]] * [2, 10] = [[2, 4], [30, 40]]
//   b' = [1, -1] * [2, 10] + [0.5, 0.25] = [2.5, -9.75]
// CHECK-LABEL: func.func @conv
// CHECK-SAME: %[[X:.*]]: tensor<1x4x4x2xf32>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[\[\[}}2.000000e+00, 4.000000e+00]]], {{\[\[\[}}3.000000e+01, 4.000000e+01]]]]> : tensor<2x1x1x2xf32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[2.500000e+00, -9.750000e+00]> : tensor<2xf32>
// CHECK: %[[R:.*]] = qopt.conv %[[X]], %[[W]] bias %[[B]]
// CHECK-NEXT: return %[[R]]
func.func @conv(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = qopt.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]]]> : tensor<2x1x1x2xf32>
  %b = qopt.constant dense<[1.0, -1.0]> : tensor<2xf32>
  %g = qopt.constant dense<[[[[2.0, 10.0]]]]> : tensor<1x1x1x2xf32>
  %h = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %0 = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64}
    : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  %1 = qopt.binary mul %g, %0 : (tensor<1x1x1x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = qopt.binary add %1, %h : (tensor<1x4x4x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  return %2 : tensor<1x4x4x2xf32>
}

// Depthwise: one channel per feature, [1, 2] * [3, 5] = [3, 10].
// CHECK-LABEL: func.func @depthwise
// CHECK: qopt.constant dense<{{\[\[\[}}3.000000e+00]], {{\[\[}}1.000000e+01]]]> : tensor<2x1x1xf32>
// CHECK: qopt.conv
// CHECK-NEXT: return
func.func @depthwise(%x: tensor<1x4x2xf32>) -> tensor<1x4x2xf32> {
  %w = qopt.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %0 = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 2 : i64}
    : (tensor<1x4x2xf32>, tensor<2x1x1xf32>) -> tensor<1x4x2xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// A matmul and a constant: its bias. The filter need not be constant for that.
// CHECK-LABEL: func.func @bias_of_matmul
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[W:.*]]: tensor<3x2xf32>
// CHECK: %[[B:.*]] = qopt.constant dense<[5.000000e+00, 6.000000e+00]> : tensor<2xf32>
// CHECK: qopt.matmul %[[X]], %[[W]] bias %[[B]]
// CHECK-NEXT: return
func.func @bias_of_matmul(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = qopt.matmul %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %b = qopt.constant dense<[[5.0, 6.0]]> : tensor<1x2xf32>
  %1 = qopt.binary add %b, %0 : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// sub, div and a scalar: ([[8, 4]] - 0) / 4 = [[2, 1]], (0 - 3) / 4 = -0.75;
// features are the last dimension of a matrix.
// CHECK-LABEL: func.func @subtract_and_divide
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[}}2.000000e+00, 1.000000e+00]]> : tensor<1x2xf32>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<-7.500000e-01> : tensor<2xf32>
// CHECK: qopt.matmul %{{.*}}, %[[W]] bias %[[B]]
// CHECK-NEXT: return
func.func @subtract_and_divide(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[8.0, 4.0]]> : tensor<1x2xf32>
  %three = qopt.constant dense<3.0> : tensor<f32>
  %four = qopt.constant dense<4.0> : tensor<1x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary sub %0, %three : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  %2 = qopt.binary div %1, %four : (tensor<1x2xf32>, tensor<1x1xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// The filter keeps its value for its other reader.
// CHECK-LABEL: func.func @shared_filter
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<1.000000e+00> : tensor<1x2xf32>
// CHECK-DAG: %[[V:.*]] = qopt.constant dense<{{.*}}2.000000e+00, 3.000000e+00{{.*}}> : tensor<1x2xf32>
// CHECK-DAG: qopt.matmul %{{.*}}, %[[V]]
// CHECK-DAG: qopt.matmul %{{.*}}, %[[W]]
func.func @shared_filter(%x: tensor<1x1xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %g = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %2 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %1, %2 : tensor<1x2xf32>, tensor<1x2xf32>
}
