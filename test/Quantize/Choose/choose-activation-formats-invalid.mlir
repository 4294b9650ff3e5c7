// Options that make no sense, and attributes that are no histograms.
// RUN: rm -rf %t && split-file %s %t
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats=format=kmeans:4 2>&1 | FileCheck %s --check-prefix=CODEBOOK
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats=format=ant:12 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats=format=s32 2>&1 | FileCheck %s --check-prefix=WIDE
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats=clip=mean 2>&1 | FileCheck %s --check-prefix=MEAN
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats=clip=percentile:101 2>&1 | FileCheck %s --check-prefix=CLIP
// RUN: not qopt-opt %t/sign.mlir --qopt-choose-activation-formats=format=u4 2>&1 | FileCheck %s --check-prefix=SIGN
// RUN: not qopt-opt %t/word.mlir --qopt-choose-activation-formats 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not qopt-opt %t/range.mlir --qopt-choose-activation-formats 2>&1 | FileCheck %s --check-prefix=RANGE
// RUN: not qopt-opt %t/format.mlir --qopt-choose-activation-formats 2>&1 | FileCheck %s --check-prefix=FORMAT
// CODEBOOK: error: expected ant:N, ant-float:N, fp8:N, best:F|G or a format for activations, got 'kmeans:4'
// BITS: error: expected ant:N with N from 3 to 8 bits, got 'ant:12'
// WIDE: error: expected formats of at most 16 bits for activations, got #qopt.int<s32>
// MEAN: error: expected clip absmax, mse or percentile:P for activations, got 'mean'
// CLIP: error: expected clip absmax, mse, mean or percentile:P with P in (0, 100], got 'percentile:101'
// SIGN: error: {{.*}}expected a format with negative values for 'e', which has some, got #qopt.int<u4>
// WORD: error: {{.*}}expected qopt.histogram of 'e' to be a histogram: expected exponent, extremes, negative, positive and zeros
// RANGE: error: expected qopt.histogram of 'input 0' to be a histogram: expected extremes and a bin width that agree with the counts, got 0.000000, 2.000000 and 2^0
// FORMAT: error: {{.*}}expected qopt.format of 'e' to be a number format, got 8 : i64

//--- range.mlir
func.func @main(%x: tensor<4xf32> {qopt.histogram = {exponent = 0 : i64, extremes = array<f32: 0.0, 2.0>, negative = array<i64>, positive = array<i64>, zeros = 7 : i64}}) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
//--- sign.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary neg %x {qopt.histogram = {exponent = -10 : i64, extremes = array<f32: -1.0, 0.0>, negative = array<i64: -1024, 5>, positive = array<i64>, zeros = 7 : i64}} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
//--- word.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.histogram = "flat"} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
//--- format.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = qopt.unary exp %x {qopt.format = 8 : i64} : (tensor<4xf32>) -> tensor<4xf32> loc("e")
  return %0 : tensor<4xf32>
}
