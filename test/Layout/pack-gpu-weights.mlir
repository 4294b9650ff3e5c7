// Integer products with constant weights become qopt.mma_matmul: weights as padded rows
// of k, convolutions of pixels as they are, of few channels by patches. Runs of 4-bit
// codes become qopt.mma_matmul_runs.
// RUN: qopt-opt %s --qopt-pack-gpu-weights -split-input-file | FileCheck %s

// [K, N] becomes [N, 16]: rows of k, zeros behind them.
// CHECK-LABEL: func.func @sums(
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[}}1, 3, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [2, 4, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]> : tensor<2x16xi8>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<0> : tensor<2xi32>
// CHECK: %[[R:.*]] = qopt.mma_matmul %{{.*}}, %[[W]] bias %[[B]] outs %{{.*}} {unsigned_input} : (tensor<7x3xui8>, tensor<2x16xi8>, tensor<2xi32>, tensor<7x2xi32>) -> tensor<7x2xi32>
// CHECK-NEXT: return %[[R]]
func.func @sums(%x: tensor<7x3xui8>) -> tensor<7x2xi32> {
  %w = qopt.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi8>
  %a = qopt.matmul %x, %w : (tensor<7x3xui8>, tensor<3x2xi8>) -> tensor<7x2xi32>
  return %a : tensor<7x2xi32>
}

// -----

// A convolution of one pixel is a product of pixels; its filter lies in rows already.
// CHECK-LABEL: func.func @pixels(
// CHECK-DAG: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1, 2], [3]] : tensor<1x4x5x2xi8> into tensor<20x2xi8>
// CHECK-DAG: qopt.constant dense<{{\[\[}}1, 2, 0, {{.*}}], [3, 4, 0, {{.*}}]]> : tensor<2x16xi8>
// CHECK-DAG: qopt.constant dense<[7, 8]> : tensor<2xi32>
// CHECK: qopt.mma_matmul
// CHECK: tensor.expand_shape {{.*}} output_shape [1, 4, 5, 2] : tensor<20x2xi32> into tensor<1x4x5x2xi32>
func.func @pixels(%x: tensor<1x4x5x2xi8>) -> tensor<1x4x5x2xi32> {
  %w = qopt.constant dense<[[[[1, 2]]], [[[3, 4]]]]> : tensor<2x1x1x2xi8>
  %b = qopt.constant dense<[7, 8]> : tensor<2xi32>
  %a = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x5x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x4x5x2xi32>
  return %a : tensor<1x4x5x2xi32>
}

// -----

// Patches: 3 x 3 pixels of 5 channels are 45 codes, a row of 48; what is beyond the input
// is the pad value, what is beyond the patch 0. Unsigned codes keep their bits.
// CHECK-LABEL: func.func @patches(
// CHECK-SAME: %[[X:.*]]: tensor<1x9x7x5xui8>
// CHECK: %[[CODES:.*]] = tensor.bitcast %[[X]] : tensor<1x9x7x5xui8> to tensor<1x9x7x5xi8>
// CHECK: %[[P:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%{{.*}} : tensor<1x5x4x48xi8>)
// CHECK-DAG: %[[C45:.*]] = arith.constant 45 : index
// CHECK-DAG: arith.cmpi ult, %{{.*}}, %[[C45]] : index
// CHECK: %[[CODE:.*]] = tensor.extract %[[CODES]]
// CHECK: %[[PAD:.*]] = arith.constant -56 : i8
// CHECK: %[[INSIDE:.*]] = arith.select %{{.*}}, %[[CODE]], %[[PAD]] : i8
// CHECK: arith.select %{{.*}}, %[[INSIDE]], %{{.*}} : i8
// CHECK: %[[ROWS:.*]] = tensor.collapse_shape %[[P]] {{\[\[}}0, 1, 2], [3]] : tensor<1x5x4x48xi8> into tensor<20x48xi8>
// CHECK: qopt.mma_matmul %[[ROWS]], %{{.*}} bias %{{.*}} rescale %{{.*}} outs %{{.*}} {hi = 255 : i64, lo = 0 : i64, narrow, out_zp = 9 : i64, rounding = #qopt<requant_rounding double_round>, unsigned_input} : (tensor<20x48xi8>, tensor<6x48xi8>,
// CHECK-NOT: qopt.rescale
func.func @patches(%x: tensor<1x9x7x5xui8>) -> tensor<1x5x4x6xui8> {
  %w = qopt.constant dense<1> : tensor<6x3x3x5xi8>
  %m = qopt.constant dense<1073741824> : tensor<6xi32>
  %s = qopt.constant dense<38> : tensor<6xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 200 : i64} : (tensor<1x9x7x5xui8>, tensor<6x3x3x5xi8>) -> tensor<1x5x4x6xi32>
  %r = qopt.rescale %a by %m, %s rounding double_round {in_zp = 0 : i64, out_zp = 9 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<1x5x4x6xi32>, tensor<6xi32>, tensor<6xi8> -> tensor<1x5x4x6xui8>
  return %r : tensor<1x5x4x6xui8>
}

// -----

// A rescale to other results stays behind the product.
// CHECK-LABEL: func.func @wide(
// CHECK: qopt.mma_matmul {{.*}} -> tensor<7x2xi32>
// CHECK: qopt.rescale {{.*}} -> tensor<7x2xi16>
func.func @wide(%x: tensor<7x3xi8>) -> tensor<7x2xi16> {
  %w = qopt.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<38> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<7x3xi8>, tensor<3x2xi8>) -> tensor<7x2xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -32768 : i64, hi = 32767 : i64} : tensor<7x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<7x2xi16>
  return %r : tensor<7x2xi16>
}

// -----

// Pixels of 4 channels stay where they are.
// CHECK-LABEL: func.func @window(
// CHECK-SAME: %[[X:.*]]: tensor<2x6x5x4xui8>
// CHECK-NOT: linalg.generic
// CHECK: %[[R:.*]] = qopt.mma_matmul %[[X]], %{{.*}} bias %{{.*}} rescale %{{.*}} outs %{{.*}} {dilations = array<i64: 1, 2>, hi = 255 : i64, kernel = array<i64: 2, 3>, lo = 0 : i64, narrow, out_zp = 9 : i64, pad_value = 200 : i64, padding = array<i64: 1, 0, 0, 2>, rounding = #qopt<requant_rounding single>, strides = array<i64: 2, 1>, unsigned_input} : (tensor<2x6x5x4xui8>, tensor<6x32xi8>, {{.*}}, tensor<18x6xui8>) -> tensor<18x6xui8>
// CHECK: tensor.expand_shape %[[R]] {{.*}} : tensor<18x6xui8> into tensor<2x3x3x6xui8>
func.func @window(%x: tensor<2x6x5x4xui8>) -> tensor<2x3x3x6xui8> {
  %w = qopt.constant dense<1> : tensor<6x2x3x4xi8>
  %m = qopt.constant dense<1073741824> : tensor<6xi32>
  %s = qopt.constant dense<38> : tensor<6xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 2, 1>, padding = array<i64: 1, 0, 0, 2>, dilations = array<i64: 1, 2>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 200 : i64} : (tensor<2x6x5x4xui8>, tensor<6x2x3x4xi8>) -> tensor<2x3x3x6xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 9 : i64, lo = 0 : i64, hi = 255 : i64} : tensor<2x3x3x6xi32>, tensor<6xi32>, tensor<6xi8> -> tensor<2x3x3x6xui8>
  return %r : tensor<2x3x3x6xui8>
}

// -----

// Few positions are no tile: their patches are rows of dp4a products.
// CHECK-LABEL: func.func @few(
// CHECK: linalg.generic
// CHECK: qopt.mma_matmul {{.*}} : (tensor<2x48xi8>, tensor<6x48xi8>,
func.func @few(%x: tensor<1x4x3x4xi8>) -> tensor<1x2x1x6xi32> {
  %w = qopt.constant dense<1> : tensor<6x3x3x4xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x3x4xi8>, tensor<6x3x3x4xi8>) -> tensor<1x2x1x6xi32>
  return %a : tensor<1x2x1x6xi32>
}

// -----

// Sums that may reach 2^30, and shifts below 31, are not narrow.
// CHECK-LABEL: func.func @wide_sums(
// CHECK: qopt.mma_matmul {{.*}} {hi = 127 : i64, lo = -128 : i64, out_zp = 5 : i64, rounding
func.func @wide_sums(%x: tensor<9x3xi8>) -> tensor<9x2xi8> {
  %w = qopt.constant dense<1> : tensor<3x2xi8>
  %b = qopt.constant dense<[0, 1073741500]> : tensor<2xi32>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<38> : tensor<1xi8>
  %a = qopt.matmul %x, %w bias %b : (tensor<9x3xi8>, tensor<3x2xi8>, tensor<2xi32>) -> tensor<9x2xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<9x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<9x2xi8>
  return %r : tensor<9x2xi8>
}

// -----

// Scales per row and column go with their product.
// CHECK-LABEL: func.func @scales(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x20xi8>, %[[P:.*]]: tensor<2x3xf32>
// CHECK: %[[ROWS:.*]] = tensor.collapse_shape %[[P]] {{\[\[}}0, 1]] : tensor<2x3xf32> into tensor<6xf32>
// CHECK: %[[R:.*]] = qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} scales %[[ROWS]], %{{.*}} outs %{{.*}} : (tensor<6x20xi8>, tensor<4x32xi8>, tensor<4xf32>, tensor<6xf32>, tensor<4xf32>, tensor<6x4xf32>) -> tensor<6x4xf32>
// CHECK-NOT: qopt.dequantize_sums
// CHECK: tensor.expand_shape %[[R]]
func.func @scales(%x: tensor<2x3x20xi8>, %p: tensor<2x3xf32>) -> tensor<2x3x4xf32> {
  %w = qopt.constant dense<2> : tensor<20x4xi8>
  %c = qopt.constant dense<[0.5, 0.25, 0.1, 3.0]> : tensor<4xf32>
  %a = qopt.matmul %x, %w : (tensor<2x3x20xi8>, tensor<20x4xi8>) -> tensor<2x3x4xi32>
  %y = qopt.dequantize_sums %a rows %p columns %c bias %c : tensor<2x3x4xi32>, tensor<2x3xf32>, tensor<4xf32>, tensor<4xf32> -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}

// -----

// CHECK-LABEL: func.func @one_scale(
// CHECK: tensor.expand_shape %{{.*}} [] output_shape [1] : tensor<f32> into tensor<1xf32>
// CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} : (tensor<6x20xi8>, tensor<4x32xi8>, tensor<1xf32>, tensor<1xf32>, tensor<6x4xf32>)
func.func @one_scale(%x: tensor<6x20xi8>, %p: tensor<f32>) -> tensor<6x4xf32> {
  %w = qopt.constant dense<2> : tensor<20x4xi8>
  %c = qopt.constant dense<0.5> : tensor<1xf32>
  %a = qopt.matmul %x, %w : (tensor<6x20xi8>, tensor<20x4xi8>) -> tensor<6x4xi32>
  %y = qopt.dequantize_sums %a rows %p columns %c : tensor<6x4xi32>, tensor<f32>, tensor<1xf32> -> tensor<6x4xf32>
  return %y : tensor<6x4xf32>
}

// -----

!w = !qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>

// Two's complement needs no table.
// CHECK-LABEL: func.func @runs(
// CHECK-DAG: %[[C:.*]] = qopt.constant dense<{{.*}}> : tensor<256xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<{{\[\[}}5.000000e-01, 2.000000e+00], [2.500000e-01, 3.000000e+00]]> : tensor<2x2xf32>
// CHECK: qopt.mma_matmul_runs %{{.*}}, %[[C]] rows %{{.*}} scales %[[S]] outs %{{.*}} {run = 32 : i64} : (tensor<5x64xi8>, tensor<256xi32>, tensor<5xf32>, tensor<2x2xf32>, tensor<5x2xf32>) -> tensor<5x2xf32>
func.func @runs(%x: tensor<5x64xi8>, %p: tensor<5xf32>) -> tensor<5x2xf32> {
  %c = qopt.constant dense<1> : tensor<64x2xi8>
  %s = qopt.constant dense<[[0.5, 2.0], [0.25, 3.0]]> : tensor<2x2xf32>
  %z = qopt.constant dense<0> : tensor<2x2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<64x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<64x2x!w>
  %y = qopt.matmul_runs %x, %w rows %p : tensor<5x64xi8>, tensor<64x2x!w>, tensor<5xf32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

!w = !qopt.q<#qopt.int<u4>, #qopt.channel<1>>

// Codes less a zero point of 3 are the table of a field.
// CHECK-LABEL: func.func @zero_point(
// CHECK: qopt.mma_matmul_runs {{.*}} {run = 40 : i64, table = array<i8: -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>}
func.func @zero_point(%x: tensor<5x40xi8>, %p: tensor<5xf32>) -> tensor<5x2xf32> {
  %c = qopt.constant dense<7> : tensor<40x2xui8>
  %s = qopt.constant dense<0.5> : tensor<2xf32>
  %z = qopt.constant dense<3> : tensor<2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<40x2xui8>, tensor<2xf32>, tensor<2xi32> -> tensor<40x2x!w>
  %y = qopt.matmul_runs %x, %w rows %p : tensor<5x40xi8>, tensor<40x2x!w>, tensor<5xf32> -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

// Each channel for itself: a filter becomes a column.
// CHECK-LABEL: func.func @depthwise(
// CHECK-SAME: %[[X:.*]]: tensor<1x3x3x4xi8>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[}}1, 3, 5, 7], [2, 4, 6, 8]]> : tensor<2x4xi8>
// CHECK: %[[R:.*]] = qopt.dot_depthwise %[[X]], %[[W]] bias %{{.*}} rescale %{{.*}} outs %{{.*}} {dilations = array<i64: 1, 1>, hi = 127 : i64, kernel = array<i64: 1, 2>, lo = -128 : i64, narrow, out_zp = 9 : i64, pad_value = -5 : i64, padding = array<i64: 0, 1, 0, 0>, rounding = #qopt<requant_rounding single>, strides = array<i64: 1, 1>} : (tensor<1x3x3x4xi8>, tensor<2x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<9x4xi8>) -> tensor<9x4xi8>
// CHECK: tensor.expand_shape %[[R]]
func.func @depthwise(%x: tensor<1x3x3x4xi8>) -> tensor<1x3x3x4xi8> {
  %w = qopt.constant dense<[[[[1], [2]]], [[[3], [4]]], [[[5], [6]]], [[[7], [8]]]]> : tensor<4x1x2x1xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<38> : tensor<1xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 4 : i64, pad_value = -5 : i64} : (tensor<1x3x3x4xi8>, tensor<4x1x2x1xi8>) -> tensor<1x3x3x4xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 9 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x3x3x4xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x3x3x4xi8>
  return %r : tensor<1x3x3x4xi8>
}
