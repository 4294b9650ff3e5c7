// A request that nothing answers to is an error: misspelt names must not pass.
// RUN: qopt-opt %s --qopt-mark-float='nodes=frist,first kinds=sigmod,exp' -verify-diagnostics

// A constant is no layer.
// expected-error @+2 {{expected a node name of this model to keep in float, got 'frist'}}
// expected-error @+1 {{expected an op kind of this model to keep in float, got 'sigmod'}}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = qopt.constant dense<1.0> : tensor<4xf32> loc("frist")
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32> loc("first")
  %1 = qopt.binary add %0, %c : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
