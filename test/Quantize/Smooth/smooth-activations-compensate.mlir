// RUN: qopt-opt %s --split-input-file --qopt-smooth-activations=compensate --mlir-print-debuginfo | FileCheck %s

// A post-norm block: the residual sum and the output read the norm times s, by one
// multiplication; the linear op reads it as it is.
// CHECK-LABEL: func.func @residual
// CHECK: %[[N:.*]] = qopt.norm
// CHECK: %[[S:.*]] = qopt.constant dense<{{\[\[}}4.000000e+00, 1.000000e+00]]> : tensor<1x2xf32>
// CHECK: %[[U:.*]] = qopt.binary mul %[[N]], %[[S]] : {{.*}} loc(#[[LOC:.*]])
// CHECK: %[[L:.*]] = qopt.matmul %[[N]],
// CHECK: %[[R:.*]] = qopt.binary add %[[U]], %[[L]]
// CHECK: return %[[R]], %[[U]]
// CHECK: #[[LOC]] = loc("norm.unscaled")
func.func @residual(%x: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = qopt.constant dense<1.0> : tensor<2x2xf32>
  %n = qopt.norm layer %x {qopt.channels = {hi = dense<[16.0, 1.0]> : tensor<2xf32>, lo = dense<0.0> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}} : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary add %n, %0 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  return %1, %n : tensor<3x2xf32>, tensor<3x2xf32>
}

// -----

// Nothing to gain where no linear op reads it.
// CHECK-LABEL: func.func @no_reader
// CHECK-SAME: refused = "no linear op with a constant filter reads it"
// CHECK-NOT: qopt.binary
// CHECK: return
func.func @no_reader(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %n = qopt.norm layer %x : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %0 = qopt.unary gelu %n : (tensor<3x2xf32>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}
