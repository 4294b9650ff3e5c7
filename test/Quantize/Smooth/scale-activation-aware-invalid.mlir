// RUN: not qopt-opt %s --qopt-scale-activation-aware=weight-granularity=block:4 2>&1 | FileCheck %s --check-prefix=SHARED
// RUN: not qopt-opt %s --qopt-scale-activation-aware=weight-bits=17 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not qopt-opt %s --qopt-scale-activation-aware 2>&1 | FileCheck %s --check-prefix=NONE

// SHARED: expected weight-granularity tensor, channel or group:N, got 'block:4'
// BITS: expected weight-bits in [2, 16], got 17
// NONE: expected statistics by channel of 'norm' (qopt.channels), which 'linear' reads, got none
func.func @f(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %g = qopt.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %w = qopt.constant dense<1.0> : tensor<2x1xf32>
  %n = qopt.binary mul %x, %g : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("norm")
  %0 = qopt.matmul %n, %w : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32> loc("linear")
  return %0 : tensor<3x1xf32>
}
