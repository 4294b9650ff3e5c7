// What qopt-outline-kernels leaves: kernels, loops with results, loops that call
// functions already, code that is no loop.
// RUN: qopt-opt %s --qopt-outline-kernels > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func private @kernel
// CHECK: scf.for
func.func private @kernel(%a: memref<4xf32>, %i: index, %v: f32) attributes {qopt.kernel} {
  scf.for %j = %i to %i step %i {
    memref.store %v, %a[%j] : memref<4xf32>
  }
  return
}

// CHECK-LABEL: func.func @calls
// CHECK: scf.parallel
// CHECK-NEXT: call @kernel
// CHECK: memref.copy
func.func @calls(%a: memref<4xf32>, %b: memref<4xf32>, %i: index, %v: f32) {
  scf.parallel (%j) = (%i) to (%i) step (%i) {
    func.call @kernel(%a, %j, %v) : (memref<4xf32>, index, f32) -> ()
  }
  memref.copy %a, %b : memref<4xf32> to memref<4xf32>
  return
}

// CHECK-LABEL: func.func @results
// CHECK: scf.for
func.func @results(%a: memref<4xf32>, %i: index, %v: f32) {
  %s = scf.for %j = %i to %i step %i iter_args(%x = %v) -> f32 {
    %y = memref.load %a[%j] : memref<4xf32>
    %z = arith.addf %x, %y : f32
    scf.yield %z : f32
  }
  memref.store %s, %a[%i] : memref<4xf32>
  return
}
