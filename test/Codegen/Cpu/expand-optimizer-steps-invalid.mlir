// What qopt-expand-optimizer-steps refuses.
// RUN: qopt-opt %s -split-input-file -verify-diagnostics --qopt-expand-optimizer-steps

func.func @on_tensors(%p: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected row-major memrefs, got 'tensor<4xf32>'}}
  %r:2 = qopt.optimizer_step momentum %p, %p states %p scalars %s outs %p, %p
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0}
    : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %r#0 : tensor<4xf32>
}

// -----

func.func @strided(%p: memref<4xf32, strided<[2]>>, %g: memref<4xf32>, %s: memref<f32>) {
  // expected-error @+1 {{expected row-major memrefs, got 'memref<4xf32, strided<[2]>>'}}
  qopt.optimizer_step momentum %p, %g states %g scalars %s outs %p, %g
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0}
    : (memref<4xf32, strided<[2]>>, memref<4xf32>, memref<4xf32>, memref<f32>, memref<4xf32, strided<[2]>>, memref<4xf32>) -> ()
  return
}

// -----

// expected-error @+1 {{expected qopt.isa to name an instruction set, got 'neon'}}
func.func @unknown_isa(%p: memref<4xf32>, %g: memref<4xf32>, %m: memref<4xf32>, %s: memref<f32>, %q: memref<4xf32>, %n: memref<4xf32>) attributes {qopt.isa = "neon"} {
  qopt.optimizer_step momentum %p, %g states %m scalars %s outs %q, %n
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 0.0}
    : (memref<4xf32>, memref<4xf32>, memref<4xf32>, memref<f32>, memref<4xf32>, memref<4xf32>) -> ()
  return
}
