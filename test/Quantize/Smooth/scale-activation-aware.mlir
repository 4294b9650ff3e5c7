// RUN: qopt-opt %s --split-input-file --qopt-scale-activation-aware="weight-granularity=channel weight-bits=2" | FileCheck %s
// RUN: qopt-opt %s --split-input-file --qopt-scale-activation-aware="weight-granularity=channel weight-bits=2 power-of-two" | FileCheck %s --check-prefix=POW2

// Two layers around a relu: the salient second channel is made larger in the
// reader's weights and smaller in the first layer and its bias. The reader itself
// ends in an output.
// CHECK-LABEL: func.func @relu
// CHECK-SAME: at = "fc1", error_after = {{[0-9.Ee+-]+}} : f64, error_before = 2.56{{[0-9E+]*}} : f64, exponent = 3.500000e-01 : f64, method = "awq", readers = ["fc2"]
// CHECK-SAME: {at = "fc2", method = "awq", refused = "it is an output of the model"}
// CHECK-DAG: qopt.constant dense<{{\[\[}}1.6245048, 0.615572214]]> : tensor<1x2xf32>
// CHECK-DAG: qopt.constant dense<[3.24900961, 1.23114443]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}0.615572214], [0.649801909]]> : tensor<2x1xf32>
// POW2-LABEL: func.func @relu
// POW2-DAG: qopt.constant dense<{{\[\[}}5.000000e-01], [8.000000e-01]]> : tensor<2x1xf32>
func.func @relu(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<1.0> : tensor<1x2xf32>
  %b1 = qopt.constant dense<2.0> : tensor<2xf32>
  %w2 = qopt.constant dense<[[1.0], [0.4]]> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w1 bias %b1 : (tensor<4x1xf32>, tensor<1x2xf32>, tensor<2xf32>) -> tensor<4x2xf32> loc("fc1")
  %1 = qopt.unary relu %0 {qopt.channels = {hi = dense<[0.25, 4.0]> : tensor<2xf32>, lo = dense<[0.25, 4.0]> : tensor<2xf32>, mean = dense<[0.25, 4.0]> : tensor<2xf32>, mean_magnitude = dense<[0.25, 4.0]> : tensor<2xf32>, rows = dense<[[0.25, 4.0]]> : tensor<1x2xf32>}} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %2 = qopt.matmul %1, %w2 : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32> loc("fc2")
  return %2 : tensor<4x1xf32>
}
