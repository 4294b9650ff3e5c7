// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-expand-kernels --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:[^:]*]]: memref<2x4xf32>, %[[w:[^:]*]]: memref<1x1x4x16xf32>, %[[b:[^:]*]]: memref<1x1x16xf32>, %[[y:[^:]*]]: memref<2x16xf32>
func.func @doc(%x: memref<2x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %y: memref<2x16xf32>) attributes {qopt.isa = "avx2"} {
  // CHECK-DAG: %[[c0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[c1:.*]] = arith.constant 1 : index
  // CHECK: %[[p0:.*]] = memref.reinterpret_cast %[[x]] to offset: [0], sizes: [8], strides: [1] : memref<2x4xf32> to memref<8xf32>
  // CHECK-NEXT: %[[p1:.*]] = memref.reinterpret_cast %[[w]] to offset: [0], sizes: [64], strides: [1] : memref<1x1x4x16xf32> to memref<64xf32>
  // CHECK-NEXT: %[[p2:.*]] = memref.reinterpret_cast %[[b]] to offset: [0], sizes: [16], strides: [1] : memref<1x1x16xf32> to memref<16xf32>
  // CHECK-NEXT: %[[p3:.*]] = memref.reinterpret_cast %[[y]] to offset: [0], sizes: [32], strides: [1] : memref<2x16xf32> to memref<32xf32>
  // CHECK-NEXT: call @qopt_mm_f32f32_c4f16_m2_2x16_avx2(%[[p0]], %[[p1]], %[[p2]], %[[p3]], %[[c0]], %[[c0]], %[[c0]], %[[c1]], %[[c0]], %[[c1]]) : (memref<8xf32>, memref<64xf32>, memref<16xf32>, memref<32xf32>, index, index, index, index, index, index) -> ()
  // CHECK-NEXT: return
  qopt.packed_conv %x, %w bias %b outs %y {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  return
}
