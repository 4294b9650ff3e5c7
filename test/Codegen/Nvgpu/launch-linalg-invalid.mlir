// What --qopt-launch-linalg refuses.
// RUN: qopt-opt %s --qopt-launch-linalg -verify-diagnostics -split-input-file

func.func @tensors(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected operands that are buffers, got 'tensor<4xf32>'}}
  %r = linalg.copy ins(%x : tensor<4xf32>) outs(%y : tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func @dynamic(%x: memref<?xf32>, %y: memref<?xf32>) {
  // expected-error @+1 {{expected static shapes, got 'memref<?xf32>'}}
  linalg.copy ins(%x : memref<?xf32>) outs(%y : memref<?xf32>)
  return
}

// -----

func.func @huge(%y: memref<1099511627776xi8>) {
  %c0 = arith.constant 0 : i8
  // expected-error @+1 {{expected at most 2147483647 blocks of 256 threads}}
  linalg.fill ins(%c0 : i8) outs(%y : memref<1099511627776xi8>)
  return
}
