// What keeps a transpose where it is; each function says why in its name or
// comment, in the words of the pattern's refusal where there is one.
// RUN: qopt-opt %s --qopt-sink-transposes > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>
!channels = !qopt.q<#qopt.int<s8>, #qopt.channel<1>>

// CHECK-LABEL: func.func @operand_is_not_a_transpose
// CHECK-NEXT: qopt.unary relu
func.func @operand_is_not_a_transpose(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = qopt.unary relu %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// CHECK-LABEL: func.func @result_of_the_function
// CHECK-NEXT: qopt.transpose
func.func @result_of_the_function(%x: tensor<1x4x5x8xf32>) -> tensor<1x8x4x5xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x5x8xf32> -> tensor<1x8x4x5xf32>
  return %0 : tensor<1x8x4x5xf32>
}

// CHECK-LABEL: func.func @per_axis_parameters_name_a_dimension
// CHECK-NEXT: qopt.transpose
// CHECK-NEXT: qopt.quantize
func.func @per_axis_parameters_name_a_dimension(%x: tensor<4x8xf32>, %s: tensor<4xf32>, %z: tensor<4xi32>) -> tensor<8x4x!channels> {
  %0 = qopt.transpose %x perm [1, 0] : tensor<4x8xf32> -> tensor<8x4xf32>
  %1 = qopt.quantize %0, %s, %z rounding nearest_even : tensor<8x4xf32>, tensor<4xf32>, tensor<4xi32> -> tensor<8x4x!channels>
  return %1 : tensor<8x4x!channels>
}

// CHECK-LABEL: func.func @other_operand_is_neither_constant_nor_transposed_alike
// CHECK-COUNT-2: qopt.transpose
// CHECK: qopt.binary add
// CHECK: qopt.binary mul
func.func @other_operand_is_neither_constant_nor_transposed_alike(%x: tensor<3x3xf32>, %y: tensor<1x3x3xf32>, %z: tensor<3x3xf32>) -> (tensor<1x3x3xf32>, tensor<3x3xf32>) {
  %0 = qopt.transpose %y perm [0, 2, 1] : tensor<1x3x3xf32> -> tensor<1x3x3xf32>
  %1 = qopt.transpose %x perm [1, 0] : tensor<3x3xf32> -> tensor<3x3xf32>
  %2 = qopt.binary add %0, %1 : (tensor<1x3x3xf32>, tensor<3x3xf32>) -> tensor<1x3x3xf32>
  %3 = qopt.binary mul %1, %z : (tensor<3x3xf32>, tensor<3x3xf32>) -> tensor<3x3xf32>
  return %2, %3 : tensor<1x3x3xf32>, tensor<3x3xf32>
}

// CHECK-LABEL: func.func @broadcast_raises_the_rank
// CHECK: qopt.transpose
// CHECK-NEXT: qopt.binary add
func.func @broadcast_raises_the_rank(%x: tensor<3x4xf32>) -> tensor<2x4x3xf32> {
  %c = qopt.constant dense<1.0> : tensor<2x1x3xf32>
  %0 = qopt.transpose %x perm [1, 0] : tensor<3x4xf32> -> tensor<4x3xf32>
  %1 = qopt.binary add %0, %c : (tensor<4x3xf32>, tensor<2x1x3xf32>) -> tensor<2x4x3xf32>
  return %1 : tensor<2x4x3xf32>
}

// CHECK-LABEL: func.func @already_quantized
// CHECK: qopt.transpose
// CHECK-NEXT: qopt.binary add
func.func @already_quantized(%x: tensor<3x4x!s8>, %s: tensor<f32>, %z: tensor<i32>) -> tensor<4x3x!s8> {
  %0 = qopt.transpose %x perm [1, 0] : tensor<3x4x!s8> -> tensor<4x3x!s8>
  %1 = qopt.binary add %0, %0 result(%s, %z) : (tensor<4x3x!s8>, tensor<4x3x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x3x!s8>
  return %1 : tensor<4x3x!s8>
}

// CHECK-LABEL: func.func @inputs_are_transposed_unlike
// CHECK-COUNT-2: qopt.transpose
// CHECK: qopt.concat
func.func @inputs_are_transposed_unlike(%x: tensor<2x3x4xf32>, %y: tensor<4x2x3xf32>) -> tensor<4x6x2xf32> {
  %0 = qopt.transpose %x perm [2, 1, 0] : tensor<2x3x4xf32> -> tensor<4x3x2xf32>
  %1 = qopt.transpose %y perm [0, 2, 1] : tensor<4x2x3xf32> -> tensor<4x3x2xf32>
  %2 = qopt.concat %0, %1 axis 1 : (tensor<4x3x2xf32>, tensor<4x3x2xf32>) -> tensor<4x6x2xf32>
  return %2 : tensor<4x6x2xf32>
}

// CHECK-LABEL: func.func @first_input_is_not_a_transpose
// CHECK-NEXT: qopt.transpose
// CHECK-NEXT: qopt.concat
func.func @first_input_is_not_a_transpose(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) -> tensor<2x6xf32> {
  %0 = qopt.transpose %y perm [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %1 = qopt.concat %x, %0 axis 1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  return %1 : tensor<2x6xf32>
}

// CHECK-LABEL: func.func @rhs_is_not_a_constant_matrix
// CHECK-NEXT: qopt.transpose
// CHECK-NEXT: qopt.reshape
// CHECK-NEXT: qopt.matmul
func.func @rhs_is_not_a_constant_matrix(%x: tensor<1x3x2x2xf32>, %w: tensor<12x2xf32>) -> tensor<1x2xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x3x2x2xf32> -> tensor<1x2x3x2xf32>
  %1 = qopt.reshape %0 : tensor<1x2x3x2xf32> -> tensor<1x12xf32>
  %2 = qopt.matmul %1, %w : (tensor<1x12xf32>, tensor<12x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// Rows of the flattened matrix hold elements of both samples.
// CHECK-LABEL: func.func @the_batch_is_mixed_in
// CHECK: qopt.transpose
// CHECK-NEXT: qopt.reshape
// CHECK-NEXT: qopt.matmul
func.func @the_batch_is_mixed_in(%x: tensor<2x3x4xf32>) -> tensor<3x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<8x2xf32>
  %0 = qopt.transpose %x perm [1, 0, 2] : tensor<2x3x4xf32> -> tensor<3x2x4xf32>
  %1 = qopt.reshape %0 : tensor<3x2x4xf32> -> tensor<3x8xf32>
  %2 = qopt.matmul %1, %w : (tensor<3x8xf32>, tensor<8x2xf32>) -> tensor<3x2xf32>
  return %2 : tensor<3x2xf32>
}
