// What qopt-pack-weights packs, and how.
// RUN: qopt-opt %s -split-input-file --qopt-pack-weights | FileCheck %s

// Padding goes in front, the rescale goes in, -128 * sum of the filter goes into
// the bias of signed input: 7 - 128 * 36 * 3 = -13817.
// CHECK-LABEL: func.func @conv_rescale
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<"0x0303{{.*}}0000"> : tensor<1x1x9x16x4xi8>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<{{\[\[\[}}-13817, -13817, -13817, -13817, -13817, -13817, -13817, -13817, -13817, -13817, 0, 0, 0, 0, 0, 0]]]> : tensor<1x1x16xi32>
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<{{\[\[\[}}1073741824, {{.*}}, 0]]]> : tensor<1x1x16xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<{{\[\[\[}}35, 35, 35, 35, 35, 35, 35, 35, 35, 35, 31, 31, 31, 31, 31, 31]]]> : tensor<1x1x16xi8>
// CHECK: %[[X:.*]] = qopt.pad constant %{{.*}} low [0, 1, 2, 0] high [0, 0, 1, 0] value -3.000000e+00 : tensor<1x8x8x4xi8> -> tensor<1x9x11x4xi8>
// CHECK: %[[E:.*]] = tensor.empty() : tensor<1x7x9x10xi8>
// CHECK: qopt.packed_conv %[[X]], %[[W]] bias %[[B]] rescale %[[M]], %[[S]] outs %[[E]]
// CHECK-SAME: groups = 1
// CHECK-SAME: hi = 127
// CHECK-SAME: kernel = array<i64: 3, 3>
// CHECK-SAME: lo = -128
// CHECK-SAME: narrow
// CHECK-SAME: out_zp = 5
// CHECK-SAME: rounding = #qopt<requant_rounding single>
// CHECK-NOT: unsigned_input
// CHECK-NOT: zero_rows
// CHECK-SAME: -> tensor<1x7x9x10xi8>
// CHECK-NOT: qopt.conv
// CHECK-NOT: qopt.rescale
func.func @conv_rescale(%x: tensor<1x8x8x4xi8>) -> tensor<1x7x9x10xi8> {
  %w = qopt.constant dense<3> : tensor<10x3x3x4xi8>
  %b = qopt.constant dense<7> : tensor<10xi32>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 2, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = -3 : i64} : (tensor<1x8x8x4xi8>, tensor<10x3x3x4xi8>, tensor<10xi32>) -> tensor<1x7x9x10xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x7x9x10xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x7x9x10xi8>
  return %r : tensor<1x7x9x10xi8>
}

// -----

// Unsigned input is read as it is; a sum without rescale stays i32. A dilated
// kernel has one run per tap, each padded to four: 2 taps of 3 channels.
// CHECK-LABEL: func.func @unsigned_dilated
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<0> : tensor<1x1x16xi32>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<"0x0101010000{{0+}}0001010100{{0+}}"> : tensor<1x1x2x16x4xi8>
// CHECK: qopt.packed_conv %{{.*}}, %[[W]] bias %[[B]] outs
// CHECK-SAME: dilations = array<i64: 2>
// CHECK-SAME: unsigned_input
// CHECK-SAME: -> tensor<1x6x1xi32>
func.func @unsigned_dilated(%x: tensor<1x8x3xui8>) -> tensor<1x6x1xi32> {
  %w = qopt.constant dense<1> : tensor<1x2x3xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 2>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x8x3xui8>, tensor<1x2x3xi8>) -> tensor<1x6x1xi32>
  return %a : tensor<1x6x1xi32>
}

// -----

// Groups have panels of their own.
// CHECK-LABEL: func.func @groups
// CHECK: qopt.packed_conv
// CHECK-SAME: tensor<2x2x1x16x4xi8>, tensor<2x2x16xi32>
func.func @groups(%x: tensor<1x4x6xui8>) -> tensor<1x4x40xi32> {
  %w = qopt.constant dense<1> : tensor<40x1x3xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 2 : i64} : (tensor<1x4x6xui8>, tensor<40x1x3xi8>) -> tensor<1x4x40xi32>
  return %a : tensor<1x4x40xi32>
}

// -----

// A matrix product is a kernel of ones over the dimensions in between. The
// filter's columns become rows of the panel.
// CHECK-LABEL: func.func @matmul
// CHECK-DAG: qopt.constant dense<{{.*\[\[\[\[\[1, 4, 0, 0\], \[2, 5, 0, 0\], \[3, 6, 0, 0\], \[0, 0, 0, 0\]}}
// CHECK: qopt.packed_conv
// CHECK-SAME: kernel = array<i64: 1, 1>
// CHECK-SAME: (tensor<2x3x7x2xui8>, tensor<1x1x1x16x4xi8>,
func.func @matmul(%x: tensor<2x3x7x2xui8>) -> tensor<2x3x7x3xi32> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %a = qopt.matmul %x, %w : (tensor<2x3x7x2xui8>, tensor<2x3xi8>) -> tensor<2x3x7x3xi32>
  return %a : tensor<2x3x7x3xi32>
}

// -----

// CHECK-LABEL: func.func @matrix
// CHECK-NOT: qopt.pad
// CHECK: qopt.packed_conv
// CHECK-SAME: kernel = array<i64>
func.func @matrix(%x: tensor<7x2xui8>) -> tensor<7x3xi32> {
  %w = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %a = qopt.matmul %x, %w : (tensor<7x2xui8>, tensor<2x3xi8>) -> tensor<7x3xi32>
  return %a : tensor<7x3xi32>
}

// -----

// Quads of a 3x3 kernel lie along its columns: taps 0, 3, 6 of a channel side by
// side, then three more channels, before the next panel of the block.
// CHECK-LABEL: func.func @depthwise
// CHECK: qopt.constant dense<"0x01040700010407000104070001040700
// CHECK: qopt.packed_depthwise
// CHECK-SAME: groups = 24
// CHECK-SAME: (tensor<1x8x8x24xui8>, tensor<384xi8>, tensor<1x2x16xi32>
func.func @depthwise(%x: tensor<1x8x8x24xui8>) -> tensor<1x6x6x24xi32> {
  %w = qopt.constant dense<"0x010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809010203040506070809"> : tensor<24x3x3x1xi8>
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 24 : i64} : (tensor<1x8x8x24xui8>, tensor<24x3x3x1xi8>) -> tensor<1x6x6x24xi32>
  return %a : tensor<1x6x6x24xi32>
}

// -----

// Float: relu or clip goes in; padding is real zero.
// CHECK-LABEL: func.func @float
// CHECK: qopt.pad constant {{.*}} value 0.000000e+00
// CHECK: qopt.packed_conv
// CHECK-SAME: clamp_hi = 6.000000e+00 : f32
// CHECK-SAME: clamp_lo = 0.000000e+00 : f32
// CHECK-SAME: (tensor<1x6x6x3xf32>, tensor<1x1x27x16xf32>, tensor<1x1x16xf32>
// CHECK: qopt.packed_conv
// CHECK-SAME: clamp_lo = 0.000000e+00 : f32
// CHECK-NOT: qopt.unary
func.func @float(%x: tensor<1x4x4x3xf32>) -> tensor<1x4x4x8xf32> {
  %w = qopt.constant dense<0.5> : tensor<8x3x3x3xf32>
  %a = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x3xf32>, tensor<8x3x3x3xf32>) -> tensor<1x4x4x8xf32>
  %c = qopt.unary clip %a {alpha = 0.0 : f64, beta = 6.0 : f64} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %v = qopt.constant dense<0.5> : tensor<8x8xf32>
  %m = qopt.matmul %c, %v : (tensor<1x4x4x8xf32>, tensor<8x8xf32>) -> tensor<1x4x4x8xf32>
  %r = qopt.unary relu %m : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  return %r : tensor<1x4x4x8xf32>
}

// -----

// 4-bit integers: fields are code + 8, eight to a word, the first lowest; the zero
// point 0 is field 8. Weights -8, 0, 7 and 5 of column 0 make 0xdf80; padding
// columns are 0. Scales that are powers of two are 8-bit exponents.
// CHECK-LABEL: func.func @codes_uniform
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<[57216, 34952, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<16xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[126, 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<16xi8>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<[1.000000e+00, 2.000000e+00, 0.0{{.*}}]> : tensor<16xf32>
// CHECK: qopt.packed_codes_matmul %{{.*}}, %[[W]] scales %[[S]] bias %[[B]] outs %{{.*}} {bits = 4 : i64, run = 4 : i64, scale_shift = 23 : i64, zero_point = 8 : i64}
// CHECK-NOT: qopt.assemble
// CHECK-NOT: qopt.matmul
func.func @codes_uniform(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<[[-8, 0], [0, 0], [7, 0], [5, 0]]> : tensor<4x2xi8>
  %s = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>
  %z = qopt.constant dense<0> : tensor<2xi32>
  %b = qopt.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %w = qopt.assemble %c, %s, %z : tensor<4x2xi8>, tensor<2xf32>, tensor<2xi32> -> tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.channel<1>>>
  %y = qopt.matmul %x, %w bias %b : (tensor<1x4xf32>, tensor<4x2x!qopt.q<#qopt.int<s4>, #qopt.channel<1>>>, tensor<2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// Zero points that differ are stored beside the scales, as fields too; groups of
// three start new words, the last group has one weight.
// CHECK-LABEL: func.func @codes_zero_points
// CHECK-DAG: qopt.constant dense<[801, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, {{.*}}]> : tensor<32xi32>
// CHECK-DAG: qopt.constant dense<[1.100000e+00, 0.0{{.*}}, 2.200000e+00, 0.0{{.*}}]> : tensor<32xf32>
// CHECK-DAG: %[[Z:.*]] = qopt.constant dense<[7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, {{.*}}]> : tensor<32xi8>
// CHECK: qopt.packed_codes_matmul {{.*}} zero_points %[[Z]] {{.*}} {bits = 4 : i64, run = 3 : i64}
func.func @codes_zero_points(%x: tensor<1x4xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<[[1], [2], [3], [4]]> : tensor<4x1xui8>
  %s = qopt.constant dense<[[1.1], [2.2]]> : tensor<2x1xf32>
  %z = qopt.constant dense<[[7], [9]]> : tensor<2x1xi32>
  %w = qopt.assemble %c, %s, %z : tensor<4x1xui8>, tensor<2x1xf32>, tensor<2x1xi32> -> tensor<4x1x!qopt.q<#qopt.int<u4>, #qopt.group<0, 3>>>
  %y = qopt.matmul %x, %w : (tensor<1x4xf32>, tensor<4x1x!qopt.q<#qopt.int<u4>, #qopt.group<0, 3>>>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// A format that is no range of integers brings the table of its numbers, filled up
// to a power of two.
// CHECK-LABEL: func.func @codes_table
// CHECK-DAG: %[[T:.*]] = qopt.constant dense<[-1.000000e+00, 2.500000e-01, 4.000000e+00, 0.000000e+00]> : tensor<4xf32>
// CHECK: qopt.packed_codes_matmul {{.*}} table %[[T]] bias {{.*}} {bits = 2 : i64, run = 3 : i64, scale_shift = 23 : i64}
func.func @codes_table(%x: tensor<1x3xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<[[0], [1], [2]]> : tensor<3x1xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<3x1xui8>, tensor<f32>, tensor<i32> -> tensor<3x1x!qopt.q<#qopt.codebook<dense<[-1.0, 0.25, 4.0]> : tensor<3xf32>>, #qopt.tensor>>
  %y = qopt.matmul %x, %w : (tensor<1x3xf32>, tensor<3x1x!qopt.q<#qopt.codebook<dense<[-1.0, 0.25, 4.0]> : tensor<3xf32>>, #qopt.tensor>>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// 3-bit codes are one string of bits: the 11th lies in bits 30 to 32, the upper
// one in the second word. 7 in the first and the last: 7 + 3 * 2^30, and 1.
// CHECK-LABEL: func.func @codes_in_two_words
// CHECK-DAG: qopt.constant dense<[-1073741817, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, {{.*}}]> : tensor<32xi32>
// CHECK: qopt.packed_codes_matmul {{.*}} {bits = 3 : i64, run = 11 : i64, scale_shift = 23 : i64, zero_point = 0 : i64}
func.func @codes_in_two_words(%x: tensor<1x11xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<[[7], [0], [0], [0], [0], [0], [0], [0], [0], [0], [7]]> : tensor<11x1xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<11x1xui8>, tensor<f32>, tensor<i32> -> tensor<11x1x!qopt.q<#qopt.int<u3>, #qopt.tensor>>
  %y = qopt.matmul %x, %w : (tensor<1x11xf32>, tensor<11x1x!qopt.q<#qopt.int<u3>, #qopt.tensor>>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// 1.5 is 0x3fc00000: its upper half.
// CHECK-LABEL: func.func @upper_halves
// CHECK-DAG: qopt.constant dense<[16320, 0, {{.*}}]> : tensor<16xi16>
// CHECK: qopt.packed_codes_matmul {{.*}} scale_shift = 16 : i64
func.func @upper_halves(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<7> : tensor<1x1xui8>
  %s = qopt.constant dense<1.5> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<1x1xui8>, tensor<f32>, tensor<i32> -> tensor<1x1x!qopt.q<#qopt.int<u3>, #qopt.tensor>>
  %y = qopt.matmul %x, %w : (tensor<1x1xf32>, tensor<1x1x!qopt.q<#qopt.int<u3>, #qopt.tensor>>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// Scales that are E8M0 codes (130 is -126 as i8): the exponent field of an f32.
// CHECK-LABEL: func.func @exponents
// CHECK-DAG: qopt.constant dense<[126, -126, 0, {{.*}}]> : tensor<16xi8>
// CHECK: qopt.packed_codes_matmul {{.*}} run = 2 : i64, scale_shift = 23 : i64{{[,}]}}
func.func @exponents(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %sc = qopt.constant dense<[[126, 130]]> : tensor<1x2xui8>
  %s2 = qopt.constant dense<1.0> : tensor<f32>
  %z2 = qopt.constant dense<0> : tensor<i32>
  %sq = qopt.assemble %sc, %s2, %z2 : tensor<1x2xui8>, tensor<f32>, tensor<i32> -> tensor<1x2x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>>
  %s = qopt.dequantize %sq : tensor<1x2x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>> -> tensor<1x2xf32>
  %c = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xui8>
  %z = qopt.constant dense<0> : tensor<1x2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<2x2xui8>, tensor<1x2xf32>, tensor<1x2xi32> -> tensor<2x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 2>>>
  %y = qopt.matmul %x, %w : (tensor<1x2xf32>, tensor<2x2x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 2>>>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// Products scaled run by run. Column 0 has -8, 0, 7, 5 | 1: fields 0, 8, 15, 13 in the
// lower nibbles of one word, and 9 in one of the second run; rows are packed with
// sums times -8.
// CHECK-LABEL: func.func @runs_uniform
// CHECK: %[[P:.*]] = qopt.pack_rows %{{.*}} outs %{{.*}} {factor = -8 : i64, run = 4 : i64} : (tensor<1x5xi8>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<[219088896, 134744072, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 8, {{.*}}]> : tensor<32xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<[126, 127, 0, {{.*}}, -128, -127, 0, {{.*}}]> : tensor<32xi8>
// CHECK: qopt.packed_matmul_runs %[[P]] rows %{{.*}}, %[[W]] scales %{{.*}} outs %{{.*}} {bits = 4 : i64, depth = 5 : i64, run = 4 : i64, scale_shift = 23 : i64}
// CHECK-NOT: qopt.assemble
// CHECK-NOT: qopt.matmul_runs
func.func @runs_uniform(%x: tensor<1x5xi8>, %r: tensor<1xf32>) -> tensor<1x2xf32> {
  %c = qopt.constant dense<[[-8, 0], [0, 0], [7, 0], [5, 0], [1, 0]]> : tensor<5x2xi8>
  %s = qopt.constant dense<[[0.5, 1.0], [2.0, 4.0]]> : tensor<2x2xf32>
  %z = qopt.constant dense<0> : tensor<2x2xi32>
  %w = qopt.assemble %c, %s, %z : tensor<5x2xi8>, tensor<2x2xf32>, tensor<2x2xi32> -> tensor<5x2x!qopt.q<#qopt.int<s4>, #qopt.group<0, 4>>>
  %y = qopt.matmul_runs %x, %w rows %r : tensor<1x5xi8>, tensor<5x2x!qopt.q<#qopt.int<s4>, #qopt.group<0, 4>>>, tensor<1xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// One row and one bit: a word of 16 codes per column, k = 16 in the second word of the
// chunk. Two values two apart are a bit that counts twice.
// CHECK-LABEL: func.func @runs_bits
// CHECK: %[[P:.*]] = qopt.subset_sums %{{.*}} outs %{{.*}} {factor = -1 : i64, run = 17 : i64} : (tensor<1x17xi8>, tensor<129xi32>) -> tensor<129xi32>
// CHECK: %[[W:.*]] = qopt.constant dense<[5, 0, {{.*}}, 0, 1, 0, {{.*}}]> : tensor<64xi16>
// CHECK: qopt.packed_matmul_bits %[[P]] rows %{{.*}}, %[[W]] scales %{{.*}} outs %{{.*}} {depth = 17 : i64, planes = 1 : i64, run = 17 : i64, scale_shift = 23 : i64, step = 2 : i64}
// CHECK: qopt.subset_sums {{.*}} {factor = 0 : i64, run = 17 : i64}
// CHECK: qopt.packed_matmul_bits {{.*}} step = 1 : i64}
func.func @runs_bits(%x: tensor<1x17xi8>, %r: tensor<1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %c = qopt.constant dense<[[1], [0], [1], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [1]]> : tensor<17x1xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<17x1xui8>, tensor<f32>, tensor<i32> -> tensor<17x1x!qopt.q<#qopt.binary, #qopt.tensor>>
  %0 = qopt.matmul_runs %x, %w rows %r : tensor<1x17xi8>, tensor<17x1x!qopt.q<#qopt.binary, #qopt.tensor>>, tensor<1xf32> -> tensor<1x1xf32>
  %v = qopt.assemble %c, %s, %z : tensor<17x1xui8>, tensor<f32>, tensor<i32> -> tensor<17x1x!qopt.q<#qopt.int<u1>, #qopt.tensor>>
  %1 = qopt.matmul_runs %x, %v rows %r : tensor<1x17xi8>, tensor<17x1x!qopt.q<#qopt.int<u1>, #qopt.tensor>>, tensor<1xf32> -> tensor<1x1xf32>
  return %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// Binary codes beside one row: planes side by side. Runs of 4 and 1 begin with a chunk
// each, 2 words of 32 columns for each of 2 planes; k = 0 and 1 are in the first run.
// CHECK-LABEL: func.func @runs_planes
// CHECK: %[[S:.*]] = qopt.constant dense<[126, {{(0, )*}}-128, {{(0, )*}}127, {{(0, )*}}-127, {{(0, )*}}0]> : tensor<64xi8>
// CHECK: %[[Z:.*]] = qopt.constant dense<[-3.000000e+00, {{.*}}, 5.000000e-01, {{.*}}]> : tensor<32xf32>
// CHECK: %[[P:.*]] = qopt.subset_sums %{{.*}} outs %{{.*}} {factor = -1 : i64, run = 4 : i64} : (tensor<1x5xi8>, tensor<258xi32>) -> tensor<258xi32>
// CHECK: %[[W:.*]] = qopt.constant dense<"0x0100{{(0000)*}}0200{{(0000)*}}0100{{(0000)*}}0100{{(0000)*}}"> : tensor<256xi16>
// CHECK: qopt.packed_matmul_bits %[[P]] rows %{{.*}}, %[[W]] scales %[[S]] offsets %[[Z]] outs %{{.*}} {depth = 5 : i64, planes = 2 : i64, run = 4 : i64, scale_shift = 23 : i64, step = 2 : i64}
// CHECK-NOT: bcq
func.func @runs_planes(%x: tensor<1x5xi8>, %r: tensor<1xf32>) -> tensor<1x1xf32> {
  %c = qopt.constant dense<[[1], [2], [0], [0], [3]]> : tensor<5x1xui8>
  %s = qopt.constant dense<[[[0.5], [1.0]], [[2.0], [4.0]]]> : tensor<2x2x1xf32>
  %z = qopt.constant dense<[[-3.0], [0.5]]> : tensor<2x1xf32>
  %w = qopt.assemble %c, %s, %z : tensor<5x1xui8>, tensor<2x2x1xf32>, tensor<2x1xf32> -> tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.group<0, 4>>>
  %0 = qopt.matmul_runs %x, %w rows %r : tensor<1x5xi8>, tensor<5x1x!qopt.q<#qopt.bcq<2>, #qopt.group<0, 4>>>, tensor<1xf32> -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// -----

// Ternary codes become their integers plus 2 (the unused code stands for -2), in two bits
// and without a table; E2M1
// keeps its codes and gets a table of twice its values plus 12, under half the scale.
// CHECK-LABEL: func.func @runs_tables
// CHECK: qopt.pack_rows {{.*}} {factor = -2 : i64, run = 3 : i64}
// CHECK: qopt.constant dense<[197121, 0, {{.*}}]> : tensor<16xi32>
// CHECK: qopt.packed_matmul_runs {{.*}} {bits = 2 : i64, depth = 3 : i64, run = 3 : i64, scale_shift = 23 : i64}
// CHECK: qopt.pack_rows {{.*}} {factor = -12 : i64, run = 3 : i64}
// CHECK: qopt.packed_matmul_runs {{.*}} {bits = 4 : i64, depth = 3 : i64, run = 3 : i64, scale_shift = 23 : i64, table = array<i32: 12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0>}
func.func @runs_tables(%x: tensor<1x3xi8>, %r: tensor<1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %c = qopt.constant dense<[[3], [0], [1]]> : tensor<3x1xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %w = qopt.assemble %c, %s, %z : tensor<3x1xui8>, tensor<f32>, tensor<i32> -> tensor<3x1x!qopt.q<#qopt.ternary, #qopt.tensor>>
  %0 = qopt.matmul_runs %x, %w rows %r : tensor<1x3xi8>, tensor<3x1x!qopt.q<#qopt.ternary, #qopt.tensor>>, tensor<1xf32> -> tensor<1x1xf32>
  %v = qopt.assemble %c, %s, %z : tensor<3x1xui8>, tensor<f32>, tensor<i32> -> tensor<3x1x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
  %1 = qopt.matmul_runs %x, %v rows %r : tensor<1x3xi8>, tensor<3x1x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>, tensor<1xf32> -> tensor<1x1xf32>
  return %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// Rows of padding that kernels read as 0 are named: code 0 of unsigned input, -128 of
// signed. Columns are not, nor rows without any.
// CHECK-LABEL: func.func @zero_rows
// CHECK: qopt.packed_conv {{.*}} zero_rows = array<i64: 1, 0>}
// CHECK: qopt.packed_conv {{.*}} zero_rows = array<i64: 1, 0>}
// CHECK: qopt.packed_conv {{.*}} unsigned_input} : {{.*}}tensor<1x4x6x4xui8>
// CHECK: qopt.packed_depthwise {{.*}} unsigned_input} :
func.func @zero_rows(%x: tensor<1x4x4x4xui8>, %y: tensor<1x4x4x4xi8>) -> (tensor<1x3x4x8xi32>, tensor<1x3x4x8xi32>, tensor<1x2x4x8xi32>, tensor<1x3x4x4xi32>) {
  %w = qopt.constant dense<3> : tensor<8x3x3x4xi8>
  %d = qopt.constant dense<3> : tensor<4x3x3x1xi8>
  %0 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x4xui8>, tensor<8x3x3x4xi8>) -> tensor<1x3x4x8xi32>
  %1 = qopt.conv %y, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = -128 : i64} : (tensor<1x4x4x4xi8>, tensor<8x3x3x4xi8>) -> tensor<1x3x4x8xi32>
  %2 = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x4xui8>, tensor<8x3x3x4xi8>) -> tensor<1x2x4x8xi32>
  %3 = qopt.conv %x, %d {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 0, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 4 : i64} : (tensor<1x4x4x4xui8>, tensor<4x3x3x1xi8>) -> tensor<1x3x4x4xi32>
  return %0, %1, %2, %3 : tensor<1x3x4x8xi32>, tensor<1x3x4x8xi32>, tensor<1x2x4x8xi32>, tensor<1x3x4x4xi32>
}
