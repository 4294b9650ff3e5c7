// Modules without products stay as they are: no kernels, no attribute.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels | FileCheck %s

// CHECK-NOT: gpu.
// CHECK-LABEL: func.func @other(
// CHECK: qopt.packed_conv
func.func @other(%x: memref<2x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %y: memref<2x16xf32>) {
  qopt.packed_conv %x, %w bias %b outs %y {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  return
}
// CHECK-NOT: gpu.
