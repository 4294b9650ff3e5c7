// What qopt-emit-entry leaves: declarations stay external and have no features;
// a kernel gets no entry, and attributes of others stay.
// RUN: qopt-opt %s --qopt-emit-entry | FileCheck %s

// CHECK: module @m
// CHECK-SAME: qopt.entries = [{isa = "generic", symbol = "m_generic"}]
// CHECK-NOT: qopt.symbolic_batch
module @m {
  // CHECK: llvm.func @expf(f32) -> f32{{$}}
  llvm.func @expf(f32) -> f32
  // CHECK: llvm.func internal @main_generic(%{{.*}}: !llvm.ptr {llvm.noalias}) attributes {other.note = 1 : i64, passthrough
  llvm.func @main_generic(%x: !llvm.ptr {llvm.noalias}) attributes {other.note = 1 : i64, qopt.inputs = [], qopt.isa = "generic", qopt.outputs = []} {
    llvm.return
  }
  // CHECK: llvm.func internal @m_generic
  // CHECK: llvm.func internal @kernel()
  llvm.func @kernel() attributes {qopt.isa = "generic", qopt.kernel} {
    llvm.return
  }
  // CHECK-NOT: llvm.func
}
