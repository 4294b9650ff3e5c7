// Arguments and results, every method and clip.
// RUN: qopt-opt %s --qopt-choose-activation-formats=format=ant:4 | FileCheck %s --check-prefix=ANT
// RUN: qopt-opt %s --qopt-choose-activation-formats=format=fp8:8 | FileCheck %s --check-prefix=FP8
// RUN: qopt-opt %s --qopt-choose-activation-formats="format=s4 clip=absmax" | FileCheck %s --check-prefix=ABSMAX
// RUN: qopt-opt %s --qopt-choose-activation-formats="format=s4 clip=percentile:90" | FileCheck %s --check-prefix=PERCENTILE
// RUN: qopt-opt %s --qopt-choose-activation-formats="format=s2 clip=mse" | FileCheck %s --check-prefix=MSE

// 10 values of -1, 90 in [0.5, 0.501): -16 and 8 of flint. Zeros alone: the first.
// ANT: tensor<4xf32> {qopt.format = #qopt.flint<s4>, qopt.range = dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>})
// ANT: qopt.unary {{.*}} {qopt.format = #qopt.int<u4>, qopt.range = dense<[0.000000e+00, 1.500000e+01]> : tensor<2xf32>}
// FP8: tensor<4xf32> {qopt.format = #qopt.float<e6m1finite>, qopt.range = dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>})
// FP8: qopt.unary {{.*}} {qopt.format = #qopt.float<ue7m1finite>, qopt.range = dense<[0.000000e+00, 1.000000e+00]> : tensor<2xf32>}
// ABSMAX: tensor<4xf32> {qopt.format = #qopt.int<s4>, qopt.range = dense<[-1.000000e+00, 1.000000e+00]> : tensor<2xf32>})
// A tenth of the mass lies above it.
// PERCENTILE: tensor<4xf32> {qopt.format = #qopt.int<s4>, qopt.range = dense<[-0.500976563, 0.500976563]> : tensor<2xf32>})
// -2 is a code, too: at 0.5 both are exact.
// MSE: tensor<4xf32> {qopt.format = #qopt.int<s2>, qopt.range = dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>})

func.func @main(%x: tensor<4xf32> {qopt.histogram = {exponent = -10 : i64, extremes = array<f32: -1.0, 0.5>, negative = array<i64: -1024, 10>, positive = array<i64: -512, 90>, zeros = 0 : i64}}) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.histogram = {exponent = 0 : i64, extremes = array<f32: 0.0, 0.0>, negative = array<i64>, positive = array<i64>, zeros = 7 : i64}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
