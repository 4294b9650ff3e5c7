// What keeps a residual stream in its basis, and the reason that is given.
// RUN: qopt-opt %s --split-input-file --qopt-rotate-residual -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t

// CHECK-LABEL: func.func @input
// CHECK-SAME: qopt.folds = [{at = "norm", method = "rotate", refused = "input 0 comes in the basis it has"}]
// CHECK: qopt.norm rms %{{.*}} gain
// REMARK: no fold group at 'norm' for rotate: input 0 comes in the basis it has
func.func @input(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %g = qopt.constant dense<[2.0, 1.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %n = qopt.norm rms %x gain %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %l : tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: the stream is an output of the model
func.func @output(%ids: tensor<3xi64>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %x, %l : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: 'norm' is an output of the model
func.func @norm_output(%ids: tensor<3xi64>) -> tensor<3x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  return %n : tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: 'act' makes the stream and cannot change its basis
func.func @function(%ids: tensor<3xi64>) -> tensor<3x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %a = qopt.unary gelu %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("act")
  %n = qopt.norm rms %a : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %l : tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: 'act' reads 'norm' and cannot change its basis
func.func @function_after(%ids: tensor<3xi64>) -> tensor<3x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %a = qopt.unary relu %n : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("act")
  %l = qopt.matmul %a, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %l : tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: 'head' shares its weights with 'other'
func.func @shared(%ids: tensor<3xi64>, %y: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("head")
  %m = qopt.matmul %y, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("other")
  return %l, %m : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: no Hadamard matrix of order 3 is constructed
func.func @order(%ids: tensor<3xi64>) -> tensor<3x2xf32> {
  %e = qopt.constant dense<1.0> : tensor<4x3xf32>
  %w = qopt.constant dense<1.0> : tensor<3x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x3xf32>, tensor<3xi64> -> tensor<3x3xf32>
  %n = qopt.norm rms %x : (tensor<3x3xf32>) -> tensor<3x3xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x3xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  return %l : tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'first' for rotate: 'second' is a norm of the other kind
func.func @kinds(%ids: tensor<3xi64>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %v = qopt.constant dense<2.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm rms %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("first")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %m = qopt.norm layer %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("second")
  %k = qopt.matmul %m, %v : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %l, %k : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// REMARK: no fold group at 'norm' for rotate: 'direct' reads the stream with its mean
func.func @mean(%ids: tensor<3xi64>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %e = qopt.constant dense<1.0> : tensor<4x2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %v = qopt.constant dense<2.0> : tensor<2x2xf32>
  %x = qopt.gather %e, %ids axis 0 : tensor<4x2xf32>, tensor<3xi64> -> tensor<3x2xf32>
  %n = qopt.norm layer %x : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %l = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %k = qopt.matmul %x, %v : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("direct")
  return %l, %k : tensor<3x2xf32>, tensor<3x2xf32>
}
