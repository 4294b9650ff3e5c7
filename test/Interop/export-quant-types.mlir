// RUN: qopt-opt %s --qopt-export-quant-types | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8, narrow>, #qopt.channel<0>>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!s3 = !qopt.q<#qopt.int<s3>, #qopt.group<1, 2>>
!wide = !qopt.q<#qopt.int<s8>, #qopt.group<1, 64>>

// CHECK-LABEL: func.func @quantize
// CHECK-NEXT: %[[q:.*]] = quant.qcast %{{.*}} to tensor<2x4x!quant.uniform<i8<-127:127>:f32:0, {5.000000e-01,2.500000e-01}>>
// CHECK-NEXT: %[[y:.*]] = quant.dcast %[[q]]
// CHECK-NEXT: return %[[y]]
func.func @quantize(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %s = qopt.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!s8>
  %y = qopt.dequantize %q : tensor<2x4x!s8> -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// Unsigned codes are signless there.
// CHECK-LABEL: func.func @codes
// CHECK-NEXT: %[[c:.*]] = qopt.cast %{{.*}} : tensor<4xui8> -> tensor<4xi8>
// CHECK-NEXT: %[[q:.*]] = quant.scast %[[c]] : tensor<4xi8> to tensor<4x!quant.uniform<u8:f32, 5.000000e-01:200>>
// CHECK-NEXT: %[[d:.*]] = quant.scast %[[q]]
// CHECK-NEXT: %[[r:.*]] = qopt.cast %[[d]] : tensor<4xi8> -> tensor<4xui8>
// CHECK-NEXT: return %[[r]]
func.func @codes(%c: tensor<4xui8>) -> tensor<4xui8> {
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<200> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  %d = qopt.codes %q : tensor<4x!u8> -> tensor<4xui8>
  return %d : tensor<4xui8>
}

// Codes of k bits are stored as ik; a group that is longer than its dimension is
// one block.
// CHECK-LABEL: func.func @groups
// CHECK: qopt.cast %{{.*}} : tensor<1x4xi8> -> tensor<1x4xi3>
// CHECK: quant.scast %{{.*}} to tensor<1x4x!quant.uniform<i3:f32:{0:1, 1:2}, {{[{][{]}}5.000000e-01:-4, 2.500000e-01:3}}>>
// CHECK: quant.qcast %{{.*}} to tensor<2x4x!quant.uniform<i8:f32:{0:1, 1:4}, {{[{][{]}}5.000000e-01}, {2.500000e-01}}>>
func.func @groups(%c: tensor<1x4xi8>, %x: tensor<2x4xf32>) -> (tensor<1x4xf32>, tensor<2x4xf32>) {
  %s = qopt.constant dense<[[0.5, 0.25]]> : tensor<1x2xf32>
  %z = qopt.constant dense<[[-4, 3]]> : tensor<1x2xi32>
  %q = qopt.assemble %c, %s, %z : tensor<1x4xi8>, tensor<1x2xf32>, tensor<1x2xi32> -> tensor<1x4x!s3>
  %y = qopt.dequantize %q : tensor<1x4x!s3> -> tensor<1x4xf32>
  %t = qopt.constant dense<[[0.5], [0.25]]> : tensor<2x1xf32>
  %o = qopt.constant dense<0> : tensor<2x1xi32>
  %w = qopt.quantize %x, %t, %o rounding nearest_even : tensor<2x4xf32>, tensor<2x1xf32>, tensor<2x1xi32> -> tensor<2x4x!wide>
  %v = qopt.dequantize %w : tensor<2x4x!wide> -> tensor<2x4xf32>
  return %y, %v : tensor<1x4xf32>, tensor<2x4xf32>
}
