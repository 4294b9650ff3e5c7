// What the gate qopt-verify-no-alloc finds.
// RUN: qopt-opt %s --qopt-verify-no-alloc -split-input-file -verify-diagnostics

llvm.func @calloc(i64, i64) -> !llvm.ptr
llvm.func @realloc(!llvm.ptr, i64) -> !llvm.ptr
llvm.func @aligned_alloc(i64, i64) -> !llvm.ptr
llvm.func @memalign(i64, i64) -> !llvm.ptr
llvm.func @valloc(i64) -> !llvm.ptr
llvm.func @posix_memalign(!llvm.ptr, i64, i64) -> i32
llvm.func @free(!llvm.ptr)
llvm.func @c_library(%p: !llvm.ptr, %n: i64) {
  // expected-error @+1 {{got a use of 'calloc'}}
  %0 = llvm.call @calloc(%n, %n) : (i64, i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of 'realloc'}}
  %1 = llvm.call @realloc(%p, %n) : (!llvm.ptr, i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of 'aligned_alloc'}}
  %2 = llvm.call @aligned_alloc(%n, %n) : (i64, i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of 'memalign'}}
  %3 = llvm.call @memalign(%n, %n) : (i64, i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of 'valloc'}}
  %4 = llvm.call @valloc(%n) : (i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of 'posix_memalign'}}
  %5 = llvm.call @posix_memalign(%p, %n, %n) : (!llvm.ptr, i64, i64) -> i32
  // expected-error @+1 {{got a use of 'free'}}
  llvm.call @free(%p) : (!llvm.ptr) -> ()
  llvm.return
}

// -----

llvm.func @_Znwm(i64) -> !llvm.ptr
llvm.func @_ZdaPv(!llvm.ptr)
llvm.func @operators(%p: !llvm.ptr, %n: i64) {
  // expected-error @+1 {{got a use of '_Znwm'}}
  %0 = llvm.call @_Znwm(%n) : (i64) -> !llvm.ptr
  // expected-error @+1 {{got a use of '_ZdaPv'}}
  llvm.call @_ZdaPv(%p) : (!llvm.ptr) -> ()
  llvm.return
}

// -----

// A call through a pointer begins with the address.
llvm.func @malloc(i64) -> !llvm.ptr
llvm.func @indirect(%n: i64) {
  // expected-error @+1 {{got a use of 'malloc'}}
  %f = llvm.mlir.addressof @malloc : !llvm.ptr
  %0 = llvm.call %f(%n) : !llvm.ptr, (i64) -> !llvm.ptr
  llvm.return
}

// -----

// Before the lowering to LLVM, too.
func.func private @malloc(i64) -> i64
func.func @early(%n: i64, %x: memref<4xf32>) {
  // expected-error @+1 {{got a use of 'malloc'}}
  %0 = call @malloc(%n) : (i64) -> i64
  // expected-error @+1 {{got a use of 'memref.alloc'}}
  %1 = memref.alloc() : memref<4xf32>
  // expected-error @+1 {{got a use of 'memref.realloc'}}
  %2 = memref.realloc %1 : memref<4xf32> to memref<8xf32>
  // expected-error @+1 {{got a use of 'memref.dealloc'}}
  memref.dealloc %x : memref<4xf32>
  return
}
