// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-import-quant-types | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<2x4xf32>
func.func @doc(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // CHECK: %[[a:.*]] = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
  // CHECK: %[[b:.*]] = qopt.constant dense<[3, 0]> : tensor<2xi32>
  // CHECK: %[[c:.*]] = qopt.quantize %[[x]], %[[a]], %[[b]] rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!q_s8_c0_>
  %0 = quant.qcast %x : tensor<2x4xf32> to tensor<2x4x!quant.uniform<i8:f32:0, {5.000000e-01:3,2.500000e-01}>>
  // CHECK: %[[d:.*]] = qopt.dequantize %[[c]] : tensor<2x4x!q_s8_c0_> -> tensor<2x4xf32>
  %1 = quant.dcast %0 : tensor<2x4x!quant.uniform<i8:f32:0, {5.000000e-01:3,2.500000e-01}>> to tensor<2x4xf32>
  // CHECK: return %[[d]]
  return %1 : tensor<2x4xf32>
}
