// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-legalize-empty-arguments | FileCheck %s

// CHECK: func.func @doc(%{{.*}}: memref<1xf32>, %{{.*}}: memref<1xf32>) {
// CHECK-DAG: %[[x:.*]] = memref.alloc() : memref<2x0x4xf32>
// CHECK-DAG: %[[y:.*]] = memref.alloc() : memref<2x0x4xf32>
// CHECK: memref.copy %[[x]], %[[y]] : memref<2x0x4xf32> to memref<2x0x4xf32>
func.func @doc(%x: memref<2x0x4xf32>, %y: memref<2x0x4xf32>) {
  memref.copy %x, %y : memref<2x0x4xf32> to memref<2x0x4xf32>
  return
}
