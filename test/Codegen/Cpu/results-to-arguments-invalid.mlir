// What qopt-results-to-arguments refuses.
// RUN: qopt-opt %s --qopt-results-to-arguments -split-input-file -verify-diagnostics

// expected-error @+1 {{expected results that are buffers of static shape in row-major order, got 'memref<?xf32>'}}
func.func @dynamic(%x: memref<?xf32>) -> memref<?xf32> {
  return %x : memref<?xf32>
}

// -----

// expected-error @+1 {{expected results that are buffers of static shape in row-major order, got 'memref<4xf32, strided<[2]>>'}}
func.func @strided(%x: memref<4xf32, strided<[2]>>) -> memref<4xf32, strided<[2]>> {
  return %x : memref<4xf32, strided<[2]>>
}

// -----

// expected-error @+1 {{expected results that are buffers of static shape in row-major order, got 'tensor<4xf32>'}}
func.func @tensors(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error @+1 {{expected a function that no other one calls to return buffers, got one with callers}}
func.func @called(%x: memref<4xf32>) -> memref<4xf32> {
  return %x : memref<4xf32>
}
func.func @caller(%x: memref<4xf32>) {
  %0 = call @called(%x) : (memref<4xf32>) -> memref<4xf32>
  return
}

// -----

// expected-error @+1 {{expected a body of one block, got 2}}
func.func @blocks(%x: memref<4xf32>) -> memref<4xf32> {
  cf.br ^end
^end:
  return %x : memref<4xf32>
}
