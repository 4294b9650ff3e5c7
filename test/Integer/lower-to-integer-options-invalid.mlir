// RUN: not qopt-opt %s --qopt-lower-to-integer=rounding=even 2>&1 | FileCheck %s
// CHECK: error: expected rounding 'single' or 'double', got 'even'

func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
