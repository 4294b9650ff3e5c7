// Normalizations in the forms of several exporters.
// RUN: qopt-opt %s --qopt-raise-norms --canonicalize | FileCheck %s

// Llama: RMS, 1 / sqrt, the gain on the left. CHECK-LABEL: func.func @rms
// CHECK: %[[g:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]>
// CHECK-NEXT: %[[y:.*]] = qopt.norm rms %arg0 gain %[[g]] {epsilon = 9.9999999747524271E-7 : f64}
// CHECK-NEXT: return %[[y]]
func.func @rms(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %two = qopt.constant dense<2.0> : tensor<f32>
  %eps = qopt.constant dense<1.0e-6> : tensor<f32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %g = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %0 = qopt.binary pow %x, %two : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = qopt.binary add %1, %eps : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x1xf32>
  %3 = qopt.unary sqrt %2 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %4 = qopt.binary div %one, %3 : (tensor<f32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  %5 = qopt.binary mul %x, %4 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %6 = qopt.binary mul %g, %5 : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %6 : tensor<2x3xf32>
}

// Gains on both sides of a power of -1/2, no epsilon. CHECK-LABEL: func.func @power
// CHECK: %[[g:.*]] = qopt.constant dense<[2.000000e+00, 4.000000e+00, 6.000000e+00]>
// CHECK-NEXT: qopt.norm rms %arg0 gain %[[g]] :
func.func @power(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %p = qopt.constant dense<-0.5> : tensor<f32>
  %two = qopt.constant dense<2.0> : tensor<f32>
  %g = qopt.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>
  %0 = qopt.binary mul %x, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = qopt.binary pow %1, %p : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x1xf32>
  %3 = qopt.binary mul %2, %g : (tensor<2x1xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %4 = qopt.binary mul %x, %3 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = qopt.binary mul %4, %two : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %5 : tensor<2x3xf32>
}

// TensorFlow: x * s + (b - mean(x) * s). CHECK-LABEL: func.func @affine
// CHECK-DAG: %[[g:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]>
// CHECK-DAG: %[[b:.*]] = qopt.constant dense<[4.000000e+00, 5.000000e+00, 6.000000e+00]>
// CHECK: %[[y:.*]] = qopt.norm layer %arg0 gain %[[g]] bias %[[b]] {epsilon = 9.9999997171806853E-10 : f64}
// CHECK-NEXT: return %[[y]]
func.func @affine(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %eps = qopt.constant dense<1.0e-9> : tensor<1xf32>
  %g = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = qopt.constant dense<[4.0, 5.0, 6.0]> : tensor<3xf32>
  %m = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %0 = qopt.binary sub %x, %m : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.reduce mean %1 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %3 = qopt.binary add %2, %eps : (tensor<2x1xf32>, tensor<1xf32>) -> tensor<2x1xf32>
  %4 = qopt.unary sqrt %3 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %5 = qopt.unary reciprocal %4 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %s = qopt.binary mul %5, %g : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %6 = qopt.binary mul %x, %s : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %7 = qopt.binary mul %m, %s : (tensor<2x1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %8 = qopt.binary sub %b, %7 : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %9 = qopt.binary add %6, %8 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %9 : tensor<2x3xf32>
}

// A gain that also another op would need stays. CHECK-LABEL: func.func @two_readers
// CHECK: %[[n:.*]] = qopt.norm rms %arg0 :
// CHECK-NEXT: %[[m:.*]] = qopt.binary mul %[[n]]
// CHECK-NEXT: return %[[n]], %[[m]]
func.func @two_readers(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %g = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %n = qopt.norm rms %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = qopt.binary mul %n, %g : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %n, %0 : tensor<2x3xf32>, tensor<2x3xf32>
}
