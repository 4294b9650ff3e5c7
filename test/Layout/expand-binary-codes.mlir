// Binary codes in every op that may hold them; that no bit changes is tested by
// the matrix of formats.
// RUN: qopt-opt %s --qopt-expand-binary-codes | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-binary-codes=keep-rows | FileCheck %s --check-prefix=KEEP

!planes = !qopt.q<#qopt.bcq<2>, #qopt.channel<1>>

// Constant zero points: a plane with the magnitudes as scales and the signs as
// codes; the product with it comes last, the bias is in the first.
// CHECK-LABEL: func.func @zero_points
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[}}1, 0], [1, 0]]> : tensor<2x2xui8>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[1.500000e+00, 2.500000e-01]> : tensor<2xf32>
// CHECK: %[[Z:.*]] = qopt.assemble %[[C]], %[[S]], %{{.*}} -> tensor<2x2x!q_binary_c1_>
// CHECK: %[[A:.*]] = qopt.matmul %{{.*}}, %{{.*}} bias %{{.*}} :
// CHECK: %[[B:.*]] = qopt.matmul %{{.*}}, %{{[^ ]*}} :
// CHECK: %[[AB:.*]] = qopt.binary add %[[A]], %[[B]]
// CHECK: %[[P:.*]] = qopt.matmul %{{.*}}, %[[Z]] :
// CHECK: %[[R:.*]] = qopt.binary add %[[AB]], %[[P]]
// CHECK: return %[[R]]
func.func @zero_points(%x: tensor<1x2xf32>, %b: tensor<2xf32>, %s: tensor<2x2xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<[[0, 1], [2, 3]]> : tensor<2x2xui8>
  %z = qopt.constant dense<[-1.5, 0.25]> : tensor<2xf32>
  %q = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<2x2xf32>, tensor<2xf32> -> tensor<2x2x!planes>
  %0 = qopt.matmul %x, %q bias %b : (tensor<1x2xf32>, tensor<2x2x!planes>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// Scales and zero points known at run time are cut by plane; codes are looked up.
// CHECK-LABEL: func.func @run_time
// CHECK-SAME: %[[CODES:.*]]: tensor<2x2xui8>, %[[SCALES:.*]]: tensor<2x2xf32>, %[[ZEROS:.*]]: tensor<2xf32>
// CHECK: %[[B0:.*]] = qopt.table %[[CODES]], %{{.*}}
// CHECK: %[[CUT:.*]] = qopt.slice %[[SCALES]]
// CHECK: %[[S0:.*]] = qopt.reshape %[[CUT]] : tensor<1x2xf32> -> tensor<2xf32>
// CHECK: qopt.assemble %[[B0]], %[[S0]], %{{.*}} -> tensor<2x2x!q_binary_c1_>
// CHECK: qopt.table %[[CODES]]
// CHECK: qopt.assemble %{{.*}}, %[[ZEROS]], %{{.*}} -> tensor<2x2x!q_binary_c1_>
// CHECK-COUNT-3: qopt.dequantize
// CHECK-NOT: bcq
func.func @run_time(%c: tensor<2x2xui8>, %s: tensor<2x2xf32>, %z: tensor<2xf32>) -> tensor<2x2xf32> {
  %q = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<2x2xf32>, tensor<2xf32> -> tensor<2x2x!planes>
  %0 = qopt.dequantize %q : tensor<2x2x!planes> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// The high plane first; its codes come back doubled.
// CHECK-LABEL: func.func @greedy
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK: %[[HIGH:.*]] = qopt.quantize %[[X]]
// CHECK: %[[CH:.*]] = qopt.codes %[[HIGH]]
// CHECK: %[[VH:.*]] = qopt.assemble %[[CH]]
// CHECK: %[[D:.*]] = qopt.dequantize %[[VH]]
// CHECK: %[[REST:.*]] = qopt.binary sub %[[X]], %[[D]]
// CHECK: %[[LOW:.*]] = qopt.quantize %[[REST]]
// CHECK: %[[CL:.*]] = qopt.codes %[[LOW]]
// CHECK: %[[TWICE:.*]] = qopt.binary add %[[CH2:.*]], %[[CH2]] : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
// CHECK: qopt.binary add %[[TWICE]]
func.func @greedy(%x: tensor<4xf32>, %s: tensor<2xf32>) -> tensor<4xui8> {
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<2xf32>, tensor<i32> -> tensor<4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %c = qopt.codes %q : tensor<4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<4xui8>
  return %c : tensor<4xui8>
}

// Every plane moves.
// CHECK-LABEL: func.func @moved
// CHECK-COUNT-2: qopt.transpose %{{.*}} perm [1, 0] : tensor<4x2x!q_binary_> -> tensor<2x4x!q_binary_>
// CHECK-NOT: qopt.transpose
func.func @moved(%x: tensor<4x2xf32>, %s: tensor<2xf32>) -> tensor<2x4xf32> {
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4x2xf32>, tensor<2xf32>, tensor<i32> -> tensor<4x2x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %t = qopt.transpose %q perm [1, 0] : tensor<4x2x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<2x4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %0 = qopt.dequantize %t : tensor<2x4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// Beside codes, planes are added within a run: every run of activations twice, and once
// more for the zero points, whose signs are codes. The last run is filled up with 0.
// CHECK-LABEL: func.func @runs
// CHECK-SAME: %[[X:.*]]: tensor<1x3xi8>
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{\[\[}}1], [0], [0], [1], [1], [1], [1], [0], [0], [0], [0], [0]]> : tensor<12x1xui8>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<{{\[\[}}5.000000e-01], [2.000000e+00], [3.000000e+00], [1.000000e+00], [4.000000e+00], [7.500000e-01]]> : tensor<6x1xf32>
// CHECK: %[[W:.*]] = qopt.assemble %[[C]], %[[S]], %{{.*}} : tensor<12x1xui8>, tensor<6x1xf32>, tensor<6x1xi32> -> tensor<12x1x!q_binary_g2a0_>
// CHECK: %[[L:.*]] = qopt.pad constant %[[X]] low [0, 0] high [0, 1] value 0.000000e+00 : tensor<1x3xi8> -> tensor<1x4xi8>
// CHECK: %[[R1:.*]] = qopt.reshape %[[L]] : tensor<1x4xi8> -> tensor<1x2x1x2xi8>
// CHECK: %[[B:.*]] = qopt.broadcast %[[R1]] : tensor<1x2x1x2xi8> -> tensor<1x2x3x2xi8>
// CHECK: %[[R2:.*]] = qopt.reshape %[[B]] : tensor<1x2x3x2xi8> -> tensor<1x12xi8>
// CHECK: qopt.matmul_runs %[[R2]], %[[W]] rows %{{.*}} bias %{{.*}} : tensor<1x12xi8>
// KEEP-LABEL: func.func @runs
// KEEP: qopt.assemble {{.*}} -> tensor<3x1x!q_bcq_2_g2a0_>
// KEEP-NEXT: qopt.matmul_runs {{.*}} : tensor<1x3xi8>, tensor<3x1x!q_bcq_2_g2a0_>
func.func @runs(%x: tensor<1x3xi8>, %r: tensor<1xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<[[1], [2], [1]]> : tensor<3x1xui8>
  %s = qopt.constant dense<[[[0.5], [1.0]], [[2.0], [4.0]]]> : tensor<2x2x1xf32>
  %z = qopt.constant dense<[[-3.0], [0.75]]> : tensor<2x1xf32>
  %b = qopt.constant dense<1.0> : tensor<1xf32>
  %q = qopt.assemble %c, %s, %z : tensor<3x1xui8>, tensor<2x2x1xf32>, tensor<2x1xf32> -> tensor<3x1x!qopt.q<#qopt.bcq<2>, #qopt.group<0, 2>>>
  %0 = qopt.matmul_runs %x, %q rows %r bias %b : tensor<1x3xi8>, tensor<3x1x!qopt.q<#qopt.bcq<2>, #qopt.group<0, 2>>>, tensor<1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// Two rows are expanded always; weights that a kept product reads beside another op are
// expanded for that one.
// KEEP-LABEL: func.func @rows
// KEEP: qopt.assemble {{.*}}bcq
// KEEP: qopt.matmul_runs {{.*}} : tensor<2x4xi8>, tensor<4x1x!q_binary_g2a0_>
// KEEP: qopt.matmul_runs {{.*}} : tensor<1x2xi8>, tensor<2x1x!q_bcq_2_>
// KEEP-COUNT-2: qopt.dequantize
// KEEP-NOT: qopt.dequantize
func.func @rows(%x: tensor<2x2xi8>, %y: tensor<1x2xi8>, %r: tensor<f32>) -> (tensor<2x1xf32>, tensor<1x1xf32>, tensor<2x1xf32>) {
  %c = qopt.constant dense<[[1], [2]]> : tensor<2x1xui8>
  %s = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2x1xui8>, tensor<2xf32>, tensor<i32> -> tensor<2x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
  %0 = qopt.matmul_runs %x, %q rows %r : tensor<2x2xi8>, tensor<2x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<f32> -> tensor<2x1xf32>
  %1 = qopt.matmul_runs %y, %q rows %r : tensor<1x2xi8>, tensor<2x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<f32> -> tensor<1x1xf32>
  %2 = qopt.dequantize %q : tensor<2x1x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<2x1xf32>
  return %0, %1, %2 : tensor<2x1xf32>, tensor<1x1xf32>, tensor<2x1xf32>
}
