// Attention in several shapes becomes steps: caches stand where the fewest bytes are,
// constants of positions are read at the position, all else keeps its form. Sizes
// that equal the length (4) without being positions are no positions.
// RUN: qopt-opt %s --qopt-make-step-model --split-input-file | FileCheck %s

// Two heads of keys, which also are the values, for four of queries, batch first,
// learned positions. One cache holds both, every head once, position first.
// CHECK-LABEL: func.func @grouped
// CHECK-SAME: %[[token:.*]]: tensor<1x1xi64> {qopt.name = "ids"}, %[[at:.*]]: tensor<1xi64> {qopt.name = "position"}, %[[cache:.*]]: tensor<4x1x2x4xf32> {qopt.name = "key_cache_0"})
// CHECK-SAME: -> (tensor<1x1x16xf32> {qopt.name = "logits"}, tensor<4x1x2x4xf32> {qopt.name = "key_cache_0"})
// CHECK: %[[e:.*]] = qopt.gather %{{.*}}, %[[token]] axis 0 : tensor<9x16xf32>, tensor<1x1xi64> -> tensor<1x1x16xf32>
// CHECK: %[[p:.*]] = qopt.gather %{{.*}}, %[[at]] axis 0 : tensor<4x1xf32>, tensor<1xi64> -> tensor<1x1xf32>
// CHECK: qopt.binary add %[[e]], %[[p]]
// CHECK: %[[q:.*]] = qopt.transpose %{{.*}} perm [0, 2, 1, 3] : tensor<1x1x4x4xf32> -> tensor<1x4x1x4xf32>
// CHECK: %[[row:.*]] = qopt.reshape %{{.*}} : tensor<1x1x8xf32> -> tensor<1x1x2x4xf32>
// CHECK: %[[new:.*]] = qopt.write_row %[[cache]], %[[row]] at %[[at]] axis 0
// CHECK: qopt.reshape %[[new]] : tensor<4x1x2x4xf32> -> tensor<1x4x2x4xf32>
// CHECK: qopt.broadcast
// CHECK: %[[v:.*]] = qopt.reshape %{{.*}} : tensor<1x2x2x4x4xf32> -> tensor<1x4x4x4xf32>
// CHECK: %[[k:.*]] = qopt.transpose %[[v]] perm [0, 1, 3, 2]
// CHECK: %[[s:.*]] = qopt.matmul %[[q]], %[[k]] : (tensor<1x4x1x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x1x4xf32>
// CHECK: %[[m:.*]] = qopt.gather %{{.*}}, %[[at]] axis 0 : tensor<4x4xf32>, tensor<1xi64> -> tensor<1x4xf32>
// CHECK: %[[a:.*]] = qopt.binary add %[[s]], %[[m]]
// CHECK: %[[w:.*]] = qopt.softmax %[[a]] axis 3
// CHECK: qopt.matmul %[[w]], %[[v]] : (tensor<1x4x1x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x1x4xf32>
func.func @grouped(%ids: tensor<1x4xi64> {qopt.name = "ids"}) -> (tensor<1x4x16xf32> {qopt.name = "logits"}) {
  %e = qopt.constant dense<1.0> : tensor<9x16xf32>
  %p = qopt.constant dense<[[1.0], [2.0], [3.0], [4.0]]> : tensor<4x1xf32>
  %wq = qopt.constant dense<3.0> : tensor<16x16xf32>
  %wk = qopt.constant dense<4.0> : tensor<16x8xf32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<9x16xf32>, tensor<1x4xi64> -> tensor<1x4x16xf32>
  %x = qopt.binary add %x0, %p : (tensor<1x4x16xf32>, tensor<4x1xf32>) -> tensor<1x4x16xf32>
  %q0 = qopt.matmul %x, %wq : (tensor<1x4x16xf32>, tensor<16x16xf32>) -> tensor<1x4x16xf32>
  %q1 = qopt.reshape %q0 : tensor<1x4x16xf32> -> tensor<1x4x4x4xf32>
  %q = qopt.transpose %q1 perm [0, 2, 1, 3] : tensor<1x4x4x4xf32> -> tensor<1x4x4x4xf32>
  %k0 = qopt.matmul %x, %wk : (tensor<1x4x16xf32>, tensor<16x8xf32>) -> tensor<1x4x8xf32>
  %k1 = qopt.reshape %k0 : tensor<1x4x8xf32> -> tensor<1x4x2x4xf32>
  %k2 = qopt.transpose %k1 perm [0, 2, 1, 3] : tensor<1x4x2x4xf32> -> tensor<1x2x4x4xf32>
  %k3 = qopt.reshape %k2 : tensor<1x2x4x4xf32> -> tensor<1x2x1x4x4xf32>
  %k4 = qopt.broadcast %k3 : tensor<1x2x1x4x4xf32> -> tensor<1x2x2x4x4xf32>
  %k5 = qopt.reshape %k4 : tensor<1x2x2x4x4xf32> -> tensor<1x4x4x4xf32>
  %k = qopt.transpose %k5 perm [0, 1, 3, 2] : tensor<1x4x4x4xf32> -> tensor<1x4x4x4xf32>
  %s0 = qopt.matmul %q, %k : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %m = qopt.constant dense<[[0.0, 0xFF800000, 0xFF800000, 0xFF800000], [0.0, 0.0, 0xFF800000, 0xFF800000],
                            [0.0, 0.0, 0.0, 0xFF800000], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %s = qopt.binary add %s0, %m : (tensor<1x4x4x4xf32>, tensor<4x4xf32>) -> tensor<1x4x4x4xf32>
  %w = qopt.softmax %s axis 3 : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %y0 = qopt.matmul %w, %k5 : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %y1 = qopt.transpose %y0 perm [0, 2, 1, 3] : tensor<1x4x4x4xf32> -> tensor<1x4x4x4xf32>
  %y = qopt.reshape %y1 : tensor<1x4x4x4xf32> -> tensor<1x4x16xf32>
  return %y : tensor<1x4x16xf32>
}

// -----

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// Quantized keys are cached as codes. Heads first: the position moves to the front.
// Scores may be scaled, and joined by a bias that is no mask, before they are masked.
// CHECK-LABEL: func.func @quantized
// CHECK-SAME: {qopt.name = "position"}, %[[cache:.*]]: tensor<4x2x3xi8> {qopt.name = "key_cache_0"}, %[[values:.*]]: tensor<4x2x3xf32> {qopt.name = "value_cache_0"}
// CHECK: %[[q:.*]] = qopt.quantize %{{.*}} : tensor<2x1x3xf32>, tensor<f32>, tensor<i32> -> tensor<2x1x3x!q_s8_>
// CHECK: %[[c:.*]] = qopt.codes %[[q]] : tensor<2x1x3x!q_s8_> -> tensor<2x1x3xi8>
// CHECK: %[[r:.*]] = qopt.reshape %[[c]] : tensor<2x1x3xi8> -> tensor<1x2x3xi8>
// CHECK: %[[n:.*]] = qopt.write_row %[[cache]], %[[r]]
// CHECK: %[[t:.*]] = qopt.transpose %[[n]] perm [1, 0, 2] : tensor<4x2x3xi8> -> tensor<2x4x3xi8>
// CHECK: %[[k:.*]] = qopt.assemble %[[t]], %{{.*}}, %{{.*}} : tensor<2x4x3xi8>, tensor<f32>, tensor<i32> -> tensor<2x4x3x!q_s8_>
// CHECK: %[[f:.*]] = qopt.dequantize %[[k]]
// CHECK: qopt.transpose %[[f]] perm [0, 2, 1] : tensor<2x4x3xf32> -> tensor<2x3x4xf32>
func.func @quantized(%ids: tensor<4xi64>) -> tensor<2x4x3xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x6xf32>
  %s = qopt.constant dense<0.5> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<9x6xf32>, tensor<4xi64> -> tensor<4x6xf32>
  %x1 = qopt.reshape %x0 : tensor<4x6xf32> -> tensor<4x2x3xf32>
  %x2 = qopt.transpose %x1 perm [1, 0, 2] : tensor<4x2x3xf32> -> tensor<2x4x3xf32>
  %x = qopt.unary relu %x2 : (tensor<2x4x3xf32>) -> tensor<2x4x3xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4x3xf32>, tensor<f32>, tensor<i32> -> tensor<2x4x3x!s8>
  %d = qopt.dequantize %q : tensor<2x4x3x!s8> -> tensor<2x4x3xf32>
  %k = qopt.transpose %d perm [0, 2, 1] : tensor<2x4x3xf32> -> tensor<2x3x4xf32>
  %a0 = qopt.matmul %x, %k : (tensor<2x4x3xf32>, tensor<2x3x4xf32>) -> tensor<2x4x4xf32>
  %a1 = qopt.binary mul %a0, %s : (tensor<2x4x4xf32>, tensor<f32>) -> tensor<2x4x4xf32>
  %b = qopt.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %a2 = qopt.binary add %a1, %b : (tensor<2x4x4xf32>, tensor<2x1x1xf32>) -> tensor<2x4x4xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9, -1.0e9], [0.0, 0.0, -2.0e9, -1.0e9],
                            [0.0, 0.0, 0.0, -1.0e30], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %a = qopt.binary add %a2, %m : (tensor<2x4x4xf32>, tensor<4x4xf32>) -> tensor<2x4x4xf32>
  %w = qopt.softmax %a axis 2 : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %v0 = qopt.unary tanh %x1 : (tensor<4x2x3xf32>) -> tensor<4x2x3xf32>
  %v = qopt.transpose %v0 perm [1, 0, 2] : tensor<4x2x3xf32> -> tensor<2x4x3xf32>
  %y = qopt.matmul %w, %v : (tensor<2x4x4xf32>, tensor<2x4x3xf32>) -> tensor<2x4x3xf32>
  return %y : tensor<2x4x3xf32>
}

// -----

// Normalization and rotation are of one position each; a mask of the softmax itself
// may stand in place of large negative numbers, and is read at the position.
// CHECK-LABEL: func.func @transformer_ops
// CHECK: qopt.norm rms %{{.*}} gain %{{.*}} : (tensor<1x8xf32>, tensor<8xf32>) -> tensor<1x8xf32>
// CHECK: %[[c:.*]] = qopt.gather %{{.*}}, %{{.*}} axis 0 : tensor<3x1x2xf32>, tensor<1xi64> -> tensor<1x1x2xf32>
// CHECK: qopt.rotary %{{.*}} cos %[[c]] sin %[[c]] : (tensor<1x2x4xf32>, tensor<1x1x2xf32>, tensor<1x1x2xf32>) -> tensor<1x2x4xf32>
// CHECK: %[[m:.*]] = qopt.gather %{{.*}}, %{{.*}} axis 0 : tensor<3x3xi8>, tensor<1xi64> -> tensor<1x3xi8>
// CHECK: qopt.softmax %{{.*}} mask %[[m]] axis 2 : (tensor<2x1x3xf32>, tensor<1x3xi8>) -> tensor<2x1x3xf32>
func.func @transformer_ops(%ids: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x8xf32>
  %g = qopt.constant dense<1.0> : tensor<8xf32>
  %c = qopt.constant dense<[[[1.0, 1.0]], [[0.5, 0.7]], [[0.1, 0.2]]]> : tensor<3x1x2xf32>
  %m = qopt.constant dense<[[1, 0, 0], [1, 1, 0], [1, 1, 1]]> : tensor<3x3xi8>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<9x8xf32>, tensor<3xi64> -> tensor<3x8xf32>
  %x1 = qopt.norm rms %x0 gain %g : (tensor<3x8xf32>, tensor<8xf32>) -> tensor<3x8xf32>
  %x2 = qopt.reshape %x1 : tensor<3x8xf32> -> tensor<3x2x4xf32>
  %x3 = qopt.rotary %x2 cos %c sin %c : (tensor<3x2x4xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>) -> tensor<3x2x4xf32>
  %x = qopt.transpose %x3 perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %k = qopt.transpose %x3 perm [1, 2, 0] : tensor<3x2x4xf32> -> tensor<2x4x3xf32>
  %s = qopt.matmul %x, %k : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %w = qopt.softmax %s mask %m axis 2 : (tensor<2x3x3xf32>, tensor<3x3xi8>) -> tensor<2x3x3xf32>
  %y = qopt.matmul %w, %x : (tensor<2x3x3xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

!t = !qopt.q<#qopt.int<s8, narrow>, #qopt.token>

// Sums of codes under scales made at run time: keys are remembered as codes, and their
// scales beside them.
// CHECK-LABEL: func.func @run_time_scales
// CHECK-SAME: tensor<2x4xi8> {qopt.name = "key_cache_0"}
// CHECK-SAME: tensor<2xf32> {qopt.name = "key_cache_0_scale"}
// CHECK: %[[s:.*]] = qopt.choose_scales %{{.*}} : tensor<1x4xf32> -> tensor<1xf32>
// CHECK: %[[q:.*]] = qopt.quantize %{{.*}}, %[[s]]
// CHECK: %[[c:.*]] = qopt.codes %[[q]]
// CHECK: qopt.write_row %{{.*}}, %[[c]]
// CHECK: %[[a:.*]] = qopt.matmul %[[c]], %{{.*}} : (tensor<1x4xi8>, tensor<4x2xi8>) -> tensor<1x2xi32>
// CHECK: %[[all:.*]] = qopt.write_row %{{.*}}, %[[s]]
// CHECK: qopt.dequantize_sums %[[a]] rows %[[s]] columns %[[all]] : tensor<1x2xi32>, tensor<1xf32>, tensor<2xf32> -> tensor<1x2xf32>
func.func @run_time_scales(%ids: tensor<2xi64>) -> tensor<2x1xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x4xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %s = qopt.choose_scales %x for !t : tensor<2x4xf32> -> tensor<2xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!t>
  %c = qopt.codes %q : tensor<2x4x!t> -> tensor<2x4xi8>
  %k = qopt.transpose %c perm [1, 0] : tensor<2x4xi8> -> tensor<4x2xi8>
  %a = qopt.matmul %c, %k : (tensor<2x4xi8>, tensor<4x2xi8>) -> tensor<2x2xi32>
  %t = qopt.dequantize_sums %a rows %s columns %s : tensor<2x2xi32>, tensor<2xf32>, tensor<2xf32> -> tensor<2x2xf32>
  %m = qopt.constant dense<[[1, 0], [1, 1]]> : tensor<2x2xi8>
  %w = qopt.softmax %t mask %m axis 1 : (tensor<2x2xf32>, tensor<2x2xi8>) -> tensor<2x2xf32>
  %v = qopt.slice %x from [0, 0] step [1, 1] : tensor<2x4xf32> -> tensor<2x1xf32>
  %y = qopt.matmul %w, %v : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}

// -----

// A choice by a constant condition masks, too, whichever way it is written.
// CHECK-LABEL: func.func @selected
// CHECK: %[[c:.*]] = qopt.gather %{{.*}}, %{{.*}} axis 0 : tensor<2x2xi1>, tensor<1xi64> -> tensor<1x2xi1>
// CHECK: qopt.select %[[c]], %{{.*}}, %{{.*}} : (tensor<1x2xi1>, tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
// CHECK: qopt.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<1x2xi1>, tensor<f32>, tensor<1x2xf32>) -> tensor<1x2xf32>
func.func @selected(%ids: tensor<2xi64>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %e = qopt.constant dense<1.0> : tensor<9x4xf32>
  %c = qopt.constant dense<[[true, false], [true, true]]> : tensor<2x2xi1>
  %n = qopt.constant dense<[[false, true], [false, false]]> : tensor<2x2xi1>
  %low = qopt.constant dense<0xFF7FFFFF> : tensor<f32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %k = qopt.transpose %x perm [1, 0] : tensor<2x4xf32> -> tensor<4x2xf32>
  %s = qopt.matmul %x, %k : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %a = qopt.select %c, %s, %low : (tensor<2x2xi1>, tensor<2x2xf32>, tensor<f32>) -> tensor<2x2xf32>
  %b = qopt.select %n, %low, %s : (tensor<2x2xi1>, tensor<f32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %v = qopt.softmax %a axis 1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %w = qopt.softmax %b axis 1 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %y = qopt.matmul %v, %x : (tensor<2x2xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %z = qopt.matmul %w, %x : (tensor<2x2xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y, %z : tensor<2x4xf32>, tensor<2x4xf32>
}

// -----

!t = !qopt.q<#qopt.int<s8, narrow>, #qopt.token>
!w = !qopt.q<#qopt.int<s4>, #qopt.group<0, 2>>

// Products scaled run by run keep their weights; rows and their scales are a position's.
// (The attention behind them is what makes the model one of steps.)
// CHECK-LABEL: func.func @runs
// CHECK: %[[s:.*]] = qopt.choose_scales %{{.*}} : tensor<1x4xf32> -> tensor<1xf32>
// CHECK: %[[c:.*]] = qopt.codes %{{.*}} : tensor<1x4x!{{.*}}> -> tensor<1x4xi8>
// CHECK: %[[r:.*]] = qopt.matmul_runs %[[c]], %{{.*}} rows %[[s]] bias %{{.*}} : tensor<1x4xi8>, tensor<4x4x!q_s4_g2a0_>, tensor<1xf32>, tensor<4xf32> -> tensor<1x4xf32>
// CHECK: qopt.write_row %{{.*}}, %[[r]]
func.func @runs(%ids: tensor<2xi64>) -> tensor<2x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<9x4xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %x = qopt.gather %e, %ids axis 0 : tensor<9x4xf32>, tensor<2xi64> -> tensor<2x4xf32>
  %s = qopt.choose_scales %x for !t : tensor<2x4xf32> -> tensor<2xf32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, tensor<2xf32>, tensor<2xi32> -> tensor<2x4x!t>
  %c = qopt.codes %q : tensor<2x4x!t> -> tensor<2x4xi8>
  %i = qopt.constant dense<3> : tensor<4x4xi8>
  %t = qopt.constant dense<0.5> : tensor<2x4xf32>
  %u = qopt.constant dense<0> : tensor<2x4xi32>
  %b = qopt.constant dense<1.0> : tensor<4xf32>
  %g = qopt.assemble %i, %t, %u : tensor<4x4xi8>, tensor<2x4xf32>, tensor<2x4xi32> -> tensor<4x4x!w>
  %r = qopt.matmul_runs %c, %g rows %s bias %b : tensor<2x4xi8>, tensor<4x4x!w>, tensor<2xf32>, tensor<4xf32> -> tensor<2x4xf32>
  %k = qopt.transpose %r perm [1, 0] : tensor<2x4xf32> -> tensor<4x2xf32>
  %a = qopt.matmul %x, %k : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %m = qopt.constant dense<[[1, 0], [1, 1]]> : tensor<2x2xi8>
  %w = qopt.softmax %a mask %m axis 1 : (tensor<2x2xf32>, tensor<2x2xi8>) -> tensor<2x2xf32>
  %y = qopt.matmul %w, %x : (tensor<2x2xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
