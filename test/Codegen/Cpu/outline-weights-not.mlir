// What qopt-outline-weights leaves: 64 bytes and less, what can be written to,
// and what nothing uses.
// RUN: qopt-opt %s --qopt-outline-weights > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-NOT: qopt.weights
// CHECK: memref.global "private" constant @small : memref<16xf32>
memref.global "private" constant @small : memref<16xf32> = dense<1.0>
// CHECK: memref.global "private" @variable : memref<100xf32>
memref.global "private" @variable : memref<100xf32> = dense<1.0>
// CHECK: memref.global "private" constant @unused : memref<100xf32>
memref.global "private" constant @unused : memref<100xf32> = dense<1.0>

// CHECK-LABEL: func.func @main
// CHECK-NEXT: memref.get_global @small
// CHECK-NEXT: memref.get_global @variable
func.func @main() {
  %0 = memref.get_global @small : memref<16xf32>
  %1 = memref.get_global @variable : memref<100xf32>
  return
}
