// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-expand-optimizer-steps --canonicalize --cse | FileCheck %s

// CHECK: %[[scratch:.*]] = memref.alloc() : memref<256xf32>
// CHECK: scf.for %[[block:.*]] = %[[c0:.*]] to %[[c2:.*]] step %[[c1:.*]] {
// CHECK: %[[begin:.*]] = arith.muli %[[block]], %[[c256:.*]] : index
// CHECK: %[[end:.*]] = arith.addi %[[begin]], %[[c256]] : index
// CHECK: %[[largest:.*]] = scf.for %[[i:.*]] = %[[begin]] to %[[end]] step %[[c4:.*]] iter_args(%[[most:.*]] = %[[zeros:.*]]) -> (vector<4xi32>) {
// CHECK: %[[codes:.*]] = vector.load %[[m:.*]][%[[i]]] : memref<512xi8>, vector<4xi8>
// CHECK: vector.store %[[parameters:.*]], %[[p1:.*]][%[[i]]] : memref<512xf32>, vector<4xf32>
// CHECK: vector.store %[[states:.*]], %[[scratch]][%{{.*}}] : memref<256xf32>, vector<4xf32>
// CHECK: %[[next:.*]] = arith.maxui %[[most]], %[[bits:.*]] : vector<4xi32>
// CHECK: %[[all:.*]] = vector.reduction <maxui>, %[[largest]] : vector<4xi32> into i32
// CHECK: memref.store %[[absmax:.*]], %[[a1:.*]][%[[block]]] : memref<2xf32>
// CHECK: scf.for %[[j:.*]] = %[[begin]] to %[[end]] step %[[c4]] {
// CHECK: %[[waiting:.*]] = vector.load %[[scratch]][%{{.*}}] : memref<256xf32>, vector<4xf32>
// CHECK: vector.store %[[encoded:.*]], %[[m1:.*]][%[[j]]] : memref<512xi8>, vector<4xi8>
func.func @doc(%p: memref<512xf32>, %g: memref<512xf32>, %m: memref<512xi8>, %a: memref<2xf32>, %s: memref<f32>, %p1: memref<512xf32>, %m1: memref<512xi8>, %a1: memref<2xf32>) {
  qopt.optimizer_step momentum %p, %g states %m absmax %a scalars %s outs %p1, %m1, %a1 {beta1 = 0.5, decay = #qopt<decay coupled>, weight_decay = 0.0, zero_rule = #qopt<zero_rule nearest>, block = 256 : i64} : (memref<512xf32>, memref<512xf32>, memref<512xi8>, memref<2xf32>, memref<f32>, memref<512xf32>, memref<512xi8>, memref<2xf32>) -> ()
  return
}
