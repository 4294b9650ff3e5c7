// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-outline-kernels | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[a:[^:]*]]: memref<64xf32>, %[[b:[^:]*]]: memref<64xf32>
func.func @doc(%a: memref<64xf32>, %b: memref<64xf32>) attributes {qopt.isa = "avx2"} {
  // CHECK-DAG: %[[c0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[c1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[c64:.*]] = arith.constant 64 : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  // CHECK: scf.parallel (%[[i:.*]]) = (%[[c0]]) to (%[[c64]]) step (%[[c1]]) {
  // CHECK-NEXT: func.call @k_copy_avx2(%[[a]], %[[b]], %[[i]]) : (memref<64xf32>, memref<64xf32>, index) -> ()
  scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
    %v = memref.load %a[%i] : memref<64xf32>
    memref.store %v, %b[%i] : memref<64xf32>
  } loc("copy")
  return
}
// CHECK: func.func private @k_copy_avx2(%[[x:.*]]: memref<64xf32> {llvm.noalias}, %[[y:.*]]: memref<64xf32> {llvm.noalias}, %[[j:.*]]: index) attributes {qopt.isa = "avx2", qopt.kernel} {
// CHECK-NEXT: %[[v:.*]] = memref.load %[[x]][%[[j]]] : memref<64xf32>
// CHECK-NEXT: memref.store %[[v]], %[[y]][%[[j]]] : memref<64xf32>
// CHECK-NEXT: return
