// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-outline-weights | FileCheck %s

// CHECK: module attributes {qopt.weights = dense_resource<qopt_weights> : tensor<128xi8>} {
memref.global "private" constant @w : memref<32xf32> = dense<1.0>
// CHECK-NEXT: func.func @doc(%[[y:.*]]: memref<32xf32>, %[[weights:.*]]: memref<128xi8> {qopt.weights}) {
// CHECK-NEXT: %[[c0:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[v:.*]] = memref.view %[[weights]][%[[c0]]][] : memref<128xi8> to memref<32xf32>
// CHECK-NEXT: memref.copy %[[v]], %[[y]] : memref<32xf32> to memref<32xf32>
func.func @doc(%y: memref<32xf32>) {
  %0 = memref.get_global @w : memref<32xf32>
  memref.copy %0, %y : memref<32xf32> to memref<32xf32>
  return
}
