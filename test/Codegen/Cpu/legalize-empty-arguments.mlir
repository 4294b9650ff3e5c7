// What qopt-legalize-empty-arguments does.
// RUN: qopt-opt %s --qopt-legalize-empty-arguments | FileCheck %s

// The attributes of the argument stay; one without uses needs no buffer.
// CHECK-LABEL: func.func @used(
// CHECK-SAME: %{{.*}}: memref<1xf32> {qopt.name = "x"}, %[[Y:.*]]: memref<4xf32>, %{{.*}}: memref<1xi64>)
// CHECK-NEXT: %[[E:.*]] = memref.alloc() : memref<2x0x4xf32>
// CHECK-NEXT: memref.dealloc %[[E]] : memref<2x0x4xf32>
// CHECK-NEXT: memref.dealloc %[[Y]]
func.func @used(%x: memref<2x0x4xf32> {qopt.name = "x"}, %y: memref<4xf32>, %z: memref<0xi64>) {
  memref.dealloc %x : memref<2x0x4xf32>
  memref.dealloc %y : memref<4xf32>
  return
}
