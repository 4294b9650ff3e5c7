// What qopt-emit-entry makes of a model with two code paths, a kernel and every
// kind of argument.
// RUN: qopt-opt %s --qopt-emit-entry | FileCheck %s

// The record: interface of the first copy, the largest arena, entries in order.
// CHECK: module @net attributes
// CHECK-SAME: qopt.arena_bytes = 192 : i64
// CHECK-SAME: qopt.entries = [{isa = "avx512vnni", symbol = "net_avx512vnni"}, {isa = "generic", symbol = "net_generic"}]
// CHECK-SAME: qopt.inputs = [{name = "a", type = tensor<4xf32>}, {name = "b", type = tensor<4xf32>}]
// CHECK-SAME: qopt.model_name = "net"
// CHECK-SAME: qopt.outputs = [{name = "c", type = tensor<4xf32>}]
// CHECK-SAME: qopt.symbolic_batch
module @net {
  // Arguments in the order of the copy's: inputs and outputs count each for
  // themselves. No attribute of ours is left.
  // CHECK: llvm.func internal @main_avx512vnni(%{{[^{]*}}) attributes {passthrough = {{\[\[}}"target-cpu", "x86-64"], ["target-features", "{{.*}}+avx512vnni{{.*}}"]]}
  // CHECK: llvm.func internal @net_avx512vnni(%[[IN:.*]]: !llvm.ptr, %[[OUT:.*]]: !llvm.ptr, %[[ARENA:.*]]: !llvm.ptr, %[[WEIGHTS:.*]]: !llvm.ptr, %[[SESSION:.*]]: !llvm.ptr) -> i32
  // CHECK: %[[P0:.*]] = llvm.getelementptr %[[IN]][0]
  // CHECK: %[[A:.*]] = llvm.load %[[P0]]
  // CHECK: %[[P1:.*]] = llvm.getelementptr %[[OUT]][0]
  // CHECK: %[[C:.*]] = llvm.load %[[P1]]
  // CHECK: %[[P2:.*]] = llvm.getelementptr %[[IN]][1]
  // CHECK: %[[B:.*]] = llvm.load %[[P2]]
  // CHECK: llvm.call @main_avx512vnni(%[[A]], %[[SESSION]], %[[C]], %[[B]], %[[WEIGHTS]], %[[ARENA]])
  llvm.func @main_avx512vnni(%a: !llvm.ptr {qopt.name = "a"}, %s: !llvm.ptr {qopt.session}, %c: !llvm.ptr {qopt.name = "c", qopt.result}, %b: !llvm.ptr, %w: !llvm.ptr {qopt.weights}, %m: !llvm.ptr {qopt.arena}) attributes {qopt.arena_bytes = 128 : i64, qopt.inputs = [{name = "a", type = tensor<4xf32>}, {name = "b", type = tensor<4xf32>}], qopt.isa = "avx512vnni", qopt.outputs = [{name = "c", type = tensor<4xf32>}], qopt.symbolic_batch} {
    llvm.return
  }
  // Generic code is made for every x86-64.
  // CHECK: llvm.func internal @main_generic({{.*}}) attributes {passthrough = {{\[\[}}"target-cpu", "x86-64"]]}
  // CHECK: llvm.func internal @net_generic(
  // CHECK: llvm.call @main_generic(
  llvm.func @main_generic(%a: !llvm.ptr, %c: !llvm.ptr {qopt.result}) attributes {qopt.arena_bytes = 192 : i64, qopt.inputs = [], qopt.isa = "generic", qopt.outputs = []} {
    llvm.return
  }
  // Kernels stay functions of their own.
  // CHECK: llvm.func internal @kernel() attributes {passthrough = {{\[\[}}"target-cpu", "x86-64"], ["target-features", "{{.*}}+avx2{{.*}}"], "noinline"]}
  llvm.func @kernel() attributes {qopt.isa = "avx2", qopt.kernel} {
    llvm.return
  }
}
