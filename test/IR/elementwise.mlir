// Elementwise ops: every kind of unary and binary, in every stage, and casts.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @unary_float
func.func @unary_float(%x: tensor<4xf32>) {
  // CHECK: qopt.unary relu %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %0 = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary leaky_relu %{{.*}} {alpha = 1.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = qopt.unary leaky_relu %x {alpha = 1.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary clip %{{.*}} {alpha = -1.000000e+00 : f64, beta = 6.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = qopt.unary clip %x {alpha = -1.000000e+00 : f64, beta = 6.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary sigmoid %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %3 = qopt.unary sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary tanh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %4 = qopt.unary tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary hard_sigmoid %{{.*}} {alpha = 2.000000e-01 : f64, beta = 5.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %5 = qopt.unary hard_sigmoid %x {alpha = 2.000000e-01 : f64, beta = 5.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary hard_swish %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %6 = qopt.unary hard_swish %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary exp %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %7 = qopt.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary log %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %8 = qopt.unary log %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary sqrt %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %9 = qopt.unary sqrt %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary reciprocal %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %10 = qopt.unary reciprocal %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary neg %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %11 = qopt.unary neg %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary abs %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %12 = qopt.unary abs %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary erf %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %13 = qopt.unary erf %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary floor %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %14 = qopt.unary floor %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary ceil %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %15 = qopt.unary ceil %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary round %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %16 = qopt.unary round %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary softplus %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %17 = qopt.unary softplus %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary softsign %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %18 = qopt.unary softsign %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary elu %{{.*}} {alpha = 1.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %19 = qopt.unary elu %x {alpha = 1.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary selu %{{.*}} {alpha = 1.500000e+00 : f64, beta = 1.250000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %20 = qopt.unary selu %x {alpha = 1.500000e+00 : f64, beta = 1.250000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary celu %{{.*}} {alpha = 2.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %21 = qopt.unary celu %x {alpha = 2.000000e+00 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary gelu %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %22 = qopt.unary gelu %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary gelu_tanh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %23 = qopt.unary gelu_tanh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary silu %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %24 = qopt.unary silu %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary mish %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %25 = qopt.unary mish %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary sign %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %26 = qopt.unary sign %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary sin %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %27 = qopt.unary sin %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary cos %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %28 = qopt.unary cos %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary tan %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %29 = qopt.unary tan %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary asin %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %30 = qopt.unary asin %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary acos %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %31 = qopt.unary acos %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary atan %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %32 = qopt.unary atan %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary sinh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %33 = qopt.unary sinh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary cosh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %34 = qopt.unary cosh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary asinh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %35 = qopt.unary asinh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary acosh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %36 = qopt.unary acosh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary atanh %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
  %37 = qopt.unary atanh %x : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: qopt.unary thresholded_relu %{{.*}} {alpha = 5.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  %38 = qopt.unary thresholded_relu %x {alpha = 5.000000e-01 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @binary_float
func.func @binary_float(%x: tensor<2x1xf32>, %y: tensor<3xf32>) {
  // CHECK: qopt.binary add %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %0 = qopt.binary add %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary sub %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary sub %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary mul %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %2 = qopt.binary mul %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary div %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %3 = qopt.binary div %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary max %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %4 = qopt.binary max %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary min %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %5 = qopt.binary min %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary pow %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %6 = qopt.binary pow %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary prelu %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %7 = qopt.binary prelu %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary mod %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %8 = qopt.binary mod %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: qopt.binary fmod %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %9 = qopt.binary fmod %x, %y : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: func.func @quantized
func.func @quantized(%x: tensor<4x!s8>, %s: tensor<f32>, %z: tensor<i32>) {
  // CHECK: qopt.unary sigmoid %{{.*}} result(%{{.*}}, %{{.*}}) : (tensor<4x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<4x!q_s8_>
  %0 = qopt.unary sigmoid %x result(%s, %z) : (tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  // CHECK: qopt.binary add %{{.*}}, %{{.*}} result(%{{.*}}, %{{.*}}) : (tensor<4x!q_s8_>, tensor<4x!q_s8_>, tensor<f32>, tensor<i32>) -> tensor<4x!q_s8_>
  %1 = qopt.binary add %x, %0 result(%s, %z) : (tensor<4x!s8>, tensor<4x!s8>, tensor<f32>, tensor<i32>) -> tensor<4x!s8>
  return
}

// CHECK-LABEL: func.func @integer
func.func @integer(%x: tensor<4xi8>, %y: tensor<i8>, %u: tensor<4xui8>) {
  // CHECK: qopt.unary abs %{{.*}} : (tensor<4xi8>) -> tensor<4xi8>
  %0 = qopt.unary abs %x : (tensor<4xi8>) -> tensor<4xi8>
  // CHECK: qopt.binary max %{{.*}}, %{{.*}} : (tensor<4xi8>, tensor<i8>) -> tensor<4xi8>
  %1 = qopt.binary max %x, %y : (tensor<4xi8>, tensor<i8>) -> tensor<4xi8>
  // CHECK: qopt.binary mod %{{.*}}, %{{.*}} : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  %2 = qopt.binary mod %u, %u : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  return
}

// CHECK-LABEL: func.func @cast
func.func @cast(%x: tensor<4xf32>, %i: tensor<4xi8>) {
  // CHECK: qopt.cast %{{.*}} : tensor<4xf32> -> tensor<4xi1>
  %0 = qopt.cast %x : tensor<4xf32> -> tensor<4xi1>
  // CHECK: qopt.cast %{{.*}} : tensor<4xi8> -> tensor<4xui32>
  %1 = qopt.cast %i : tensor<4xi8> -> tensor<4xui32>
  // CHECK: qopt.cast %{{.*}} : tensor<4xui32> -> tensor<4xf32>
  %2 = qopt.cast %1 : tensor<4xui32> -> tensor<4xf32>
  // CHECK: qopt.cast %{{.*}} : tensor<4xi1> -> tensor<4xi64>
  %3 = qopt.cast %0 : tensor<4xi1> -> tensor<4xi64>
  return
}
