// What qopt-expand-kernels leaves alone: modules without packed kernels, and the
// code around them. Small kernels are not parallel.
// RUN: qopt-opt %s --qopt-expand-kernels | FileCheck %s

// CHECK-LABEL: func.func @other_code
// CHECK-NEXT: memref.copy
// CHECK-NEXT: return
func.func @other_code(%x: memref<4xf32>, %y: memref<4xf32>) {
  memref.copy %x, %y : memref<4xf32> to memref<4xf32>
  return
}

// CHECK-LABEL: func.func @small
// CHECK-NOT: scf.parallel
// CHECK: call @qopt_mm_f32f32_c4f16_m2_2x16_generic
// CHECK-NEXT: memref.copy
func.func @small(%x: memref<2x4xf32>, %w: memref<1x1x4x16xf32>, %b: memref<1x1x16xf32>, %o: memref<2x16xf32>, %p: memref<2x16xf32>) {
  qopt.packed_conv %x, %w bias %b outs %o {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>} : (memref<2x4xf32>, memref<1x1x4x16xf32>, memref<1x1x16xf32>, memref<2x16xf32>) -> ()
  memref.copy %o, %p : memref<2x16xf32> to memref<2x16xf32>
  return
}

// Float without a clamp has no comparison, and no integer epilogue.
// CHECK: func.func private @qopt_mm_f32f32_c4f16_m2_2x16_generic
// CHECK-NOT: arith.cmpf
// CHECK-NOT: arith.shrsi
// CHECK: return
