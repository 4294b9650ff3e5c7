// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-raise-norms --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<2x4xf32>
func.func @doc(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %two = qopt.constant dense<2.0> : tensor<f32>
  %eps = qopt.constant dense<1.0e-5> : tensor<f32>
  %g = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %b = qopt.constant dense<[0.0, 1.0, 0.0, 1.0]> : tensor<4xf32>
  %0 = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %1 = qopt.binary sub %x, %0 : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  %2 = qopt.binary pow %1, %two : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  %3 = qopt.reduce mean %2 {axes = array<i64: 1>} : (tensor<2x4xf32>) -> tensor<2x1xf32>
  %4 = qopt.binary add %3, %eps : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x1xf32>
  %5 = qopt.unary sqrt %4 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %6 = qopt.binary div %1, %5 : (tensor<2x4xf32>, tensor<2x1xf32>) -> tensor<2x4xf32>
  %7 = qopt.binary mul %6, %g : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %8 = qopt.binary add %7, %b : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  // CHECK-DAG: %[[g:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]>
  // CHECK-DAG: %[[b:.*]] = qopt.constant dense<[0.000000e+00, 1.000000e+00, 0.000000e+00, 1.000000e+00]>
  // CHECK: %[[r:.*]] = qopt.norm layer %[[x]] gain %[[g]] bias %[[b]] {epsilon = 9.9999997473787516E-6 : f64} : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  // CHECK-NEXT: return %[[r]]
  return %8 : tensor<2x4xf32>
}
