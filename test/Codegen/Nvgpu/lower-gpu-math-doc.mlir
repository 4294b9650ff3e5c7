// The example of the description of --qopt-lower-gpu-math.
// RUN: qopt-opt %s --qopt-lower-gpu-math | FileCheck %s

gpu.module @kernels {
  func.func @doc(%x: f32) -> f32 {
    %r = math.sqrt %x : f32
    return %r : f32
  }
}

// CHECK: %[[r:.*]] = llvm.call_intrinsic "llvm.sqrt"(%{{.*}}) : (f32) -> f32
