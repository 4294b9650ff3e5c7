// What forbids a fold, and the reason that is given. Every gain stays what it was.
// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t

// A post-norm block: the residual sum reads the norm, too.
// CHECK-LABEL: func.func @residual
// CHECK-SAME: qopt.folds = [{at = "norm", method = "smooth", refused = "'sum': combines it with 'linear', which is not scaled"}]
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @residual(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  // REMARK: no fold group at 'norm' for smooth: 'sum': combines it with 'linear', which is not scaled
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("linear")
  %1 = qopt.binary add %n, %0 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("sum")
  return %1 : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @gelu_between
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @gelu_between(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // REMARK: no fold group at 'norm' for smooth: 'act': gelu is not homogeneous
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %a = qopt.unary gelu %n : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("act")
  %0 = qopt.matmul %a, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// The reader's weights are another op's, too (a head tied to an embedding).
// CHECK-LABEL: func.func @tied
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @tied(%x: tensor<3x2xf32>, %ids: tensor<3xi64>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %e = qopt.gather %w, %ids axis 0 : tensor<2x2xf32>, tensor<3xi64> -> tensor<3x2xf32> loc("embedding")
  // REMARK: no fold group at 'norm' for smooth: 'head' shares its weights with 'embedding'
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("head")
  return %0, %e : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func @output
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @output(%x: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>) {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // REMARK: no fold group at 'norm' for smooth: it is an output of the model
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %n, %0 : tensor<3x2xf32>, tensor<3x1xf32>
}

// -----

// A router that scores experts by a product with values of the run.
// CHECK-LABEL: func.func @router
// CHECK: qopt.constant dense<[3.000000e+00, 5.000000e+00]>
func.func @router(%x: tensor<3x2xf32>, %experts: tensor<2x4xf32>) -> (tensor<3x4xf32>, tensor<3x1xf32>) {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // REMARK: no fold group at 'norm' for smooth: 'scores': sums over the channels with a value of the run
  %n = qopt.binary mul %x, %g {qopt.channels = {hi = dense<[8.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %r = qopt.matmul %n, %experts : (tensor<3x2xf32>, tensor<2x4xf32>) -> tensor<3x4xf32> loc("scores")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %r, %0 : tensor<3x4xf32>, tensor<3x1xf32>
}

// -----

// CHECK-LABEL: func.func @square
func.func @square(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  // REMARK: no fold group at 'norm' for smooth: 'square' reads it by two operands
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %m = qopt.binary mul %n, %n : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("square")
  %0 = qopt.matmul %m, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}

// -----

// Softmax, a sum over the channels, a clip, padding with other numbers than 0, a pick
// of channels by a value of the run, nothing linear at all.
// CHECK-LABEL: func.func @others
func.func @others(%x: tensor<3x2xf32>, %i: tensor<1xi64>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<3x2xf32>, tensor<5x2xf32>, tensor<3x1xf32>) {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  // REMARK: softmax is not homogeneous
  %n0 = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %0 = qopt.softmax %n0 axis 1 : (tensor<3x2xf32>) -> tensor<3x2xf32>
  // REMARK: reduces over the channels
  %n1 = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %1 = qopt.reduce sum %n1 {axes = array<i64: 1>} : (tensor<3x2xf32>) -> tensor<3x1xf32>
  // REMARK: clip is not homogeneous
  %n2 = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %2 = qopt.unary clip %n2 {alpha = 0.0 : f64, beta = 6.0 : f64} : (tensor<3x2xf32>) -> tensor<3x2xf32>
  // REMARK: pads with a number other than 0
  %n3 = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %3 = qopt.pad constant %n3 low [1, 0] high [1, 0] value 1.0 : tensor<3x2xf32> -> tensor<5x2xf32>
  // REMARK: picks channels known at run time only
  %n4 = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %4 = qopt.gather %n4, %i axis 1 : tensor<3x2xf32>, tensor<1xi64> -> tensor<3x1xf32>
  return %0, %1, %2, %3, %4 : tensor<3x2xf32>, tensor<3x1xf32>, tensor<3x2xf32>, tensor<5x2xf32>, tensor<3x1xf32>
}

// -----

// No gain: one number for all channels, or one per row.
// CHECK-LABEL: func.func @no_gain
// CHECK-NOT: qopt.folds
// CHECK: return
func.func @no_gain(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<3.0> : tensor<f32>
  %h = qopt.constant dense<[[1.0], [2.0], [3.0]]> : tensor<3x1xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<f32>) -> tensor<3x2xf32>
  %m = qopt.binary mul %n, %h : (tensor<3x2xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
  %0 = qopt.matmul %m, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %0 : tensor<3x1xf32>
}
