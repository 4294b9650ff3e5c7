// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations | FileCheck %s
// Smoothing what is smooth changes nothing: maxima are balanced after the first time.
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations --qopt-smooth-activations | FileCheck %s
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations=power-of-two | FileCheck %s --check-prefix=POW2
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations="makers=all" | FileCheck %s --check-prefix=ALL
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations=alpha=0.75 | FileCheck %s --check-prefix=MORE

// Several readers: the weights' maxima are over all of them ([4, 1, 0.25] here), a
// channel that is dead (the third input, the fourth weight) keeps its factor.
// CHECK-LABEL: func.func @readers
// CHECK: qopt.constant dense<[5.000000e-01, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK: hi = dense<[8.000000e+00, 1.000000e+00, 0.000000e+00, 7.000000e+00]>
// CHECK-SAME: lo = dense<[-4.000000e+00, -1.000000e+00, 0.000000e+00, 0.000000e+00]>
// CHECK-DAG: qopt.constant dense<{{\[\[}}8.000000e+00], [1.000000e+00], [2.500000e-01], [0.000000e+00]]> : tensor<4x1xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}2.000000e+00, 4.000000e+00], [-1.000000e+00, 0.000000e+00], [2.500000e-01, 0.000000e+00], [0.000000e+00, 0.000000e+00]]> : tensor<4x2xf32>
// MORE-LABEL: func.func @readers
// 16^0.75 / 4^0.25 = 5.657
// MORE-DAG: qopt.constant dense<[0.176776692, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
func.func @readers(%x: tensor<3x4xf32>) -> (tensor<3x1xf32>, tensor<3x2xf32>) {
  %g = qopt.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %a = qopt.constant dense<[[4.0], [1.0], [0.25], [0.0]]> : tensor<4x1xf32>
  %b = qopt.constant dense<[[1.0, 2.0], [-1.0, 0.0], [0.25, 0.0], [0.0, 0.0]]> : tensor<4x2xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[16.0, 1.0, 0.0, 7.0]> : tensor<4xf32>, lo = dense<[-8.0, -1.0, 0.0, 0.0]> : tensor<4xf32>, mean = dense<0.0> : tensor<4xf32>, mean_magnitude = dense<1.0> : tensor<4xf32>}} : (tensor<3x4xf32>, tensor<4xf32>) -> tensor<3x4xf32>
  %0 = qopt.matmul %n, %a : (tensor<3x4xf32>, tensor<4x1xf32>) -> tensor<3x1xf32>
  %1 = qopt.matmul %n, %b : (tensor<3x4xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
  return %0, %1 : tensor<3x1xf32>, tensor<3x2xf32>
}

// -----

// A decomposed layer norm: its bias is divided along. Factors 3 and 1; the power of
// two nearest to 3 in the ratio is 4.
// CHECK-LABEL: func.func @with_bias
// CHECK: qopt.folds = [{alpha = 5.000000e-01 : f64, at = "norm", method = "smooth", readers = ["linear"], scaled = ["norm", "qopt.binary"]}
// POW2-LABEL: func.func @with_bias
// POW2-DAG: qopt.constant dense<[2.500000e-01, 1.000000e+00]> : tensor<2xf32>
// POW2-DAG: qopt.constant dense<[1.250000e-01, 1.000000e+00]> : tensor<2xf32>
// POW2-DAG: qopt.constant dense<{{\[\[}}4.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
func.func @with_bias(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[1.0, 1.0]> : tensor<2xf32>
  %h = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<[[1.0], [1.0]]> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %m = qopt.binary add %n, %h {qopt.channels = {hi = dense<[9.0, 1.0]> : tensor<2xf32>, lo = dense<[-3.0, -1.0]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %0 = qopt.matmul %m, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}

// -----

// Gemma's gain 1 + w: the sum becomes the constant, (1 + w) / s.
// CHECK-LABEL: func.func @gemma
// CHECK-DAG: qopt.constant dense<[7.500000e-01, 1.500000e+00]> : tensor<2xf32>
// CHECK-DAG: qopt.constant dense<{{\[\[}}4.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
func.func @gemma(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %w = qopt.constant dense<[0.5, 0.5]> : tensor<2xf32>
  %one = qopt.constant dense<1.0> : tensor<f32>
  %v = qopt.constant dense<[[2.0], [1.0]]> : tensor<2x1xf32>
  %g = qopt.binary add %w, %one : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %0 = qopt.matmul %n, %v : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// Values to output with grouped heads: two query heads share a head of values, and
// with it the factor of every channel (v has 2 channels, o reads 4).
// CHECK-LABEL: func.func @grouped_heads
// CHECK-DAG: qopt.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>
// ALL-LABEL: func.func @grouped_heads
// ALL-SAME: at = "v", method = "smooth", readers = ["o"]
// ALL-DAG: qopt.constant dense<{{\[\[}}2.500000e-01, 4.000000e+00]]> : tensor<1x2xf32>
// ALL-DAG: qopt.constant dense<{{\[\[}}4.000000e+00], [5.000000e-01], [8.000000e+00], [5.000000e-01]]> : tensor<4x1xf32>
func.func @grouped_heads(%x: tensor<3x1xf32>, %p: tensor<2x3x3xf32>) -> tensor<3x1xf32> {
  %wv = qopt.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %wo = qopt.constant dense<[[1.0], [1.0], [2.0], [1.0]]> : tensor<4x1xf32>
  %v = qopt.matmul %x, %wv : (tensor<3x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32> loc("v")
  %0 = qopt.reshape %v : tensor<3x2xf32> -> tensor<3x1x2xf32>
  %1 = qopt.broadcast %0 : tensor<3x1x2xf32> -> tensor<3x2x2xf32>
  %2 = qopt.transpose %1 perm [1, 0, 2] : tensor<3x2x2xf32> -> tensor<2x3x2xf32>
  %3 = qopt.matmul %p, %2 : (tensor<2x3x3xf32>, tensor<2x3x2xf32>) -> tensor<2x3x2xf32>
  %4 = qopt.transpose %3 perm [1, 0, 2] : tensor<2x3x2xf32> -> tensor<3x2x2xf32>
  %5 = qopt.reshape %4 {qopt.channels = {hi = dense<[32.0, 0.25, 8.0, 0.25]> : tensor<4xf32>, lo = dense<0.0> : tensor<4xf32>, mean = dense<0.0> : tensor<4xf32>, mean_magnitude = dense<1.0> : tensor<4xf32>}} : tensor<3x2x2xf32> -> tensor<3x4xf32>
  %6 = qopt.matmul %5, %wo : (tensor<3x4xf32>, tensor<4x1xf32>) -> tensor<3x1xf32> loc("o")
  return %6 : tensor<3x1xf32>
}

// -----

// A gated unit is linear in the branch without the gate; slices, concatenations and
// gathers take their channels along. The gate's own linear op reads no norm.
// ALL-LABEL: func.func @gated
// ALL-SAME: at = "up", method = "smooth", readers = ["down"]
// ALL-DAG: qopt.constant dense<{{\[\[}}5.000000e-01, 1.000000e+00]]> : tensor<1x2xf32>
// ALL-DAG: qopt.constant dense<{{\[\[}}1.000000e+00], [2.000000e+00], [4.000000e+00]]> : tensor<3x1xf32>
func.func @gated(%x: tensor<3x1xf32>, %gate: tensor<3x2xf32>, %y: tensor<3x1xf32>) -> tensor<3x1xf32> {
  %wu = qopt.constant dense<[[1.0, 1.0]]> : tensor<1x2xf32>
  %wd = qopt.constant dense<[[1.0], [2.0], [2.0]]> : tensor<3x1xf32>
  %order = qopt.constant dense<[1, 0]> : tensor<2xi64>
  %u = qopt.matmul %x, %wu : (tensor<3x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32> loc("up")
  %s = qopt.unary silu %gate : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %m = qopt.binary mul %s, %u : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %a = qopt.gather %m, %order axis 1 : tensor<3x2xf32>, tensor<2xi64> -> tensor<3x2xf32>
  %c = qopt.concat %y, %a axis 1 {qopt.channels = {hi = dense<[1.0, 2.0, 8.0]> : tensor<3xf32>, lo = dense<0.0> : tensor<3xf32>, mean = dense<0.0> : tensor<3xf32>, mean_magnitude = dense<1.0> : tensor<3xf32>}} : (tensor<3x1xf32>, tensor<3x2xf32>) -> tensor<3x3xf32>
  %d = qopt.matmul %c, %wd : (tensor<3x3xf32>, tensor<3x1xf32>) -> tensor<3x1xf32> loc("down")
  return %d : tensor<3x1xf32>
}
