// SPDX-License-Identifier: Apache-2.0
// A promise of zero_rows that the input does not keep is refused when it is seen.
// RUN: not qopt-interpret %s --seed=5 2>&1 | FileCheck %s

// CHECK: error: 'qopt.packed_conv' op expected codes that are read as 0 in the rows that zero_rows names, got 7 in row 2
func.func @main() -> tensor<1x3x1x1xi32> {
  %x = qopt.constant dense<[[[[0]], [[9]], [[7]]]]> : tensor<1x3x1x1xui8>
  %w = qopt.constant dense<1> : tensor<1x1x1x16x4xi8>
  %b = qopt.constant dense<0> : tensor<1x1x16xi32>
  %e = tensor.empty() : tensor<1x3x1x1xi32>
  %r = qopt.packed_conv %x, %w bias %b outs %e
    {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, unsigned_input, zero_rows = array<i64: 1, 1>}
    : (tensor<1x3x1x1xui8>, tensor<1x1x1x16x4xi8>, tensor<1x1x16xi32>, tensor<1x3x1x1xi32>) -> tensor<1x3x1x1xi32>
  return %r : tensor<1x3x1x1xi32>
}
