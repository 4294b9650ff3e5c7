// Float by request is silent, float by the model's author a remark.
// RUN: qopt-opt %s --qopt-verify-integer=allow-float -verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK: qopt.unary exp
// CHECK: qopt.unary relu
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-remark @unknown {{node 'act' stays float}}
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("act")
  %1 = qopt.unary relu %0 {qopt.keep_float} : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
