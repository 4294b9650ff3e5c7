// Optimizer steps on tensors and on memrefs, with 8-bit and with f32 states.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t.generic | diff %t -

// CHECK-LABEL: func.func @adam
func.func @adam(%p: tensor<64x100xf32>, %g: tensor<64x100xf32>, %m: tensor<64x100xui8>, %v: tensor<64x100xui8>,
    %a: tensor<25xf32>, %b: tensor<25xf32>, %step: tensor<f32>, %root: tensor<f32>, %keep: tensor<f32>)
    -> (tensor<64x100xf32>, tensor<64x100xui8>, tensor<25xf32>) {
  %e = tensor.empty() : tensor<64x100xf32>
  %c = tensor.empty() : tensor<64x100xui8>
  %s = tensor.empty() : tensor<25xf32>
  // CHECK: %[[R:.*]]:5 = qopt.optimizer_step adam %{{.*}}, %{{.*}} states %{{.*}}, %{{.*}} absmax %{{.*}}, %{{.*}} scalars %{{.*}}, %{{.*}}, %{{.*}} outs %{{.*}} {beta1 = 9.000000e-01 : f64, {{.*}}block = 256 : i64, decay = #qopt<decay before>, {{.*}}eps_rule = #qopt<eps_rule outside>, zero_rule = #qopt<zero_rule keep_sign>}
  %r:5 = qopt.optimizer_step adam %p, %g states %m, %v absmax %a, %b scalars %step, %root, %keep outs %e, %c, %c, %s, %s
    {beta1 = 0.9, beta2 = 0.999, eps = 1.0e-8, eps_rule = #qopt<eps_rule outside>, decay = #qopt<decay before>,
     zero_rule = #qopt<zero_rule keep_sign>, block = 256 : i64}
    : (tensor<64x100xf32>, tensor<64x100xf32>, tensor<64x100xui8>, tensor<64x100xui8>, tensor<25xf32>, tensor<25xf32>,
       tensor<f32>, tensor<f32>, tensor<f32>,
       tensor<64x100xf32>, tensor<64x100xui8>, tensor<64x100xui8>, tensor<25xf32>, tensor<25xf32>)
    -> (tensor<64x100xf32>, tensor<64x100xui8>, tensor<64x100xui8>, tensor<25xf32>, tensor<25xf32>)
  // CHECK: return %[[R]]#0, %[[R]]#2, %[[R]]#4
  return %r#0, %r#2, %r#4 : tensor<64x100xf32>, tensor<64x100xui8>, tensor<25xf32>
}

// f32 states need no block; unused steps on tensors have no effect.
// CHECK-LABEL: func.func @momentum
// CHECK-SAME: %[[P:.*]]: tensor<7xf32>
func.func @momentum(%p: tensor<7xf32>, %g: tensor<7xf32>, %m: tensor<7xf32>, %step: tensor<f32>) -> (tensor<7xf32>, tensor<7xf32>) {
  // CHECK: qopt.optimizer_step momentum %{{.*}}, %{{.*}} states %{{.*}} scalars %{{.*}} outs %{{.*}}, %{{.*}} {beta1 = 9.000000e-01 : f64, decay = #qopt<decay coupled>, weight_decay = 1.000000e-04 : f64}
  %r:2 = qopt.optimizer_step momentum %p, %g states %m scalars %step outs %p, %m
    {beta1 = 0.9, decay = #qopt<decay coupled>, weight_decay = 1.0e-4}
    : (tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<f32>, tensor<7xf32>, tensor<7xf32>) -> (tensor<7xf32>, tensor<7xf32>)
  return %r#0, %r#1 : tensor<7xf32>, tensor<7xf32>
}

// CHECK-LABEL: func.func @buffers
func.func @buffers(%p: memref<300xf32>, %g: memref<300xf32>, %v: memref<300xi8>, %a: memref<2xf32>, %step: memref<f32>,
    %p1: memref<300xf32>, %v1: memref<300xi8>, %a1: memref<2xf32>) {
  // CHECK: qopt.optimizer_step rmsprop {{.*}} -> ()
  qopt.optimizer_step rmsprop %p, %g states %v absmax %a scalars %step outs %p1, %v1, %a1
    {beta2 = 0.99, eps = 1.0e-8, eps_rule = #qopt<eps_rule inside_root>, decay = #qopt<decay coupled>, weight_decay = 0.0,
     zero_rule = #qopt<zero_rule nearest>, block = 256 : i64}
    : (memref<300xf32>, memref<300xf32>, memref<300xi8>, memref<2xf32>, memref<f32>, memref<300xf32>, memref<300xi8>, memref<2xf32>) -> ()
  return
}
