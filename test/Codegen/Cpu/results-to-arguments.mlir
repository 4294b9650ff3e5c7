// What qopt-results-to-arguments does: buffers made here are written in place,
// everything else that is returned is copied.
// RUN: qopt-opt %s --qopt-results-to-arguments | FileCheck %s

memref.global "private" constant @c : memref<4xf32> = dense<1.0>

// In another shape: no copy. One buffer twice, an argument and a constant: a copy
// each.
// CHECK-LABEL: func.func @four(
// CHECK-SAME: %[[X:[^:]*]]: memref<4xf32>, %[[A:[^:]*]]: memref<2x2xf32> {qopt.name = "a", qopt.result}, %[[B:[^:]*]]: memref<4xf32> {qopt.result}, %[[C:[^:]*]]: memref<4xf32> {qopt.result}, %[[D:[^:]*]]: memref<4xf32> {qopt.result}) {
// CHECK-NOT: memref.alloc
// CHECK: %[[Y:.*]] = memref.reinterpret_cast %[[A]] to offset: [0], sizes: [4], strides: [1]
// CHECK: linalg.exp ins(%[[X]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
// CHECK: %[[G:.*]] = memref.get_global @c
// CHECK-NEXT: memref.copy %[[Y]], %[[B]]
// CHECK-NEXT: memref.copy %[[X]], %[[C]]
// CHECK-NEXT: memref.copy %[[G]], %[[D]]
// CHECK-NEXT: return
func.func @four(%x: memref<4xf32>) -> (memref<2x2xf32> {qopt.name = "a"}, memref<4xf32>, memref<4xf32>, memref<4xf32>) {
  %y = memref.alloc() : memref<4xf32>
  linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
  %z = memref.expand_shape %y [[0, 1]] output_shape [2, 2] : memref<4xf32> into memref<2x2xf32>
  %g = memref.get_global @c : memref<4xf32>
  return %z, %y, %x, %g : memref<2x2xf32>, memref<4xf32>, memref<4xf32>, memref<4xf32>
}
