// Scales that are codes: slots of zeros do not stretch the second level, and a
// scale too small for it becomes its least positive one instead of 0.
// RUN: qopt-opt %s --qopt-quantize-weights="format=e2m1finite granularity=group:2 scale-format=e4m3fn" | FileCheck %s

// Scales 1, 1e-6 and any: of 2^-9 / 448, 6e-6 is 1.38 steps, which is nearest to 1.5.
// CHECK: qopt.constant dense<{{\[\[}}1], [126], [1]]> : tensor<3x1xui8>
// CHECK: qopt.constant dense<0.00223214296> : tensor<f32>
// CHECK: qopt.constant dense<{{\[\[}}0], [0], [7], [5], [3], [0]]> : tensor<6x1xui8>
func.func @main(%x: tensor<1x6xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<[[0.0], [0.0], [6.0], [3.0], [6.0e-6], [0.0]]> : tensor<6x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x6xf32>, tensor<6x1xf32>) -> tensor<1x1xf32> loc("fc")
  return %0 : tensor<1x1xf32>
}

// Scales in bf16 have no second level: 6 / 7 rounds to 0x3f5b, 1.3 / 7 to 0x3e3e.
// RUN: qopt-opt %s --qopt-quantize-weights="format=s4 granularity=group:3 scale-format=e8m7" | FileCheck %s --check-prefix=BF16
// BF16-LABEL: func.func @bf16
// BF16: qopt.constant dense<{{\[\[}}16219], [15934]]> : tensor<2x1xui16>
// BF16: qopt.constant dense<1.000000e+00> : tensor<f32>
func.func @bf16(%x: tensor<1x6xf32>) -> tensor<1x1xf32> {
  %w = qopt.constant dense<[[0.0], [0.0], [6.0], [1.3], [0.1], [0.0]]> : tensor<6x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x6xf32>, tensor<6x1xf32>) -> tensor<1x1xf32> loc("fd")
  return %0 : tensor<1x1xf32>
}
