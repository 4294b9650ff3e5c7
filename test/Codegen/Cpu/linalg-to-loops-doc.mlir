// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-linalg-to-loops --canonicalize | FileCheck %s

#a = affine_map<(m, k, n) -> (m, k)>
#b = affine_map<(m, k, n) -> (k, n)>
#c = affine_map<(m, k, n) -> (m, n)>
// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[a:.*]]: memref<64x256xf32>, %[[b:.*]]: memref<256x512xf32>, %[[c:.*]]: memref<64x512xf32>
func.func @doc(%a: memref<64x256xf32>, %b: memref<256x512xf32>, %c: memref<64x512xf32>) {
  // CHECK-DAG: %[[c0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[c1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[c64:.*]] = arith.constant 64 : index
  // CHECK-DAG: %[[c256:.*]] = arith.constant 256 : index
  // CHECK-DAG: %[[c512:.*]] = arith.constant 512 : index
  // CHECK: scf.parallel (%[[i:.*]]) = (%[[c0]]) to (%[[c64]]) step (%[[c1]]) {
  // CHECK-NEXT: %[[m:.*]] = arith.remui %[[i]], %[[c64]] : index
  // CHECK-NEXT: scf.for %[[k:.*]] = %[[c0]] to %[[c256]] step %[[c1]] {
  // CHECK-NEXT: scf.for %[[n:.*]] = %[[c0]] to %[[c512]] step %[[c1]] {
  // CHECK-NEXT: %[[x:.*]] = memref.load %[[a]][%[[m]], %[[k]]] : memref<64x256xf32>
  // CHECK-NEXT: %[[y:.*]] = memref.load %[[b]][%[[k]], %[[n]]] : memref<256x512xf32>
  // CHECK-NEXT: %[[z:.*]] = memref.load %[[c]][%[[m]], %[[n]]] : memref<64x512xf32>
  // CHECK-NEXT: %[[p:.*]] = arith.mulf %[[x]], %[[y]] : f32
  // CHECK-NEXT: %[[s:.*]] = arith.addf %[[z]], %[[p]] : f32
  // CHECK-NEXT: memref.store %[[s]], %[[c]][%[[m]], %[[n]]] : memref<64x512xf32>
  // CHECK-NOT: linalg
  linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "reduction", "parallel"]} ins(%a, %b : memref<64x256xf32>, memref<256x512xf32>) outs(%c : memref<64x512xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %z, %p : f32
    linalg.yield %s : f32
  }
  return
}
