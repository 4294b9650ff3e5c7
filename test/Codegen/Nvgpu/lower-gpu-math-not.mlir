// Functions that a GPU has not stay; so does what is outside of kernels' modules.
// RUN: qopt-opt %s --qopt-lower-gpu-math | FileCheck %s

// CHECK-NOT: llvm.call_intrinsic
// CHECK: math.sqrt
func.func @host(%x: f32) -> f32 {
  %r = math.sqrt %x : f32
  return %r : f32
}
gpu.module @kernels {
  // CHECK: math.exp
  func.func @device(%x: f32) -> f32 {
    %r = math.exp %x : f32
    return %r : f32
  }
}
