// What the gate lets through.
// RUN: qopt-opt %s --qopt-verify-launches | FileCheck %s

module attributes {gpu.container_module} {
  // CHECK-LABEL: func.func @model(
  func.func @model(%x: memref<4x8xf32>, %arena: memref<256xi8> {qopt.arena}) {
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %v = memref.view %arena[%c64][] : memref<256xi8> to memref<4x8xf32>
    %flat = memref.collapse_shape %v [[0, 1]] : memref<4x8xf32> into memref<32xf32>
    %rows = memref.subview %x[1, 0] [2, 8] [1, 1] : memref<4x8xf32> to memref<2x8xf32, strided<[8, 1], offset: 8>>
    %first = memref.subview %v[0, 0] [2, 8] [1, 1] : memref<4x8xf32> to memref<2x8xf32, strided<[8, 1]>>
    memref.copy %rows, %first : memref<2x8xf32, strided<[8, 1], offset: 8>> to memref<2x8xf32, strided<[8, 1]>>
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1) threads in (%c64, %c1, %c1) args(%flat : memref<32xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @k(%x: memref<32xf32>) kernel {
      %c0 = arith.constant 0 : index
      %v = memref.load %x[%c0] : memref<32xf32>
      // CHECK: math.sqrt
      %r = math.sqrt %v : f32
      memref.store %r, %x[%c0] : memref<32xf32>
      gpu.return
    }
  }
}
