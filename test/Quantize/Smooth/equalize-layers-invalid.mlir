// RUN: not qopt-opt %s --qopt-equalize-layers=rounds=0 2>&1 | FileCheck %s --check-prefix=ROUNDS
// RUN: not qopt-opt %s --qopt-equalize-layers 2>&1 | FileCheck %s --check-prefix=NAN

// ROUNDS: expected rounds >= 1, got 0
// NAN: expected finite magnitudes of outputs, got inf in channel 1 of 'fc1'
func.func @f(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %w1 = qopt.constant dense<[[8.0, 0x7F800000]]> : tensor<1x2xf32>
  %w2 = qopt.constant dense<2.0> : tensor<2x1xf32>
  %0 = qopt.matmul %x, %w1 : (tensor<4x1xf32>, tensor<1x2xf32>) -> tensor<4x2xf32> loc("fc1")
  %1 = qopt.matmul %0, %w2 : (tensor<4x2xf32>, tensor<2x1xf32>) -> tensor<4x1xf32> loc("fc2")
  return %1 : tensor<4x1xf32>
}
