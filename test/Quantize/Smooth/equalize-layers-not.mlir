// RUN: qopt-opt %s --split-input-file --qopt-equalize-layers | FileCheck %s
// RUN: qopt-opt %s --split-input-file --qopt-equalize-layers=duplicate-shared | FileCheck %s --check-prefix=COPY

// A relu with an upper bound, a residual sum and shared weights end a pair.
// CHECK-LABEL: func.func @bounded
// CHECK-SAME: {at = "fc1", method = "equalize", refused = "'relu6': clip is not homogeneous"}
// CHECK: qopt.constant dense<8.000000e+00> : tensor<1x1xf32>
func.func @bounded(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<8.0> : tensor<1x1xf32>
  %w2 = qopt.constant dense<2.0> : tensor<1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc1")
  %1 = qopt.unary clip %0 {alpha = 0.0 : f64, beta = 6.0 : f64} : (tensor<4x1xf32>) -> tensor<4x1xf32> loc("relu6")
  %2 = qopt.matmul %1, %w2 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc2")
  return %2 : tensor<4x1xf32>
}

// -----

// CHECK-LABEL: func.func @residual
// CHECK-SAME: {at = "fc1", method = "equalize", refused = "'sum': combines it with 'input 0', which is not scaled"}
func.func @residual(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<8.0> : tensor<1x1xf32>
  %w2 = qopt.constant dense<2.0> : tensor<1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc1")
  %1 = qopt.binary add %0, %x : (tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<4x1xf32> loc("sum")
  %2 = qopt.matmul %1, %w2 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc2")
  return %2 : tensor<4x1xf32>
}

// -----

// CHECK-LABEL: func.func @shared
// CHECK-SAME: {at = "fc1", method = "equalize", refused = "'fc1' shares its weights with 'other'"}
// CHECK-DAG: qopt.constant dense<8.000000e+00> : tensor<1x1xf32>
// CHECK-DAG: qopt.constant dense<2.000000e+00> : tensor<1x1xf32>
// COPY-LABEL: func.func @shared
// COPY-DAG: qopt.constant dense<8.000000e+00> : tensor<1x1xf32>
// COPY-DAG: qopt.constant dense<4.000000e+00> : tensor<1x1xf32>
func.func @shared(%x: tensor<4x1xf32>) -> (tensor<4x1xf32>, tensor<4x1xf32>) {
  %w1 = qopt.constant dense<8.0> : tensor<1x1xf32>
  %w2 = qopt.constant dense<2.0> : tensor<1x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc1")
  %1 = qopt.matmul %0, %w2 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("fc2")
  %2 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x1xf32>) -> tensor<4x1xf32> loc("other")
  return %1, %2 : tensor<4x1xf32>, tensor<4x1xf32>
}
