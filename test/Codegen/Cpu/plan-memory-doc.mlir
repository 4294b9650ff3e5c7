// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-plan-memory | FileCheck %s

// CHECK: func.func @doc(%[[x:.*]]: memref<4xf32>, %[[y:.*]]: memref<4xf32>, %[[arena:.*]]: memref<64xi8> {qopt.arena}) attributes {qopt.arena_bytes = 64 : i64, qopt.arena_live_bytes = 64 : i64} {
// CHECK-NEXT: %[[c0:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[a:.*]] = memref.view %[[arena]][%[[c0]]][] : memref<64xi8> to memref<4xf32>
// CHECK-NEXT: memref.copy %[[x]], %[[a]] : memref<4xf32> to memref<4xf32>
// CHECK-NEXT: memref.copy %[[a]], %[[y]] : memref<4xf32> to memref<4xf32>
func.func @doc(%x: memref<4xf32>, %y: memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  memref.copy %a, %y : memref<4xf32> to memref<4xf32>
  return
}
