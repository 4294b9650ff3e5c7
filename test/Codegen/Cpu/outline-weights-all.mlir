// With keep-bytes=0, small constants move, too.
// RUN: qopt-opt %s --qopt-outline-weights=keep-bytes=0 | FileCheck %s

// CHECK: module attributes {qopt.weights = dense_resource<qopt_weights> : tensor<64xi8>}
// CHECK-NOT: memref.global
// CHECK: func.func @small(%{{.*}}: memref<2xf32>, %[[W:.*]]: memref<64xi8> {qopt.weights})
// CHECK: memref.view %[[W]][%{{.*}}][] : memref<64xi8> to memref<2xf32>
memref.global "private" constant @c : memref<2xf32> = dense<1.0>
func.func @small(%x: memref<2xf32>) {
  %0 = memref.get_global @c : memref<2xf32>
  memref.copy %0, %x : memref<2xf32> to memref<2xf32>
  return
}
