// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-emit-entry | FileCheck %s

module @model {
  // CHECK: llvm.func internal @main_avx2(%{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)
  llvm.func @main_avx2(%x: !llvm.ptr, %y: !llvm.ptr {qopt.result}, %a: !llvm.ptr {qopt.arena}) attributes {qopt.inputs = [], qopt.isa = "avx2", qopt.outputs = []} {
    llvm.return
  }
  // CHECK: llvm.func internal @model_avx2(%[[inputs:.*]]: !llvm.ptr, %[[outputs:.*]]: !llvm.ptr, %[[arena:.*]]: !llvm.ptr, %[[weights:.*]]: !llvm.ptr, %[[session:.*]]: !llvm.ptr) -> i32 attributes {passthrough = {{\[\[}}"target-cpu", "x86-64"], ["target-features", "+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt"]]} {
  // CHECK-NEXT: %[[i:.*]] = llvm.getelementptr %[[inputs]][0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  // CHECK-NEXT: %[[x:.*]] = llvm.load %[[i]] : !llvm.ptr -> !llvm.ptr
  // CHECK-NEXT: %[[o:.*]] = llvm.getelementptr %[[outputs]][0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  // CHECK-NEXT: %[[y:.*]] = llvm.load %[[o]] : !llvm.ptr -> !llvm.ptr
  // CHECK-NEXT: llvm.call @main_avx2(%[[x]], %[[y]], %[[arena]]) : (!llvm.ptr, !llvm.ptr, !llvm.ptr) -> ()
  // CHECK-NEXT: %[[r:.*]] = llvm.mlir.constant(0 : i32) : i32
  // CHECK-NEXT: llvm.return %[[r]] : i32
}
