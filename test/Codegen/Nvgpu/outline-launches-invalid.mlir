// What --qopt-outline-launches refuses.
// RUN: qopt-opt %s --qopt-outline-launches -verify-diagnostics -split-input-file
// RUN: not qopt-opt %s --qopt-outline-launches=chip=hopper 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: expected a chip (sm_75, sm_80, sm_86, sm_89, sm_90a, sm_100a, sm_120a), got 'hopper'

func.func @grid(%x: memref<4xf32>, %n: index) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{expected constant sizes of the grid and the block, got a value computed at run time}}
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %n, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    gpu.terminator
  }
  return
}

// -----

func.func @number(%x: memref<4xf32>, %v: f32) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{expected to read buffers of static shape in row-major order, got 'f32'}}
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    memref.store %v, %x[%tx] : memref<4xf32>
    gpu.terminator
  }
  return
}

// -----

func.func @strided(%x: memref<4xf32, strided<[2]>>) {
  %c1 = arith.constant 1 : index
  %v = arith.constant 1.0 : f32
  // expected-error @+1 {{in row-major order, got 'memref<4xf32, strided<[2]>>'}}
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    memref.store %v, %x[%tx] : memref<4xf32, strided<[2]>>
    gpu.terminator
  }
  return
}

// -----

func.func @blocks(%x: memref<4xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{expected a body of one block, got 2}}
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    cf.br ^next
  ^next:
    gpu.terminator
  }
  return
}
