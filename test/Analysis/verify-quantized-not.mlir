// With allow-float a float layer is a remark, not an error.
// RUN: qopt-opt %s --qopt-verify-quantized=allow-float -verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK: qopt.unary exp
// CHECK: qopt.unary relu
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-remark @unknown {{node 'act' stays float}}
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("act")
  %1 = qopt.unary relu %0 {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.reshape %1 : tensor<4xf32> -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
