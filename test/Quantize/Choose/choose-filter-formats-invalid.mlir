// Options that make no sense, and filters that are no numbers.
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=s17 2>&1 | FileCheck %s --check-prefix=WIDTH
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=s32 2>&1 | FileCheck %s --check-prefix=WIDE
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=ant:9 2>&1 | FileCheck %s --check-prefix=ANT
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=fp8: 2>&1 | FileCheck %s --check-prefix=FP8
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=kmeans:1 2>&1 | FileCheck %s --check-prefix=KMEANS
// RUN: not qopt-opt %s --qopt-choose-filter-formats="format=best:s4|s17" 2>&1 | FileCheck %s --check-prefix=WIDTH
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=best:ant:4 2>&1 | FileCheck %s --check-prefix=NESTED
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=worst:4 2>&1 | FileCheck %s --check-prefix=METHOD
// RUN: not qopt-opt %s --qopt-choose-filter-formats=clip=entropy 2>&1 | FileCheck %s --check-prefix=CLIP
// RUN: not qopt-opt %s --qopt-choose-filter-formats=clip=percentile:0 2>&1 | FileCheck %s --check-prefix=PERCENT
// RUN: not qopt-opt %s --qopt-choose-filter-formats=granularity=row 2>&1 | FileCheck %s --check-prefix=ROW
// RUN: not qopt-opt %s --qopt-choose-filter-formats=format=u4 2>&1 | FileCheck %s --check-prefix=SIGN
// RUN: not qopt-opt %s --qopt-choose-filter-formats="format=pot<u4>" 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: not qopt-opt %s --qopt-choose-filter-formats 2>&1 | FileCheck %s --check-prefix=NAN
// WIDTH: error: expected a format such as s8, e4m3fn or nf4, got 's17': expected an integer format of 1 to 16 or 32 bits, got 17
// WIDE: error: expected formats of at most 16 bits for filters, got #qopt.int<s32, narrow>
// ANT: error: expected ant:N with N from 3 to 8 bits, got 'ant:9'
// FP8: error: expected fp8:N with N from 3 to 8 bits, got 'fp8:'
// KMEANS: error: expected kmeans:N with N from 2 to 8 bits, got 'kmeans:1'
// NESTED: error: expected a format such as s8, e4m3fn or nf4, got 'ant:4'
// METHOD: error: expected a format such as s8, e4m3fn or nf4, got 'worst:4'
// CLIP: error: expected clip absmax, mse, mean or percentile:P with P in (0, 100], got 'entropy'
// PERCENT: error: expected clip absmax, mse, mean or percentile:P with P in (0, 100], got 'percentile:0'
// ROW: error: expected granularity tensor, channel, group:N or block:N with N >= 1, got 'row'
// SIGN: error: {{.*}}expected a format with negative values for the filter of node 'first', which has some, got #qopt.int<u4>
// TABLE: error: {{.*}}expected a format with negative values for the filter of node 'first', which has some, got #qopt.pot<u4>
// NAN: error: {{.*}}expected a finite filter in node 'fc', got nan at element 1

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %v = qopt.constant dense<[[1.0, -1.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %v : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("first")
  %w = qopt.constant dense<[[1.0], [0x7FC00000]]> : tensor<2x1xf32>
  %1 = qopt.matmul %0, %w : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32> loc("fc")
  return %1 : tensor<1x1xf32>
}
