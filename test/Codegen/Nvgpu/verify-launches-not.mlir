// Declarations have no body to look at.
// RUN: qopt-opt %s --qopt-verify-launches | FileCheck %s

// CHECK: func.func private @elsewhere(memref<?xf32>)
func.func private @elsewhere(memref<?xf32>)
