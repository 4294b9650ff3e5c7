// What qopt-expand-optimizer-steps leaves alone, and what f32 states do without:
// tables, largest magnitudes, gathers.
// RUN: qopt-opt %s --qopt-expand-optimizer-steps | FileCheck %s --implicit-check-not=memref.global --implicit-check-not=gather --implicit-check-not=maxui

// CHECK-LABEL: func.func @other_code
// CHECK-NEXT: memref.copy
// CHECK-NEXT: return
func.func @other_code(%x: memref<4xf32>, %y: memref<4xf32>) {
  memref.copy %x, %y : memref<4xf32> to memref<4xf32>
  return
}

// CHECK-LABEL: func.func @float_states
// CHECK: scf.for
// CHECK: scf.for
// CHECK: vector.store
func.func @float_states(%p: memref<400xf32>, %g: memref<400xf32>, %v: memref<400xf32>, %s: memref<f32>,
    %p1: memref<400xf32>, %v1: memref<400xf32>) {
  qopt.optimizer_step adagrad %p, %g states %v scalars %s outs %p1, %v1
    {eps = 1.0e-10, eps_rule = #qopt<eps_rule outside>, decay = #qopt<decay coupled>, weight_decay = 0.0}
    : (memref<400xf32>, memref<400xf32>, memref<400xf32>, memref<f32>, memref<400xf32>, memref<400xf32>) -> ()
  return
}
