// Binary codes in every op that may hold them; that no bit changes is tested by
// the matrix of formats.
// RUN: qopt-opt %s --qopt-expand-binary-codes | FileCheck %s

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
