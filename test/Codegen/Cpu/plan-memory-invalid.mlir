// What qopt-plan-memory refuses.
// RUN: qopt-opt %s --qopt-plan-memory -split-input-file -verify-diagnostics

func.func @dynamic(%n: index, %x: memref<?xf32>) {
  // expected-error @+1 {{expected a static shape in row-major order, got 'memref<?xf32>'}}
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  return
}

// -----

func.func @permuted(%i: index, %v: f32) {
  // expected-error @+1 {{expected a static shape in row-major order, got 'memref<8x4xf32, affine_map<(d0, d1) -> (d1, d0)>>'}}
  %a = memref.alloc() : memref<8x4xf32, affine_map<(i, j) -> (j, i)>>
  memref.store %v, %a[%i, %i] : memref<8x4xf32, affine_map<(i, j) -> (j, i)>>
  return
}

// -----

func.func @no_size(%i: index, %v: complex<f32>) {
  // expected-error @+1 {{expected elements of integers, floats or index, got 'memref<4xcomplex<f32>>'}}
  %a = memref.alloc() : memref<4xcomplex<f32>>
  memref.store %v, %a[%i] : memref<4xcomplex<f32>>
  return
}

// -----

func.func @in_loop(%i: index, %v: f32) {
  scf.for %j = %i to %i step %i {
    // expected-error @+1 {{expected allocations at the top level of the function, got one inside 'scf.for'}}
    %a = memref.alloc() : memref<4xf32>
    memref.store %v, %a[%i] : memref<4xf32>
  }
  return
}

// -----

func.func @escapes(%i: index, %v: f32) -> memref<2x2xf32> {
  // expected-error @+1 {{expected a buffer that stays in the function, got one that is returned}}
  %a = memref.alloc() : memref<4xf32>
  memref.store %v, %a[%i] : memref<4xf32>
  %e = memref.expand_shape %a [[0, 1]] output_shape [2, 2] : memref<4xf32> into memref<2x2xf32>
  return %e : memref<2x2xf32>
}

// -----

func.func @alignment(%i: index, %v: f32) {
  // expected-error @+1 {{expected an alignment of at most 64, got 128}}
  %a = memref.alloc() {alignment = 128} : memref<4xf32>
  memref.store %v, %a[%i] : memref<4xf32>
  return
}

// -----

// expected-error @+1 {{expected a body of one block, got 2}}
func.func @blocks() {
  cf.br ^end
^end:
  return
}
