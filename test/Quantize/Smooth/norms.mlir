// qopt.norm as the maker of a fold group, and as a reader that is none.
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t

// Gain and bias are divided by 4 and 1.
// CHECK-LABEL: func.func @layer
// CHECK-DAG: qopt.constant dense<[7.500000e-01, 5.000000e+00]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}4.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
func.func @layer(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %h = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.norm layer %x gain %g bias %h {qopt.channels = {hi = dense<[16.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// A norm without a gain gets one.
// CHECK-LABEL: func.func @no_gain
// CHECK: %[[G:.*]] = qopt.constant dense<[2.500000e-01, 1.000000e+00]> : tensor<2xf32>
// CHECK: qopt.norm rms %{{.*}} gain %[[G]]
func.func @no_gain(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.norm rms %x {qopt.channels = {hi = dense<[16.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// A norm made by a gain of the run, and one that is read by a norm.
// CHECK-LABEL: func.func @refused
// REMARK: no fold group at 'first' for smooth: 'second': normalizes over the channels
// REMARK: no fold group at 'second' for smooth: 'second' has a gain that is not constant
func.func @refused(%x: tensor<3x2xf32>, %g: tensor<2xf32>) -> tensor<3x1xf32> {
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("first")
  %m = qopt.norm rms %n gain %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("second")
  %0 = qopt.matmul %m, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}
