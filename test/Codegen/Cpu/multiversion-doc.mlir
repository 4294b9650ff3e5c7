// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-multiversion=isas=avx2,generic | FileCheck %s

// CHECK-NOT: @doc(
// CHECK: func.func private @doc_avx2(%{{.*}}: memref<4xf32>) attributes {qopt.isa = "avx2"} {
// CHECK: func.func private @doc_generic(%{{.*}}: memref<4xf32>) attributes {qopt.isa = "generic"} {
// CHECK-NOT: func.func
func.func @doc(%x: memref<4xf32>) {
  return
}
