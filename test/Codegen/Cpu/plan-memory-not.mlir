// What qopt-plan-memory leaves: declarations, and buffers that are given. A
// function without buffers gets an arena of no bytes, so that every copy of the
// model has the same arguments.
// RUN: qopt-opt %s --qopt-plan-memory | FileCheck %s

// CHECK: func.func private @external(memref<4xf32>)
// CHECK-NOT: qopt.arena
func.func private @external(memref<4xf32>)

// CHECK: func.func @given(%[[X:.*]]: memref<4xf32>, %[[Y:.*]]: memref<4xf32>, %{{.*}}: memref<0xi8> {qopt.arena}) attributes {qopt.arena_bytes = 0 : i64, qopt.arena_live_bytes = 0 : i64} {
// CHECK-NEXT: linalg.exp ins(%[[X]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
// CHECK-NEXT: memref.dealloc %[[X]]
// CHECK-NEXT: return
func.func @given(%x: memref<4xf32>, %y: memref<4xf32>) {
  linalg.exp ins(%x : memref<4xf32>) outs(%y : memref<4xf32>)
  memref.dealloc %x : memref<4xf32>
  return
}

// A buffer on the stack is none of its business.
// CHECK-LABEL: func.func @stack
// CHECK: memref.alloca
func.func @stack(%v: f32, %i: index) {
  %a = memref.alloca() : memref<4xf32>
  memref.store %v, %a[%i] : memref<4xf32>
  return
}
