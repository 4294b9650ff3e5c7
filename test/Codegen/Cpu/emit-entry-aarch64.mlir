// What qopt-emit-entry makes of a model for AArch64: every function is made for its
// instruction set, generic code for every AArch64.
// RUN: qopt-opt %s --qopt-emit-entry | FileCheck %s

// CHECK: module @net attributes
// CHECK-SAME: llvm.target_triple = "aarch64-unknown-linux-gnu"
// CHECK-SAME: qopt.entries = [{isa = "neon-i8mm", symbol = "net_neon-i8mm"}, {isa = "generic", symbol = "net_generic"}]
module @net attributes {llvm.target_triple = "aarch64-unknown-linux-gnu"} {
  // CHECK: llvm.func internal @"main_neon-i8mm"({{.*}}) attributes {passthrough = {{\[\[}}"target-cpu", "generic"], ["target-features", "+dotprod,+i8mm"]]}
  // CHECK: llvm.func internal @"net_neon-i8mm"(
  llvm.func @"main_neon-i8mm"(%a: !llvm.ptr) attributes {qopt.inputs = [], qopt.isa = "neon-i8mm", qopt.outputs = []} {
    llvm.return
  }
  // CHECK: llvm.func internal @main_generic({{.*}}) attributes {passthrough = {{\[\[}}"target-cpu", "generic"]]}
  llvm.func @main_generic(%a: !llvm.ptr) attributes {qopt.inputs = [], qopt.isa = "generic", qopt.outputs = []} {
    llvm.return
  }
}
