// What is no GELU or SiLU stays as it is; each function is named after the reason.
// RUN: qopt-opt %s --qopt-raise-activations > %t && FileCheck %s < %t
// RUN: qopt-opt %s | diff - %t

// CHECK-LABEL: func.func @not_x_times_a_gate_of_x
// CHECK: qopt.unary sigmoid
func.func @not_x_times_a_gate_of_x(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.unary sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %y : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// A factor of 1.702 (CLIP's approximation) is another function.
// CHECK-LABEL: func.func @not_the_gates_argument
func.func @not_the_gates_argument(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %k = qopt.constant dense<1.702> : tensor<f32>
  %0 = qopt.binary mul %x, %k : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.unary sigmoid %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary mul %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @erf_of_x_itself
func.func @erf_of_x_itself(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %half = qopt.constant dense<0.5> : tensor<f32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %0 = qopt.unary erf %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary add %0, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %2 = qopt.binary mul %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary mul %2, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// Twice GELU: the 0.5 is missing.
// CHECK-LABEL: func.func @without_the_half
func.func @without_the_half(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %one = qopt.constant dense<1.0> : tensor<f32>
  %root2 = qopt.constant dense<1.41421354> : tensor<f32>
  %0 = qopt.binary div %x, %root2 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.unary erf %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary add %1, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = qopt.binary mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @a_cube_of_another_weight
func.func @a_cube_of_another_weight(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %three = qopt.constant dense<3.0> : tensor<f32>
  %k = qopt.constant dense<0.0448> : tensor<f32>
  %s = qopt.constant dense<0.797884583> : tensor<f32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %half = qopt.constant dense<0.5> : tensor<f32>
  %0 = qopt.binary pow %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %k : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %2 = qopt.binary add %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary mul %2, %s : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %4 = qopt.unary tanh %3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = qopt.binary add %4, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %6 = qopt.binary mul %x, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %7 = qopt.binary mul %6, %5 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %7 : tensor<2x3xf32>
}
