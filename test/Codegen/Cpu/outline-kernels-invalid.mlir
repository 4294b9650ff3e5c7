// What qopt-outline-kernels refuses: buffers whose strides a pointer cannot carry.
// RUN: qopt-opt %s --qopt-outline-kernels -split-input-file -verify-diagnostics

func.func @strided(%a: memref<4xf32, strided<[2]>>, %i: index, %v: f32) {
  // expected-error @+1 {{expected buffers of static shape in row-major order, got 'memref<4xf32, strided<[2]>>'}}
  scf.for %j = %i to %i step %i {
    memref.store %v, %a[%j] : memref<4xf32, strided<[2]>>
  }
  return
}

// -----

func.func @dynamic(%a: memref<?xf32>, %i: index, %v: f32) {
  // expected-error @+1 {{expected buffers of static shape in row-major order, got 'memref<?xf32>'}}
  scf.parallel (%j) = (%i) to (%i) step (%i) {
    memref.store %v, %a[%j] : memref<?xf32>
  }
  return
}
