// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-insert-qdq | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.range = dense<[0.0, 63.75]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-DAG: %[[s:.*]] = qopt.constant dense<1.250000e-01> : tensor<f32>
  // CHECK-DAG: %[[z:.*]] = qopt.constant dense<0> : tensor<i32>
  // CHECK-DAG: %[[t:.*]] = qopt.constant dense<2.500000e-01> : tensor<f32>
  // CHECK-DAG: %[[m:.*]] = qopt.constant dense<-128> : tensor<i32>
  // CHECK: %[[q:.*]] = qopt.quantize %[[x]], %[[s]], %[[z]] rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q_s8_>
  // CHECK-NEXT: %[[d:.*]] = qopt.dequantize %[[q]] : tensor<4x!q_s8_> -> tensor<4xf32>
  // CHECK-NEXT: %[[e:.*]] = qopt.unary exp %[[d]] {qopt.range = dense<[0.000000e+00, 6.375000e+01]> : tensor<2xf32>} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NEXT: %[[r:.*]] = qopt.quantize %[[e]], %[[t]], %[[m]] rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!q_s8_>
  // CHECK-NEXT: %[[y:.*]] = qopt.dequantize %[[r]] : tensor<4x!q_s8_> -> tensor<4xf32>
  // CHECK-NEXT: return %[[y]]
  return %0 : tensor<4xf32>
}
