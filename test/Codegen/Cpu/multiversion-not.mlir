// What qopt-multiversion leaves: private functions and declarations.
// RUN: qopt-opt %s --qopt-multiversion > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK: func.func private @external(memref<4xf32>)
func.func private @external(memref<4xf32>)
// CHECK: func.func private @helper()
func.func private @helper() {
  return
}
