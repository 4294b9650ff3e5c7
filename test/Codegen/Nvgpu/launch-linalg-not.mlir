// What stays: whole copies, and what is not linalg. An op without results goes.
// RUN: qopt-opt %s --qopt-launch-linalg | FileCheck %s

// CHECK-LABEL: func.func @other(
// CHECK-NEXT: memref.copy
// CHECK-NEXT: qopt.mma_matmul
// CHECK-NEXT: return
// CHECK-NOT: gpu.launch
func.func @other(%x: memref<3x16xi8>, %copy: memref<3x16xi8>, %w: memref<8x16xi8>, %b: memref<8xi32>, %y: memref<3x8xi32>, %none: memref<3x0xi32>) {
  memref.copy %x, %copy : memref<3x16xi8> to memref<3x16xi8>
  qopt.mma_matmul %copy, %w bias %b outs %y : (memref<3x16xi8>, memref<8x16xi8>, memref<8xi32>, memref<3x8xi32>) -> ()
  linalg.copy ins(%none : memref<3x0xi32>) outs(%none : memref<3x0xi32>)
  return
}
