// What is not folded; each function is named after the pattern's refusal.
// RUN: qopt-opt %s --qopt-fold-batch-norm > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @does_not_follow_a_linear_op
// CHECK: qopt.binary mul
func.func @does_not_follow_a_linear_op(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %g = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.unary relu %x : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @linear_op_has_other_uses
// CHECK: qopt.binary mul
func.func @linear_op_has_other_uses(%x: tensor<1x1xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %g = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: func.func @broadcasts_the_linear_ops_result
// CHECK: qopt.binary add
func.func @broadcasts_the_linear_ops_result(%x: tensor<1x1xf32>) -> tensor<3x1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %h = qopt.constant dense<2.0> : tensor<3x1x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary add %0, %h : (tensor<1x2xf32>, tensor<3x1x2xf32>) -> tensor<3x1x2xf32>
  return %1 : tensor<3x1x2xf32>
}

// CHECK-LABEL: func.func @operand_is_not_a_constant_per_channel
// CHECK: qopt.binary add
// CHECK: qopt.binary add
func.func @operand_is_not_a_constant_per_channel(%x: tensor<3x1xf32>, %y: tensor<2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %rows = qopt.constant dense<[[1.0], [2.0], [3.0]]> : tensor<3x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<3x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary add %0, %rows : (tensor<3x2xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
  %2 = qopt.matmul %x, %w : (tensor<3x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary add %2, %y : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  return %1, %3 : tensor<3x2xf32>, tensor<3x2xf32>
}

// CHECK-LABEL: func.func @not_add_sub_mul_or_div
// CHECK: qopt.binary max
func.func @not_add_sub_mul_or_div(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %h = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary max %0, %h : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// A constant minus the linear op turns the sign of the filter; not recognised.
// CHECK-LABEL: func.func @constant_on_the_left
// CHECK: qopt.binary sub
func.func @constant_on_the_left(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %h = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary sub %h, %0 : (tensor<2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @bias_is_not_constant
// CHECK: qopt.binary add
func.func @bias_is_not_constant(%x: tensor<1x1xf32>, %b: tensor<2xf32>) -> tensor<1x2xf32> {
  %w = qopt.constant dense<1.0> : tensor<1x2xf32>
  %h = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w bias %b : (tensor<1x1xf32>, tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary add %0, %h : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @filter_is_not_constant
// CHECK: qopt.binary mul
func.func @filter_is_not_constant(%x: tensor<1x1xf32>, %w: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %g = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = qopt.binary mul %0, %g : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// A batch of matrices on the right has no one filter.
// CHECK-LABEL: func.func @batched_matmul
// CHECK: qopt.binary add
func.func @batched_matmul(%x: tensor<3x1x1xf32>, %w: tensor<3x1x2xf32>) -> tensor<3x1x2xf32> {
  %h = qopt.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %0 = qopt.matmul %x, %w : (tensor<3x1x1xf32>, tensor<3x1x2xf32>) -> tensor<3x1x2xf32>
  %1 = qopt.binary add %0, %h : (tensor<3x1x2xf32>, tensor<2xf32>) -> tensor<3x1x2xf32>
  return %1 : tensor<3x1x2xf32>
}

// CHECK-LABEL: func.func @not_in_float_form
// CHECK: qopt.binary add
func.func @not_in_float_form(%x: tensor<1x1xi8>) -> tensor<1x2xi32> {
  %w = qopt.constant dense<1> : tensor<1x2xi8>
  %h = qopt.constant dense<[2, 3]> : tensor<2xi32>
  %0 = qopt.matmul %x, %w : (tensor<1x1xi8>, tensor<1x2xi8>) -> tensor<1x2xi32>
  %1 = qopt.binary add %0, %h : (tensor<1x2xi32>, tensor<2xi32>) -> tensor<1x2xi32>
  return %1 : tensor<1x2xi32>
}
