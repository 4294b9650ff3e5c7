// What qopt-results-to-arguments leaves: functions without results or without a
// body, and buffers that are not returned.
// RUN: qopt-opt %s --qopt-results-to-arguments > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK: func.func private @external() -> memref<4xf32>
func.func private @external() -> memref<4xf32>

// CHECK-LABEL: func.func @no_results
// CHECK-NEXT: memref.alloc
func.func @no_results(%x: memref<4xf32>) {
  %y = memref.alloc() : memref<4xf32>
  linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
  return
}
