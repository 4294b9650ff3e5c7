// RUN: qopt-opt %s --qopt-inject-outliers="channels=2 factor=32" | FileCheck %s
// RUN: qopt-opt %s --qopt-inject-outliers="channels=2 factor=32 seed=1" | FileCheck %s --check-prefix=SEED

// The same channels in every norm of one width; another seed chooses others.
// CHECK-LABEL: func.func @two
// CHECK-SAME: channels = [[[FIRST:[0-9]+]], [[SECOND:[0-9]+]]], factor = 3.200000e+01 : f64, method = "inject", readers = ["a"], scaled = ["n1"]}, {at = "n2", channels = {{\[}}[[FIRST]], [[SECOND]]], factor
// SEED-LABEL: func.func @two
// SEED-SAME: channels = [{{[0-9]+}}, {{[0-9]+}}], factor = 3.200000e+01 : f64, method = "inject", readers = ["a"], scaled = ["n1"]}
func.func @two(%x: tensor<3x4xf32>) -> (tensor<3x1xf32>, tensor<3x1xf32>) {
  %g = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %w = qopt.constant dense<1.0> : tensor<4x1xf32>
  %n1 = qopt.binary mul %x, %g : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32> loc("n1")
  %0 = qopt.matmul %n1, %w : (tensor<3x4xf32>, tensor<4x1xf32>) -> tensor<3x1xf32> loc("a")
  %n2 = qopt.binary mul %x, %g : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32> loc("n2")
  %1 = qopt.matmul %n2, %w : (tensor<3x4xf32>, tensor<4x1xf32>) -> tensor<3x1xf32> loc("b")
  return %0, %1 : tensor<3x1xf32>, tensor<3x1xf32>
}
