// What qopt-lower-math leaves to LLVM: one instruction or an exact intrinsic.
// RUN: qopt-opt %s --qopt-lower-math > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @main
// CHECK-NOT: call
func.func @main(%x: f32, %i: i64) -> (f32, i64) {
  %0 = math.sqrt %x : f32
  %1 = math.absf %0 : f32
  %2 = math.roundeven %1 : f32
  %3 = math.floor %2 : f32
  %4 = math.ceil %3 : f32
  %5 = math.trunc %4 : f32
  %6 = math.copysign %5, %x : f32
  %7 = math.fma %6, %x, %x : f32
  %8 = math.ctlz %i : i64
  return %7, %8 : f32, i64
}
