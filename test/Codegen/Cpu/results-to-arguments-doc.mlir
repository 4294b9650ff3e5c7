// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-results-to-arguments | FileCheck %s

// CHECK: func.func @doc(%[[x:.*]]: memref<4xf32>, %[[y:.*]]: memref<4xf32> {qopt.name = "y", qopt.result}) {
// CHECK-NEXT: linalg.exp ins(%[[x]] : memref<4xf32>) outs(%[[y]] : memref<4xf32>)
// CHECK-NEXT: return
// CHECK-NEXT: }
func.func @doc(%x: memref<4xf32>) -> (memref<4xf32> {qopt.name = "y"}) {
  %y = memref.alloc() : memref<4xf32>
  linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
  return %y : memref<4xf32>
}
