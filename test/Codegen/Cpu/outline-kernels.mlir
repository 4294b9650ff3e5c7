// What qopt-outline-kernels makes of loops, and which of them share a kernel.
// RUN: qopt-opt %s --qopt-outline-kernels -split-input-file | FileCheck %s

// A whole nest moves; constants move along. The second one does the same to other
// buffers and shares the kernel, whose name is that of the first; the third differs
// in a constant, the fourth in its instruction set alone.
// CHECK-LABEL: func.func @model
// CHECK-SAME: %[[A:[^:]*]]: memref<64xf32>, %[[B:[^:]*]]: memref<64xf32>, %[[C:[^:]*]]: memref<64xf32>
// CHECK-NOT: scf.for
// CHECK: call @k_layer_1_avx2(%[[A]], %[[B]]) : (memref<64xf32>, memref<64xf32>) -> ()
// CHECK-NEXT: call @k_layer_1_avx2(%[[B]], %[[C]])
// CHECK-NEXT: call @k_kernel_avx2(%[[C]], %[[A]])
// CHECK-NEXT: return
// CHECK: func.func private @k_kernel_avx2(
// CHECK: func.func private @k_layer_1_avx2(%{{.*}}: memref<64xf32> {llvm.noalias}, %{{.*}}: memref<64xf32> {llvm.noalias}) attributes {qopt.isa = "avx2", qopt.kernel}
// CHECK: scf.for
// CHECK-NOT: func.func private
// CHECK-LABEL: func.func @generic
// CHECK: call @k_layer_1_generic(
// CHECK: func.func private @k_layer_1_generic({{.*}}) attributes {qopt.isa = "generic", qopt.kernel}
// CHECK-NOT: func.func private
func.func @model(%a: memref<64xf32>, %b: memref<64xf32>, %c: memref<64xf32>) attributes {qopt.isa = "avx2"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  scf.for %i = %c0 to %c64 step %c1 {
    %v = memref.load %a[%i] : memref<64xf32>
    memref.store %v, %b[%i] : memref<64xf32>
  } loc("layer/1")
  scf.for %i = %c0 to %c64 step %c1 {
    %v = memref.load %b[%i] : memref<64xf32>
    memref.store %v, %c[%i] : memref<64xf32>
  } loc("layer/2")
  scf.for %i = %c0 to %c32 step %c1 {
    %v = memref.load %c[%i] : memref<64xf32>
    memref.store %v, %a[%i] : memref<64xf32>
  }
  return
}
func.func @generic(%a: memref<64xf32>, %b: memref<64xf32>) attributes {qopt.isa = "generic"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  scf.for %i = %c0 to %c64 step %c1 {
    %v = memref.load %a[%i] : memref<64xf32>
    memref.store %v, %b[%i] : memref<64xf32>
  } loc("layer/1")
  return
}

// -----

// Two views of one buffer are one argument: the views move into the kernel, so
// noalias holds. A view into the arena is where a buffer begins: it stays.
// CHECK-LABEL: func.func @views
// CHECK: %[[BUFFER:.*]] = memref.view
// CHECK: call @k_shift(%[[BUFFER]]) : (memref<8x8xf32>) -> ()
// CHECK: func.func private @k_shift(%[[X:.*]]: memref<8x8xf32> {llvm.noalias}) attributes {qopt.kernel}
// CHECK-DAG: memref.subview %[[X]][0, 0] [4, 8] [1, 1]
// CHECK-DAG: memref.subview %[[X]][4, 0] [4, 8] [1, 1]
// CHECK: scf.for
func.func @views(%arena: memref<256xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %b = memref.view %arena[%c0][] : memref<256xi8> to memref<8x8xf32>
  %u = memref.subview %b[0, 0] [4, 8] [1, 1] : memref<8x8xf32> to memref<4x8xf32, strided<[8, 1]>>
  %v = memref.subview %b[4, 0] [4, 8] [1, 1] : memref<8x8xf32> to memref<4x8xf32, strided<[8, 1], offset: 32>>
  scf.for %i = %c0 to %c4 step %c1 {
    %x = memref.load %u[%i, %c0] : memref<4x8xf32, strided<[8, 1]>>
    memref.store %x, %v[%i, %c0] : memref<4x8xf32, strided<[8, 1], offset: 32>>
  } loc("shift")
  return
}
