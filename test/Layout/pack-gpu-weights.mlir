// Integer products with constant weights become qopt.mma_matmul: weights as padded rows
// of k, convolutions of pixels as they are, others by patches.
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
// CHECK: qopt.mma_matmul %[[ROWS]], %{{.*}} bias %{{.*}} rescale %{{.*}} outs %{{.*}} {hi = 255 : i64, lo = 0 : i64, out_zp = 9 : i64, rounding = #qopt<requant_rounding double_round>, unsigned_input} : (tensor<20x48xi8>, tensor<6x48xi8>,
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
