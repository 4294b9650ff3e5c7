// The example of the pass description.
// RUN: qopt-opt %s --qopt-choose-activation-formats="format=best:s4|pot<s4>" | FileCheck %s

// 100 values in [1, 1.0625] and 50 of 64: powers of two have both.
// CHECK-LABEL: func.func @main
// CHECK: %{{.*}} = qopt.unary exp %{{.*}} {qopt.format = #qopt.pot<s4>, qopt.range = dense<[0.000000e+00, 6.400000e+01]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 64.0]> : tensor<2xf32>, qopt.histogram = {exponent = -4 : i64, extremes = array<f32: 1.0, 64.0>, negative = array<i64>, positive = array<i64: -16, 100, -1007, 50>, zeros = 0 : i64}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
