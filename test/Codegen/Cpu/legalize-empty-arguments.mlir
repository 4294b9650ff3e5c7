// SPDX-License-Identifier: Apache-2.0
// Arguments without elements leave the signature; a model with empty inputs and
// outputs goes through to the LLVM dialect with pointers only.
// RUN: qopt-opt %s --pass-pipeline="builtin.module(func.func(qopt-legalize-empty-arguments))" | FileCheck %s

// CHECK-LABEL: func.func @used(
// CHECK-SAME: %[[x:.*]]: memref<1xf32>, %[[y:.*]]: memref<4xf32>, %[[z:.*]]: memref<1xi64>)
// CHECK-NEXT: %[[e:.*]] = memref.alloc() : memref<2x0x4xf32>
// CHECK-NEXT: memref.dealloc %[[e]] : memref<2x0x4xf32>
// CHECK-NEXT: memref.dealloc %[[y]]
func.func @used(%x: memref<2x0x4xf32>, %y: memref<4xf32>, %z: memref<0xi64>) {
  memref.dealloc %x : memref<2x0x4xf32>
  memref.dealloc %y : memref<4xf32>
  return
}

// Nothing to do: elements, no elements known, no body.
// CHECK-LABEL: func.func @not(
// CHECK-SAME: %{{.*}}: memref<f32>, %{{.*}}: memref<?x0xf32>, %{{.*}}: index)
func.func @not(%x: memref<f32>, %y: memref<?x0xf32>, %z: index) {
  return
}
// CHECK: func.func private @external(memref<0xf32>)
func.func private @external(memref<0xf32>)
