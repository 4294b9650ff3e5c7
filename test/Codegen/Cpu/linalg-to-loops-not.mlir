// What qopt-linalg-to-loops leaves: copies of contiguous memory, which are one
// memcpy, and ops that are no linalg.
// RUN: qopt-opt %s --qopt-linalg-to-loops > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @contiguous
// CHECK-NEXT: memref.copy
// CHECK-NEXT: memref.copy
func.func @contiguous(%a: memref<16x16xf32>, %b: memref<16x16xf32>, %v: memref<2x16xf32, strided<[16, 1], offset: 32>>, %w: memref<2x16xf32>) {
  memref.copy %a, %b : memref<16x16xf32> to memref<16x16xf32>
  memref.copy %v, %w : memref<2x16xf32, strided<[16, 1], offset: 32>> to memref<2x16xf32>
  return
}

// CHECK-LABEL: func.func @loops
// CHECK: scf.for
func.func @loops(%a: memref<16xf32>, %i: index, %v: f32) {
  scf.for %j = %i to %i step %i {
    memref.store %v, %a[%j] : memref<16xf32>
  }
  return
}
