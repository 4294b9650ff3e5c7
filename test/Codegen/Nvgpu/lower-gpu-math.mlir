// Functions that are instructions become intrinsics.
// RUN: qopt-opt %s --qopt-lower-gpu-math | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: func.func @floats
  // CHECK: llvm.call_intrinsic "llvm.fabs"
  // CHECK: llvm.call_intrinsic "llvm.ceil"
  // CHECK: llvm.call_intrinsic "llvm.floor"
  // CHECK: llvm.call_intrinsic "llvm.roundeven"
  // CHECK: llvm.call_intrinsic "llvm.trunc"
  // CHECK: llvm.call_intrinsic "llvm.copysign"(%{{.*}}, %{{.*}}) : (f32, f32) -> f32
  // CHECK: llvm.call_intrinsic "llvm.fma"(%{{.*}}, %{{.*}}, %{{.*}}) : (f32, f32, f32) -> f32
  // CHECK-NOT: math.
  func.func @floats(%x: f32) -> f32 {
    %0 = math.absf %x : f32
    %1 = math.ceil %0 : f32
    %2 = math.floor %1 : f32
    %3 = math.roundeven %2 : f32
    %4 = math.trunc %3 : f32
    %5 = math.copysign %4, %x : f32
    %6 = math.fma %5, %x, %x : f32
    return %6 : f32
  }
  // CHECK-LABEL: func.func @integers
  // CHECK: llvm.call_intrinsic "llvm.ctlz"(%{{.*}}, %{{.*}}) : (i64, i1) -> i64
  // CHECK: llvm.call_intrinsic "llvm.ctpop"(%{{.*}}) : (i64) -> i64
  func.func @integers(%x: i64) -> i64 {
    %0 = math.ctlz %x : i64
    %1 = math.ctpop %0 : i64
    return %1 : i64
  }
}
