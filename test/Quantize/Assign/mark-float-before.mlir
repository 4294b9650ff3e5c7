// All that the named nodes depend on stays float, they and what follows do not; a name
// that no node has is an error.
// RUN: qopt-opt %s --qopt-mark-float=before=head | FileCheck %s
// RUN: not qopt-opt %s --qopt-mark-float=before=tail 2>&1 | FileCheck %s --check-prefix=ERROR

// ERROR: error: expected a node name of this model before which all stays float, got 'tail'
// CHECK-LABEL: func.func @main
// CHECK: qopt.unary exp %{{.*}} {qopt.keep_float}
// CHECK: qopt.unary log %{{.*}} {qopt.keep_float}
// CHECK: qopt.unary tanh %{{.*}} :
// CHECK: qopt.binary add %{{.*}}, %{{.*}} :
// CHECK: qopt.binary mul %{{.*}}, %{{.*}} :
// CHECK: qopt.unary sigmoid %{{.*}} :
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = qopt.constant dense<2.0> : tensor<4xf32>
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary log %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.unary tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  // One node of the model may be several ops.
  %3 = qopt.binary add %1, %c : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("head")
  %4 = qopt.binary mul %3, %c : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("head")
  %5 = qopt.unary sigmoid %4 : (tensor<4xf32>) -> tensor<4xf32>
  %6 = qopt.binary add %5, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %6 : tensor<4xf32>
}
