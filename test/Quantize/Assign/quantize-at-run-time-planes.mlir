// Filters in binary codes keep them, per group and per column, with offsets and without,
// up to the integer stage.
// RUN: qopt-opt %s --qopt-quantize-weights='format=bcq<2> granularity=group:2 asymmetric zero-points=float' --qopt-quantize-at-run-time --qopt-verify-quantized --qopt-lower-to-integer --qopt-verify-integer | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-weights='format=bcq<3>' --qopt-quantize-at-run-time --qopt-verify-quantized --qopt-lower-to-integer --qopt-verify-integer | FileCheck %s --check-prefix=COLUMN

// CHECK: %[[G:.*]] = qopt.assemble {{.*}} : tensor<4x2xui8>, tensor<2x2x2xf32>, tensor<2x2xf32> -> tensor<4x2x[[Q:.*]]>
// CHECK: qopt.matmul_runs %{{.*}}, %[[G]] rows %{{.*}} : tensor<2x4xi8>, tensor<4x2x[[Q]]>, tensor<2xf32> -> tensor<2x2xf32>
// COLUMN: %[[G:.*]] = qopt.assemble {{.*}} : tensor<4x2xui8>, tensor<3x2xf32>, tensor<2xi32> -> tensor<4x2x[[Q:.*]]>
// COLUMN: qopt.matmul_runs %{{.*}}, %[[G]] rows %{{.*}} : tensor<2x4xi8>, tensor<4x2x[[Q]]>, tensor<2xf32> -> tensor<2x2xf32>
func.func @main(%x: tensor<2x4xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, -1.0], [1.0, 1.0], [0.5, 0.5]]> : tensor<4x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
