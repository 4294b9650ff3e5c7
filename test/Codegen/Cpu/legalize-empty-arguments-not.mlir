// What qopt-legalize-empty-arguments leaves: elements, no elements known, no
// buffer, no body.
// RUN: qopt-opt %s --qopt-legalize-empty-arguments > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @not(
// CHECK-SAME: %{{.*}}: memref<f32>, %{{.*}}: memref<?x0xf32>, %{{.*}}: index)
func.func @not(%x: memref<f32>, %y: memref<?x0xf32>, %z: index) {
  return
}
// CHECK: func.func private @external(memref<0xf32>)
func.func private @external(memref<0xf32>)
