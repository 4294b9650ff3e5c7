// SPDX-License-Identifier: Apache-2.0
// Packing weights keeps every byte of the results: the plain ops and the packed
// kernels, both interpreted, on the same random inputs.
// RUN: qopt-interpret %s --seed=5 --limit=0 > %t.plain
// RUN: qopt-opt %s --qopt-pack-weights > %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: qopt-interpret %t.mlir --seed=5 --limit=0 > %t.packed
// RUN: diff %t.plain %t.packed

// CHECK-LABEL: func.func @main
// CHECK-NOT: qopt.conv
// CHECK: qopt.packed_conv
// CHECK-NOT: qopt.conv
// CHECK: qopt.packed_depthwise
// CHECK-NOT: qopt.conv
// CHECK: qopt.packed_conv
// CHECK-NOT: qopt.conv
// CHECK-NOT: qopt.matmul
// CHECK: qopt.packed_codes_matmul
// CHECK-NOT: qopt.matmul
// CHECK: qopt.packed_codes_matmul
// CHECK-NOT: qopt.matmul
func.func @main(%x: tensor<1x9x8x6xi8>, %y: tensor<1x7x7x20xui8>, %f: tensor<1x5x5x3xf32>, %g: tensor<3x7xf32>)
    -> (tensor<1x5x8x10xi8>, tensor<1x7x7x20xi32>, tensor<1x4x4x18xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %w = qopt.constant dense<[[[[1, -2, 3], [4, 5, -6]]], [[[-7, 8, 9], [10, -11, 12]]],
      [[[13, 14, -15], [16, 17, 18]]], [[[-19, 20, 21], [22, -23, 24]]], [[[25, 26, -27], [28, 29, 30]]],
      [[[-31, 32, 33], [34, -35, 36]]], [[[37, 38, -39], [40, 41, 42]]], [[[-43, 44, 45], [46, -47, 48]]],
      [[[49, 50, -51], [52, 53, 54]]], [[[-55, 56, 57], [58, -59, 60]]]]> : tensor<10x1x2x3xi8>
  %b = qopt.constant dense<[0, 1000, -1000, 5, 6, 7, -8, 9, 10, 11]> : tensor<10xi32>
  %c = qopt.conv %x, %w bias %b {strides = array<i64: 2, 1>, padding = array<i64: 0, 1, 0, 0>,
      dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2, pad_value = 3}
      : (tensor<1x9x8x6xi8>, tensor<10x1x2x3xi8>, tensor<10xi32>) -> tensor<1x5x8x10xi32>
  %m = qopt.constant dense<[1073741824, 1100000000, 1200000000, 1300000000, 1400000000,
      1500000000, 1600000000, 1700000000, 1800000000, 2147483647]> : tensor<10xi32>
  %s = qopt.constant dense<[37, 38, 38, 39, 39, 38, 38, 40, 39, 39]> : tensor<10xi8>
  %r = qopt.rescale %c by %m, %s rounding double_round {in_zp = 0, out_zp = -3, lo = -128, hi = 127}
      : tensor<1x5x8x10xi32>, tensor<10xi32>, tensor<10xi8> -> tensor<1x5x8x10xi8>

  %dw = qopt.constant dense<-77> : tensor<20x3x3x1xi8>
  %d = qopt.conv %y, %dw {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>,
      dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 20, pad_value = 128}
      : (tensor<1x7x7x20xui8>, tensor<20x3x3x1xi8>) -> tensor<1x7x7x20xi32>

  %fw = qopt.constant dense<0.37> : tensor<18x2x2x3xf32>
  %fb = qopt.constant dense<-1.25> : tensor<18xf32>
  %fc = qopt.conv %f, %fw bias %fb {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
      dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1}
      : (tensor<1x5x5x3xf32>, tensor<18x2x2x3xf32>, tensor<18xf32>) -> tensor<1x4x4x18xf32>
  %relu = qopt.unary relu %fc : (tensor<1x4x4x18xf32>) -> tensor<1x4x4x18xf32>

  %cc = qopt.constant dense<[[1, 2], [3, 4], [5, 6], [7, 0], [2, 5], [6, 1], [4, 3]]> : tensor<7x2xui8>
  %cs = qopt.constant dense<[[0.5, 1.1], [0.25, 3.0], [7.0, 0.1]]> : tensor<3x2xf32>
  %cz = qopt.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi32>
  %cw = qopt.assemble %cc, %cs, %cz : tensor<7x2xui8>, tensor<3x2xf32>, tensor<3x2xi32>
      -> tensor<7x2x!qopt.q<#qopt.int<u3>, #qopt.group<0, 3>>>
  %cb = qopt.constant dense<[-1.25, 3.0]> : tensor<2xf32>
  %cm = qopt.matmul %g, %cw bias %cb : (tensor<3x7xf32>, tensor<7x2x!qopt.q<#qopt.int<u3>, #qopt.group<0, 3>>>,
      tensor<2xf32>) -> tensor<3x2xf32>
  %ts = qopt.constant dense<[0.5, 2.0]> : tensor<2xf32>
  %tz = qopt.constant dense<0> : tensor<2xi32>
  %tw = qopt.assemble %cc, %ts, %tz : tensor<7x2xui8>, tensor<2xf32>, tensor<2xi32>
      -> tensor<7x2x!qopt.q<#qopt.nf4, #qopt.channel<1>>>
  %tm = qopt.matmul %g, %tw : (tensor<3x7xf32>, tensor<7x2x!qopt.q<#qopt.nf4, #qopt.channel<1>>>) -> tensor<3x2xf32>
  return %r, %d, %relu, %cm, %tm : tensor<1x5x8x10xi8>, tensor<1x7x7x20xi32>, tensor<1x4x4x18xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
