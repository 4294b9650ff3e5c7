// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-pack-gpu-floats | FileCheck %s

// CHECK-LABEL: func.func @doc(
// CHECK-SAME: %[[C:.*]]: tensor<2x3x20xui8>, %[[S:.*]]: tensor<2x3xf32>
// CHECK: %[[R:.*]] = tensor.collapse_shape %[[C]] {{\[\[}}0, 1], [2]] : tensor<2x3x20xui8> into tensor<6x20xui8>
// CHECK: %[[W:.*]] = qopt.constant dense<{{.*}}> : tensor<4x32xi8>
// CHECK: %[[P:.*]] = tensor.collapse_shape %[[S]] {{\[\[}}0, 1]] : tensor<2x3xf32> into tensor<6xf32>
// CHECK: %[[E:.*]] = tensor.empty() : tensor<6x4xf32>
// CHECK: %[[Y:.*]] = qopt.mma_float_matmul %[[R]], %[[W]] scales %[[P]], %{{.*}} outs %[[E]] {block = 32 : i64, input_type = f8E4M3FN, promote = 128 : i64, weight_type = f8E4M3FN} : (tensor<6x20xui8>, tensor<4x32xi8>, tensor<6xf32>, tensor<4xf32>, tensor<6x4xf32>) -> tensor<6x4xf32>
// CHECK: %[[Z:.*]] = tensor.expand_shape %[[Y]] {{\[\[}}0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
// CHECK: return %[[Z]]
func.func @doc(%codes: tensor<2x3x20xui8>, %scale: tensor<2x3xf32>) -> tensor<2x3x4xf32> {
  %z = qopt.constant dense<0> : tensor<2x3xi32>
  %c = qopt.constant dense<56> : tensor<20x4xui8>
  %s = qopt.constant dense<[0.5, 1.0, 2.0, 0.25]> : tensor<4xf32>
  %t = qopt.constant dense<0> : tensor<4xi32>
  %q = qopt.assemble %codes, %scale, %z : tensor<2x3x20xui8>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x3x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>>
  %x = qopt.dequantize %q : tensor<2x3x20x!qopt.q<#qopt.float<e4m3fn>, #qopt.token>> -> tensor<2x3x20xf32>
  %w = qopt.assemble %c, %s, %t : tensor<20x4xui8>, tensor<4xf32>, tensor<4xi32> -> tensor<20x4x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>
  %y = qopt.matmul %x, %w : (tensor<2x3x20xf32>, tensor<20x4x!qopt.q<#qopt.float<e4m3fn>, #qopt.channel<1>>>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}
