// Options that are none, inputs without statistics, sums that may be too large.
// RUN: not qopt-opt %s --qopt-split-outliers 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: not qopt-opt %s --qopt-split-outliers=threshold=0 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not qopt-opt %s --qopt-split-outliers=threshold=1e39 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not qopt-opt %s --qopt-split-outliers=mode=often 2>&1 | FileCheck %s --check-prefix=MODE
// RUN: not qopt-opt %s --qopt-split-outliers=half=f16 2>&1 | FileCheck %s --check-prefix=HALF
// RUN: not qopt-opt %s --qopt-split-outliers='half=s16 mode=dynamic' 2>&1 | FileCheck %s --check-prefix=BOTH

// STATISTICS: expected statistics by channel (qopt.channels) of the input of node 'layer' to find its columns of outliers, got none
// ZERO: expected a positive, finite threshold of outliers, got 0
// THRESHOLD: expected a positive, finite threshold of outliers, got 1
// MODE: expected mode static or dynamic, got 'often'
// HALF: expected half f32, codes or s16, got 'f16'
// BOTH: expected half f32 or codes with mode dynamic, got 's16'
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = qopt.constant dense<[[0.5, 2.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32> loc("layer")
  return %0 : tensor<2x2xf32>
}
