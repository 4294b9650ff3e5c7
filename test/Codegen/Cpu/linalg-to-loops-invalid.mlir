// What qopt-linalg-to-loops refuses.
// RUN: qopt-opt %s --qopt-linalg-to-loops -split-input-file -verify-diagnostics

func.func @tensors(%x: tensor<4xf32>, %e: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected operands that are buffers, got 'tensor<4xf32>', 'tensor<4xf32>'}}
  %0 = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @dynamic(%x: memref<?xf32>, %y: memref<?xf32>) {
  // expected-error @+1 {{expected static shapes, got 'memref<?xf32>', 'memref<?xf32>'}}
  linalg.exp ins(%x : memref<?xf32>) outs(%y : memref<?xf32>)
  return
}
