// qopt-verify-no-alloc finds every allocation of a module, at its op: the gate
// lets nothing pass that allocates on one path of several.
// RUN: qopt-opt %s --qopt-verify-no-alloc -verify-diagnostics

llvm.func @malloc(i64) -> !llvm.ptr
func.func @branch(%c: i1, %n: i64) {
  scf.if %c {
    // expected-error @+1 {{expected no heap allocation, got a use of 'malloc'}}
    %0 = llvm.call @malloc(%n) : (i64) -> !llvm.ptr
  } else {
    // expected-error @+1 {{expected no heap allocation, got a use of 'memref.alloc'}}
    %1 = memref.alloc() : memref<4xf32>
  }
  return
}
