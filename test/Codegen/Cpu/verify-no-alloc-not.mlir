// What qopt-verify-no-alloc lets pass: the stack, other functions, and an
// allocator that is declared but not used. It changes nothing.
// RUN: qopt-opt %s --qopt-verify-no-alloc > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK: llvm.func @malloc
llvm.func @malloc(i64) -> !llvm.ptr
llvm.func @expf(f32) -> f32
llvm.func @malloc_usable_size(!llvm.ptr) -> i64
llvm.func @main(%n: i64, %x: f32) -> f32 {
  %p = llvm.alloca %n x i8 : (i64) -> !llvm.ptr
  %s = llvm.call @malloc_usable_size(%p) : (!llvm.ptr) -> i64
  %y = llvm.call @expf(%x) : (f32) -> f32
  llvm.return %y : f32
}
func.func @stack(%i: index, %v: f32) {
  %a = memref.alloca() : memref<4xf32>
  memref.store %v, %a[%i] : memref<4xf32>
  return
}
