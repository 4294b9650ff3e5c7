// RUN: qopt-opt %s --qopt-lower-quant-ops | FileCheck %s
// RUN: qopt-opt %s --qopt-lower-quant-ops=rounding=nearest_away | FileCheck %s --check-prefix=AWAY
// RUN: qopt-opt %s --qopt-lower-quant-ops=rounding=nearest_up | FileCheck %s --check-prefix=UP
// RUN: qopt-opt %s --qopt-lower-quant-ops=rounding=toward_zero | FileCheck %s --check-prefix=ZERO
// RUN: qopt-opt %s --qopt-lower-quant-ops=rounding=floor | FileCheck %s --check-prefix=FLOOR
// RUN: qopt-opt %s --qopt-lower-quant-ops --strip-func-quant-types --canonicalize | FileCheck %s --check-prefix=STRIP

// Nothing of the dialect is left once the borders of functions are gone, too.
// STRIP-NOT: quant.
// STRIP: return

// CHECK-DAG: #[[AXIS:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[BLOCKS:.*]] = affine_map<(d0, d1) -> (d0 floordiv 2, d1 floordiv 3)>
// CHECK-DAG: #[[ONE_BLOCK:.*]] = affine_map<(d0, d1) -> (0, d1 floordiv 2)>
// CHECK-DAG: #[[MIDDLE:.*]] = affine_map<(d0, d1, d2) -> (d1)>

// One scale for all: it stands in the body, with the zero point and the bounds.
// CHECK-LABEL: func.func @tensor
// CHECK-SAME: %[[x:.*]]: tensor<4x?xf32>
// CHECK: linalg.generic {{.*}} ins(%[[x]] : tensor<4x?xf32>) outs(%{{.*}} : tensor<4x?xi8>)
// CHECK-DAG: %[[s:.*]] = arith.constant 5.000000e-01 : f32
// CHECK-DAG: %[[z:.*]] = arith.constant 3 : i32
// CHECK: arith.divf %{{.*}}, %[[s]] : f32
// CHECK: math.roundeven
// CHECK: arith.addi %{{.*}}, %[[z]] : i32
// CHECK: arith.constant -127 : i32
// CHECK: arith.maxsi
// CHECK: arith.constant 127 : i32
// CHECK: arith.minsi
// CHECK: quant.scast %{{.*}} : tensor<4x?xi8> to tensor<4x?x!quant.uniform<i8<-127:127>:f32, 5.000000e-01:3>>
// AWAY: math.round %
// UP: math.floor
// UP: arith.cmpf oge
// ZERO: math.trunc %
// FLOOR: math.floor
// FLOOR-NOT: arith.cmpf oge
func.func @tensor(%x: tensor<4x?xf32>) -> tensor<4x?x!quant.uniform<i8<-127:127>:f32, 0.5:3>> {
  %q = quant.qcast %x : tensor<4x?xf32> to tensor<4x?x!quant.uniform<i8<-127:127>:f32, 0.5:3>>
  return %q : tensor<4x?x!quant.uniform<i8<-127:127>:f32, 0.5:3>>
}

// Scales and zero points of an axis are operands; equal ones are not.
// CHECK-LABEL: func.func @axis
// CHECK: %[[s:.*]] = arith.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[AXIS]], #{{.*}}], {{.*}} ins(%{{.*}}, %[[s]] : tensor<4x2xi4>, tensor<2xf32>)
// CHECK: arith.constant 3 : i32
// CHECK: arith.extui %{{.*}} : i4 to i32
// CHECK: arith.subi
// CHECK: arith.sitofp %{{.*}} : i32 to f32
// CHECK: arith.mulf
func.func @axis(%c: tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:3}>>) -> tensor<4x2xf32> {
  %x = quant.dcast %c : tensor<4x2x!quant.uniform<u4:f32:1, {0.5:3, 0.25:3}>> to tensor<4x2xf32>
  return %x : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @blocks
// CHECK: %[[z:.*]] = arith.constant dense<{{\[\[}}1, 2], [3, 4]]> : tensor<2x2xi32>
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[BLOCKS]], #[[BLOCKS]], #{{.*}}]
func.func @blocks(%x: tensor<4x6xf32>) -> tensor<4x6x!quant.uniform<i8:f32:{0:2, 1:3}, {{0.5:1, 0.25:2}, {1.0:3, 2.0:4}}>> {
  %q = quant.qcast %x : tensor<4x6xf32> to tensor<4x6x!quant.uniform<i8:f32:{0:2, 1:3}, {{0.5:1, 0.25:2}, {1.0:3, 2.0:4}}>>
  return %q : tensor<4x6x!quant.uniform<i8:f32:{0:2, 1:3}, {{0.5:1, 0.25:2}, {1.0:3, 2.0:4}}>>
}

// A dimension that the type does not name is one block.
// CHECK-LABEL: func.func @one_block
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[ONE_BLOCK]], #{{.*}}]
func.func @one_block(%x: tensor<4x4xf32>) -> tensor<4x4x!quant.uniform<i8:f32:{1:2}, {{0.5, 0.25}}>> {
  %q = quant.qcast %x : tensor<4x4xf32> to tensor<4x4x!quant.uniform<i8:f32:{1:2}, {{0.5, 0.25}}>>
  return %q : tensor<4x4x!quant.uniform<i8:f32:{1:2}, {{0.5, 0.25}}>>
}

// CHECK-LABEL: func.func @unranked
// CHECK: %[[shape:.*]] = shape.shape_of %{{.*}} : tensor<*xf32> -> tensor<?xindex>
// CHECK: %[[n:.*]] = shape.num_elements %[[shape]]
// CHECK: tensor.reshape %{{.*}} : (tensor<*xf32>, tensor<1xindex>) -> tensor<?xf32>
// CHECK: linalg.generic
// CHECK: tensor.reshape %{{.*}}(%[[shape]]) : (tensor<?xi8>, tensor<?xindex>) -> tensor<*xi8>
func.func @unranked(%x: tensor<*xf32>) -> tensor<*x!quant.uniform<i8:f32, 0.5>> {
  %q = quant.qcast %x : tensor<*xf32> to tensor<*x!quant.uniform<i8:f32, 0.5>>
  return %q : tensor<*x!quant.uniform<i8:f32, 0.5>>
}

// CHECK-LABEL: func.func @unranked_axis
// CHECK: "shape.split_at"
// CHECK: tensor.reshape %{{.*}} : (tensor<*xf32>, tensor<3xindex>) -> tensor<?x2x?xf32>
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[MIDDLE]], #{{.*}}]
func.func @unranked_axis(%x: tensor<*xf32>) -> tensor<*x!quant.uniform<i8:f32:1, {0.5, 1.0}>> {
  %q = quant.qcast %x : tensor<*xf32> to tensor<*x!quant.uniform<i8:f32:1, {0.5, 1.0}>>
  return %q : tensor<*x!quant.uniform<i8:f32:1, {0.5, 1.0}>>
}

// f16 is computed as f32, f64 as itself; codes of 32 bits need 64-bit sums.
// CHECK-LABEL: func.func @scalars
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.divf %{{.*}} : f32
// CHECK: arith.divf %{{.*}} : f64
// CHECK: arith.fptosi %{{.*}} : f64 to i64
// CHECK: arith.trunci %{{.*}} : i64 to i32
// CHECK: arith.mulf %{{.*}} : f32
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @scalars(%h: f16, %d: f64, %c: !quant.uniform<i8:bf16, 0.5>)
    -> (!quant.uniform<i8:f16, 0.5>, !quant.uniform<u32:f64, 0.5:7>, bf16) {
  %0 = quant.qcast %h : f16 to !quant.uniform<i8:f16, 0.5>
  %1 = quant.qcast %d : f64 to !quant.uniform<u32:f64, 0.5:7>
  %2 = quant.dcast %c : !quant.uniform<i8:bf16, 0.5> to bf16
  return %0, %1, %2 : !quant.uniform<i8:f16, 0.5>, !quant.uniform<u32:f64, 0.5:7>, bf16
}
