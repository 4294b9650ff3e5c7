// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-pack-weights | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x8x8x4xi8>
func.func @doc(%x: tensor<1x8x8x4xi8>) -> tensor<1x8x8x10xi8> {
  %w = qopt.constant dense<3> : tensor<10x3x3x4xi8>
  %b = qopt.constant dense<7> : tensor<10xi32>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  // CHECK: %[[p:.*]] = qopt.pad constant %[[x]] low [0, 1, 1, 0] high [0, 1, 1, 0] value 3.000000e+00 : tensor<1x8x8x4xi8> -> tensor<1x10x10x4xi8>
  // CHECK-NEXT: %[[e:.*]] = tensor.empty() : tensor<1x8x8x10xi8>
  // CHECK-NEXT: %[[r:.*]] = qopt.packed_conv %[[p]], %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %[[e]] {dilations = array<i64: 1, 1>, groups = 1 : i64, hi = 127 : i64, kernel = array<i64: 3, 3>, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>} : (tensor<1x10x10x4xi8>, tensor<1x1x9x16x4xi8>, tensor<1x1x16xi32>, tensor<1x1x16xi32>, tensor<1x1x16xi8>, tensor<1x8x8x10xi8>) -> tensor<1x8x8x10xi8>
  // CHECK-NEXT: return %[[r]]
  %a = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 3 : i64} : (tensor<1x8x8x4xi8>, tensor<10x3x3x4xi8>, tensor<10xi32>) -> tensor<1x8x8x10xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x8x8x10xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x8x8x10xi8>
  return %r : tensor<1x8x8x10xi8>
}
