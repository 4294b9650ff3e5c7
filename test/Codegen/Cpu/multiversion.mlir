// What qopt-multiversion does: every row that Target's table has for the architecture
// where none is named, else those that are, in the order given; attributes and bodies
// are copied.
// RUN: qopt-opt %s --qopt-multiversion | FileCheck %s
// RUN: qopt-opt %s --qopt-multiversion=isas=generic | FileCheck %s --check-prefix=ONE
// RUN: qopt-opt %s --qopt-multiversion=isas=generic,avx512vnni | FileCheck %s --check-prefix=ORDER
// RUN: qopt-opt %s --qopt-multiversion=arch=aarch64 | FileCheck %s --check-prefix=ARM

// x86-64 is left unsaid.
// CHECK-NOT: llvm.target_triple
// ARM: module attributes {llvm.target_triple = "aarch64-unknown-linux-gnu"}
// ARM: func.func private @"main_neon-i8mm"({{.*}}qopt.isa = "neon-i8mm"}
// ARM: func.func private @"main_neon-dotprod"({{.*}}qopt.isa = "neon-dotprod"}
// ARM: func.func private @main_generic({{.*}}qopt.isa = "generic"}
// ARM-NOT: avx
// CHECK: func.func private @main_avx512vnni(%{{.*}}: memref<4xf32> {qopt.name = "x"}) attributes {qopt.inputs = [], qopt.isa = "avx512vnni"}
// CHECK-NEXT: memref.dealloc
// CHECK: func.func private @main_avxvnni(%{{.*}}: memref<4xf32> {qopt.name = "x"}) attributes {qopt.inputs = [], qopt.isa = "avxvnni"}
// CHECK-NEXT: memref.dealloc
// CHECK: func.func private @main_avx2(%{{.*}}: memref<4xf32> {qopt.name = "x"}) attributes {qopt.inputs = [], qopt.isa = "avx2"}
// CHECK-NEXT: memref.dealloc
// CHECK: func.func private @main_generic(%{{.*}}: memref<4xf32> {qopt.name = "x"}) attributes {qopt.inputs = [], qopt.isa = "generic"}
// CHECK-NEXT: memref.dealloc
// CHECK: func.func private @other_avx512vnni()
// ONE: @main_generic(
// ONE-NOT: avx
// ORDER: @main_generic(
// ORDER-NEXT: memref.dealloc
// ORDER: @main_avx512vnni(
// ORDER-NOT: avx2
func.func @main(%x: memref<4xf32> {qopt.name = "x"}) attributes {qopt.inputs = []} {
  memref.dealloc %x : memref<4xf32>
  return
}
func.func @other() {
  return
}
