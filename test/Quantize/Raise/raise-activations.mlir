// GELU and SiLU in the orders that exporters write them.
// RUN: qopt-opt %s --qopt-raise-activations --canonicalize | FileCheck %s

// torch 2: x * 0.5 first. CHECK-LABEL: func.func @half_first
// CHECK-NEXT: %[[y:.*]] = qopt.unary gelu %arg0
// CHECK-NEXT: return %[[y]]
func.func @half_first(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %half = qopt.constant dense<0.5> : tensor<1xf32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %r = qopt.constant dense<0.707106769> : tensor<f32>
  %0 = qopt.binary mul %x, %half : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %r, %x : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.unary erf %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary add %one, %2 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = qopt.binary mul %0, %3 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// x * (0.5 + 0.5 erf). CHECK-LABEL: func.func @gate_with_halves
// CHECK-NEXT: qopt.unary gelu %arg0
// CHECK-NEXT: return
func.func @gate_with_halves(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %half = qopt.constant dense<0.5> : tensor<f32>
  %root2 = qopt.constant dense<1.41421354> : tensor<f32>
  %1 = qopt.binary div %x, %root2 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %2 = qopt.unary erf %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary mul %2, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %4 = qopt.binary add %3, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %5 = qopt.binary mul %4, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %5 : tensor<2x3xf32>
}

// GPT-2's. CHECK-LABEL: func.func @tanh_of_a_cube
// CHECK-NEXT: qopt.unary gelu_tanh %arg0
// CHECK-NEXT: return
func.func @tanh_of_a_cube(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %three = qopt.constant dense<3.0> : tensor<f32>
  %k = qopt.constant dense<0.044715> : tensor<f32>
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

// s x (1 + k x x). CHECK-LABEL: func.func @tanh_of_products
// CHECK-NEXT: qopt.unary gelu_tanh %arg0
// CHECK-NEXT: return
func.func @tanh_of_products(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %k = qopt.constant dense<0.044715> : tensor<f32>
  %s = qopt.constant dense<0.797885> : tensor<f32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %half = qopt.constant dense<0.5> : tensor<f32>
  %0 = qopt.binary mul %x, %k : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary add %1, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = qopt.binary mul %x, %s : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %4 = qopt.binary mul %3, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = qopt.unary tanh %4 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = qopt.binary add %5, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %7 = qopt.binary mul %x, %6 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %8 = qopt.binary mul %half, %7 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %8 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @silu
// CHECK-NEXT: qopt.unary silu %arg0
// CHECK-NEXT: return
func.func @silu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.unary sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @silu_by_exp
// CHECK-NEXT: qopt.unary silu %arg0
// CHECK-NEXT: return
func.func @silu_by_exp(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %one = qopt.constant dense<1.0> : tensor<f32>
  %0 = qopt.unary neg %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.unary exp %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary add %one, %1 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary div %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// What is multiplied to it stays outside. CHECK-LABEL: func.func @gated
// CHECK-NEXT: %[[g:.*]] = qopt.unary silu %arg0
// CHECK-NEXT: qopt.binary mul %[[g]], %arg1
func.func @gated(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.unary sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary mul %1, %y : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}
