// Values that a product, a function or the caller reads, or that have a format, stay
// as they are; so does all where no format is given.
// RUN: qopt-opt %s --qopt-widen-residuals="residual=s16 scores=s16" | FileCheck %s
// RUN: qopt-opt %s --qopt-widen-residuals | FileCheck %s

// CHECK-LABEL: func.func @others
// CHECK-NOT: s16
func.func @others(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  // A product reads the sum beside the norm.
  %a = qopt.binary add %x, %x : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  %n = qopt.norm rms %a : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %m = qopt.matmul %a, %w : (tensor<4x8xf32>, tensor<8x8xf32>) -> tensor<4x8xf32>
  // The caller reads the sum.
  %r = qopt.binary add %n, %m : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  // A norm kept in float, a score with another reader, a chosen format.
  %k = qopt.unary tanh %r : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %f = qopt.norm rms %k {qopt.keep_float} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %s = qopt.softmax %k axis 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %c = qopt.unary silu %s {qopt.format = #qopt.int<s4>} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %d = qopt.norm rms %c : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %e = qopt.binary mul %d, %f : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %r, %e : tensor<4x8xf32>, tensor<4x8xf32>
}
