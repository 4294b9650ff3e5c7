// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-verify-no-alloc -verify-diagnostics

llvm.func @malloc(i64) -> !llvm.ptr
llvm.func @doc(%n: i64) {
  // expected-error @+1 {{expected no heap allocation, got a use of 'malloc'}}
  %0 = llvm.call @malloc(%n) : (i64) -> !llvm.ptr
  %1 = llvm.alloca %n x i8 : (i64) -> !llvm.ptr
  llvm.return
}
