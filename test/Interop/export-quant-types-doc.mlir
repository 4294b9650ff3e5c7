// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-export-quant-types | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x2xf32>
func.func @doc(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %s = qopt.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
  %z = qopt.constant dense<[3, 0]> : tensor<2xi32>
  // CHECK: %[[a:.*]] = quant.qcast %[[x]] : tensor<1x2xf32> to tensor<1x2x!quant.uniform<u4:f32:1, {5.000000e-01:3,2.500000e-01}>>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<1x2xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<1x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>>
  // CHECK: %[[b:.*]] = quant.dcast %[[a]] : tensor<1x2x!quant.uniform<u4:f32:1, {5.000000e-01:3,2.500000e-01}>> to tensor<1x2xf32>
  %y = qopt.dequantize %q : tensor<1x2x!qopt.q<#qopt.int<u4>, #qopt.channel<1>>> -> tensor<1x2xf32>
  // CHECK: return %[[b]]
  return %y : tensor<1x2xf32>
}
