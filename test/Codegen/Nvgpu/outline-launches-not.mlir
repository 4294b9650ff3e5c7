// Modules without launches stay as they are: no kernels, no attribute.
// RUN: qopt-opt %s --qopt-outline-launches | FileCheck %s

// CHECK-NOT: gpu.
// CHECK-LABEL: func.func @other(
// CHECK: memref.copy
func.func @other(%x: memref<2xf32>, %y: memref<2xf32>) {
  memref.copy %x, %y : memref<2xf32> to memref<2xf32>
  return
}
// CHECK-NOT: gpu.
