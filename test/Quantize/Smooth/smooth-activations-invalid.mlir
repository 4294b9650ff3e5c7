// RUN: split-file %s %t
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations=alpha=1.5 2>&1 | FileCheck %s --check-prefix=ALPHA
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations=makers=some 2>&1 | FileCheck %s --check-prefix=MAKERS
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations=weight-granularity=row 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations=activation-granularity=row 2>&1 | FileCheck %s --check-prefix=ACTIVATIONS
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations=weight-bits=1 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not qopt-opt %t/plain.mlir --qopt-smooth-activations 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not qopt-opt %t/norows.mlir --qopt-smooth-activations=alpha=search 2>&1 | FileCheck %s --check-prefix=ROWS
// RUN: not qopt-opt %t/broken.mlir --qopt-smooth-activations 2>&1 | FileCheck %s --check-prefix=BROKEN
// RUN: not qopt-opt %t/nan.mlir --qopt-smooth-activations 2>&1 | FileCheck %s --check-prefix=NAN

// ALPHA: expected alpha in [0, 1] or search, got '1.5'
// MAKERS: expected makers norm or all, got 'some'
// WEIGHTS: expected weight-granularity tensor, channel or group:N, got 'row'
// ACTIVATIONS: expected activation-granularity tensor, token or none, got 'row'
// BITS: expected weight-bits in [2, 16], got 1
// NONE: expected statistics by channel of 'norm' (qopt.channels), which 'linear' reads, got none: calibrate with the recipe that folds scales
// ROWS: expected sampled rows of 'norm' in qopt.channels for a search, got none: calibrate with the recipe that searches
// BROKEN: expected qopt.channels of 'norm' to hold finite f32 vectors lo, hi, mean and mean_magnitude of 2 channels (and rows of as many), got {hi =
// NAN: expected finite magnitudes of weights, got {{-?}}nan in channel 1 of what 'norm' is folded with

//--- plain.mlir
func.func @f(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}
//--- norows.mlir
func.func @f(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}
//--- broken.mlir
func.func @f(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<1.0> : tensor<3xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}
//--- nan.mlir
func.func @f(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[1.0], [0x7FC00000]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}
