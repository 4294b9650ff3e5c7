// RUN: qopt-opt %s --qopt-import-quant-types | FileCheck %s
// RUN: qopt-opt %s --qopt-import-quant-types=rounding=nearest_away | FileCheck %s --check-prefix=AWAY

// CHECK-DAG: !q_s12_ = !qopt.q<#qopt.int<s12>, #qopt.tensor>
// CHECK-DAG: !q_s8_ = !qopt.q<#qopt.int<s8>, #qopt.tensor>
// CHECK-DAG: !q_s8_c0_ = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>
// CHECK-DAG: !q_s8_g3a1_ = !qopt.q<#qopt.int<s8>, #qopt.group<1, 3>>
// CHECK-DAG: !q_s8n_ = !qopt.q<#qopt.int<s8, narrow>, #qopt.tensor>
// CHECK-DAG: !q_u4_ = !qopt.q<#qopt.int<u4>, #qopt.tensor>
// CHECK-DAG: !q_u4_c1_ = !qopt.q<#qopt.int<u4>, #qopt.channel<1>>

// One scale. The quantization stays, where upstream's folder takes a dcast of a
// qcast for the number itself.
// AWAY: rounding nearest_away
// CHECK-LABEL: func.func @tensor
// CHECK: %[[s:.*]] = qopt.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[z:.*]] = qopt.constant dense<3> : tensor<i32>
// CHECK: qopt.quantize %{{.*}}, %[[s]], %[[z]] rounding nearest_even : {{.*}} -> tensor<4x!q_s8n_>
func.func @tensor(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8<-127:127>:f32, 0.5:3>>
  %y = quant.dcast %q : tensor<4x!quant.uniform<i8<-127:127>:f32, 0.5:3>> to tensor<4xf32>
  return %y : tensor<4xf32>
}

// Blocks: one axis is cut, the indices of the others are single.
// CHECK-LABEL: func.func @group
// CHECK: qopt.constant dense<{{\[\[}}5.000000e-01, 2.500000e-01], [1.000000e+00, 2.000000e+00]]> : tensor<2x2xf32>
// CHECK: -> tensor<2x6x!q_s8_g3a1_>
func.func @group(%x: tensor<2x6xf32>) -> tensor<2x6xf32> {
  %q = quant.qcast %x : tensor<2x6xf32> to tensor<2x6x!quant.uniform<i8:f32:{0:1, 1:3}, {{0.5, 0.25}, {1.0, 2.0}}>>
  %y = quant.dcast %q : tensor<2x6x!quant.uniform<i8:f32:{0:1, 1:3}, {{0.5, 0.25}, {1.0, 2.0}}>> to tensor<2x6xf32>
  return %y : tensor<2x6xf32>
}

// Blocks that say no more than an axis, or nothing; axes of one element are
// both whole and single.
// CHECK-LABEL: func.func @simple_blocks
// CHECK: -> tensor<2x6x!q_s8_c0_>
// CHECK: -> tensor<2x6x!q_s8_>
// CHECK: -> tensor<1x6x!q_s8_g3a1_>
func.func @simple_blocks(%x: tensor<2x6xf32>, %w: tensor<1x6xf32>) {
  %0 = quant.qcast %x : tensor<2x6xf32> to tensor<2x6x!quant.uniform<i8:f32:{0:1}, {{0.5}, {0.25}}>>
  %1 = quant.qcast %x : tensor<2x6xf32> to tensor<2x6x!quant.uniform<i8:f32:{0:2, 1:6}, {{0.5}}>>
  %2 = quant.qcast %w : tensor<1x6xf32> to tensor<1x6x!quant.uniform<i8:f32:{1:3}, {{0.5, 0.25}}>>
  return
}

// Functions pass codes, held as upstream holds them; here unsigned codes are
// unsigned integers of whole bytes.
// CHECK-LABEL: func.func @border
// CHECK-SAME: %[[c:.*]]: tensor<4x2xi4>) -> tensor<4x2xi4>
// CHECK: %[[u:.*]] = qopt.cast %[[c]] : tensor<4x2xi4> -> tensor<4x2xui4>
// CHECK: %[[b:.*]] = qopt.cast %[[u]] : tensor<4x2xui4> -> tensor<4x2xui8>
// CHECK: %[[q:.*]] = qopt.assemble %[[b]], {{.*}} -> tensor<4x2x!q_u4_c1_>
// CHECK: qopt.dequantize %[[q]]
// CHECK: %[[d:.*]] = qopt.codes %[[q]] {{.*}} -> tensor<4x2xui8>
// CHECK: %[[r:.*]] = qopt.cast %[[d]] : tensor<4x2xui8> -> tensor<4x2xi4>
// CHECK: return %[[r]]
func.func @border(%q: tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>>) -> tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>> {
  %x = quant.dcast %q : tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>> to tensor<4x2xf32>
  return %q : tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>>
}

// CHECK-LABEL: func.func @caller
// CHECK: %[[k:.*]] = call @border(%{{.*}}) : (tensor<4x2xi4>) -> tensor<4x2xi4>
func.func @caller(%q: tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>>) -> tensor<4x2xf32> {
  %r = call @border(%q) : (tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>>) -> tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>>
  %x = quant.dcast %r : tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:15}>> to tensor<4x2xf32>
  return %x : tensor<4x2xf32>
}

// A range that is smaller than its storage is its own format.
// CHECK-LABEL: func.func @small_range
// CHECK: %[[u:.*]] = qopt.cast %{{.*}} : tensor<4xi8> -> tensor<4xui8>
// CHECK: qopt.assemble %[[u]], {{.*}} -> tensor<4x!q_u4_>
// CHECK: qopt.assemble {{.*}} tensor<4xi16>, {{.*}} -> tensor<4x!q_s12_>
func.func @small_range(%c: tensor<4xi8>, %d: tensor<4xi16>) -> (tensor<4xf32>, tensor<4xf32>) {
  %q = quant.scast %c : tensor<4xi8> to tensor<4x!quant.uniform<i8<0:15>:f32, 0.5>>
  %x = quant.dcast %q : tensor<4x!quant.uniform<i8<0:15>:f32, 0.5>> to tensor<4xf32>
  %r = quant.scast %d : tensor<4xi16> to tensor<4x!quant.uniform<i16<-2048:2047>:f32, 0.5>>
  %y = quant.dcast %r : tensor<4x!quant.uniform<i16<-2048:2047>:f32, 0.5>> to tensor<4xf32>
  return %x, %y : tensor<4xf32>, tensor<4xf32>
}
