// Folders of the dialect.
// RUN: qopt-opt %s -canonicalize | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!u8 = !qopt.q<#qopt.int<u8>, #qopt.tensor>

// The constants of all these functions are unsigned where arith.constant could
// not hold them: the materializer makes qopt.constant, one for equal values.
// CHECK-LABEL: func.func @constants_are_unique
// CHECK: %[[C:.*]] = qopt.constant dense<[200, 3]> : tensor<2xui8>
// CHECK-NOT: qopt.constant
// CHECK: return %[[C]], %[[C]]
func.func @constants_are_unique() -> (tensor<2xui8>, tensor<2xui8>) {
  %0 = qopt.constant dense<[200, 3]> : tensor<2xui8>
  %1 = qopt.constant dense<[200, 3]> : tensor<2xui8>
  return %0, %1 : tensor<2xui8>, tensor<2xui8>
}

// CHECK-LABEL: func.func @codes_of_assemble
// CHECK-SAME: %[[C:.*]]: tensor<4xui8>
// CHECK-NEXT: return %[[C]]
func.func @codes_of_assemble(%c: tensor<4xui8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xui8> {
  %q = qopt.assemble %c, %s, %z : tensor<4xui8>, tensor<f32>, tensor<i32> -> tensor<4x!u8>
  %0 = qopt.codes %q : tensor<4x!u8> -> tensor<4xui8>
  return %0 : tensor<4xui8>
}

// The codes of anything else stay.
// CHECK-LABEL: func.func @codes_of_quantize
// CHECK: qopt.quantize
// CHECK: qopt.codes
func.func @codes_of_quantize(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4xi8> {
  %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>
  %0 = qopt.codes %q : tensor<4x!s8> -> tensor<4xi8>
  return %0 : tensor<4xi8>
}

// CHECK-LABEL: func.func @reshape_to_own_shape
// CHECK-SAME: %[[X:.*]]: tensor<2x3x!q_s8_>
// CHECK-NEXT: return %[[X]]
func.func @reshape_to_own_shape(%x: tensor<2x3x!s8>) -> tensor<2x3x!s8> {
  %0 = qopt.reshape %x : tensor<2x3x!s8> -> tensor<2x3x!s8>
  return %0 : tensor<2x3x!s8>
}

// CHECK-LABEL: func.func @reshape_of_reshape
// CHECK-NEXT: qopt.reshape %{{.*}} : tensor<2x3xf32> -> tensor<6x1xf32>
// CHECK-NEXT: return
func.func @reshape_of_reshape(%x: tensor<2x3xf32>) -> tensor<6x1xf32> {
  %0 = qopt.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  %1 = qopt.reshape %0 : tensor<6xf32> -> tensor<6x1xf32>
  return %1 : tensor<6x1xf32>
}

// CHECK-LABEL: func.func @reshape_and_back
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
// CHECK-NEXT: return %[[X]]
func.func @reshape_and_back(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.reshape %x : tensor<2x3xf32> -> tensor<6xf32>
  %1 = qopt.reshape %0 : tensor<6xf32> -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reshape_of_constant
// CHECK-DAG: qopt.constant dense<[1, 2, 3, 250]> : tensor<4xui8>
// CHECK-DAG: qopt.constant dense<5.000000e-01> : tensor<2x2xf32>
// CHECK-NOT: qopt.reshape
func.func @reshape_of_constant() -> (tensor<4xui8>, tensor<2x2xf32>) {
  %0 = qopt.constant dense<[[1, 2], [3, 250]]> : tensor<2x2xui8>
  %1 = qopt.reshape %0 : tensor<2x2xui8> -> tensor<4xui8>
  %2 = qopt.constant dense<0.5> : tensor<4xf32>
  %3 = qopt.reshape %2 : tensor<4xf32> -> tensor<2x2xf32>
  return %1, %3 : tensor<4xui8>, tensor<2x2xf32>
}

// CHECK-LABEL: func.func @transpose_identity
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
// CHECK-NEXT: return %[[X]]
func.func @transpose_identity(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.transpose %x perm [0, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// y[i] = x[p[i]] and z[i] = y[q[i]] = x[p[q[i]]]: p = [2, 0, 1], q = [0, 2, 1]
// gives [p[0], p[2], p[1]] = [2, 1, 0].
// CHECK-LABEL: func.func @transpose_of_transpose
// CHECK-NEXT: qopt.transpose %{{.*}} perm [2, 1, 0] : tensor<2x3x4xf32> -> tensor<4x3x2xf32>
// CHECK-NEXT: return
func.func @transpose_of_transpose(%x: tensor<2x3x4xf32>) -> tensor<4x3x2xf32> {
  %0 = qopt.transpose %x perm [2, 0, 1] : tensor<2x3x4xf32> -> tensor<4x2x3xf32>
  %1 = qopt.transpose %0 perm [0, 2, 1] : tensor<4x2x3xf32> -> tensor<4x3x2xf32>
  return %1 : tensor<4x3x2xf32>
}

// CHECK-LABEL: func.func @transpose_and_back
// CHECK-SAME: %[[X:.*]]: tensor<1x2x3x4xf32>
// CHECK-NEXT: return %[[X]]
func.func @transpose_and_back(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32> {
  %0 = qopt.transpose %x perm [0, 2, 3, 1] : tensor<1x2x3x4xf32> -> tensor<1x3x4x2xf32>
  %1 = qopt.transpose %0 perm [0, 3, 1, 2] : tensor<1x3x4x2xf32> -> tensor<1x2x3x4xf32>
  return %1 : tensor<1x2x3x4xf32>
}

// Ops without effects and without readers go; an observer is an effect.
// CHECK-LABEL: func.func @dead
// CHECK-NEXT: qopt.observe
// CHECK-NEXT: return
func.func @dead(%x: tensor<4xf32>) {
  %0 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  qopt.observe %x id 0 : tensor<4xf32>
  return
}

// A table of codes that one encode alone makes becomes the encode's codes: -16 for
// code 12 (entry 12), 0 for 0, 16 for 4; signed codes count from -128.
// CHECK-LABEL: func.func @table_of_encode
// CHECK: %[[A:.*]] = qopt.encode %{{.*}} thresholds [-3, 3] codes [-16, 0, 16] : tensor<4xi32> -> tensor<4xi8>
// CHECK: %[[B:.*]] = qopt.encode %{{.*}} thresholds [5] codes [1, 2] : tensor<4xi32> -> tensor<4xui8>
// CHECK: return %[[A]], %[[B]]
func.func @table_of_encode(%x: tensor<4xi32>) -> (tensor<4xi8>, tensor<4xui8>) {
  %t = qopt.constant dense<"0x000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA000102031008040600FFFEFDF0F8FCFA"> : tensor<1x256xi8>
  %0 = qopt.encode %x thresholds [-3, 3] codes [12, 0, 4] : tensor<4xi32> -> tensor<4xui8>
  %1 = qopt.table %0, %t : tensor<4xui8>, tensor<1x256xi8> -> tensor<4xi8>
  %u = qopt.constant dense<"0x01020000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"> : tensor<1x256xui8>
  %2 = qopt.encode %x thresholds [5] codes [-128, -127] : tensor<4xi32> -> tensor<4xi8>
  %3 = qopt.table %2, %u : tensor<4xi8>, tensor<1x256xui8> -> tensor<4xui8>
  return %1, %3 : tensor<4xi8>, tensor<4xui8>
}

// Not of codes that somebody else reads, nor of a table per channel.
// CHECK-LABEL: func.func @table_stays
// CHECK: qopt.encode
// CHECK: qopt.table
// CHECK: qopt.encode
// CHECK: qopt.table
func.func @table_stays(%x: tensor<2xi32>, %t: tensor<1x256xi8>) -> (tensor<2xui8>, tensor<2xi8>, tensor<2xi8>) {
  %c = qopt.constant dense<3> : tensor<1x256xi8>
  %d = qopt.constant dense<3> : tensor<2x256xi8>
  %0 = qopt.encode %x thresholds [5] codes [1, 2] : tensor<2xi32> -> tensor<2xui8>
  %1 = qopt.table %0, %c : tensor<2xui8>, tensor<1x256xi8> -> tensor<2xi8>
  %2 = qopt.encode %x thresholds [7] codes [1, 2] : tensor<2xi32> -> tensor<2xui8>
  %3 = qopt.table %2, %d : tensor<2xui8>, tensor<2x256xi8> -> tensor<2xi8>
  return %0, %1, %3 : tensor<2xui8>, tensor<2xi8>, tensor<2xi8>
}
