// Codes of every kind of format and granularity, byte for byte: scales known and
// computed, scales of scales, weight-only products, moved weights, 16-bit codes.
// (test/Integration/suite_formats.py is the whole matrix.)
// RUN: qopt-compare %s --exact
// RUN: qopt-compare %s --exact --special

// MX: E8M0 scales of groups along k, E2M1 elements; the last group is short.
module @mx {
  func.func @main(%x: tensor<2x40xf32>) -> (tensor<40x6xf32>, tensor<2x6xf32>) {
    %e = qopt.constant dense<[[127, 126, 130, 120, 127, 128], [125, 127, 127, 131, 0, 255]]> : tensor<2x6xui8>
    %one = qopt.constant dense<1.0> : tensor<f32>
    %zero = qopt.constant dense<0> : tensor<i32>
    %se = qopt.assemble %e, %one, %zero : tensor<2x6xui8>, tensor<f32>, tensor<i32> -> tensor<2x6x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>>
    %s = qopt.dequantize %se : tensor<2x6x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>> -> tensor<2x6xf32>
    %z = qopt.constant dense<0> : tensor<2x6xi32>
    %c = qopt.constant dense<11> : tensor<40x6xui8>
    %w = qopt.assemble %c, %s, %z : tensor<40x6xui8>, tensor<2x6xf32>, tensor<2x6xi32> -> tensor<40x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 32>>>
    %d = qopt.dequantize %w : tensor<40x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 32>>> -> tensor<40x6xf32>
    %y = qopt.matmul %x, %w : (tensor<2x40xf32>, tensor<40x6x!qopt.q<#qopt.float<e2m1finite>, #qopt.group<0, 32>>>) -> tensor<2x6xf32>
    return %d, %y : tensor<40x6xf32>, tensor<2x6xf32>
  }
}
// -----
// NVFP4 made and used at run time: E4M3 scales of blocks of 16 under one f32; a
// block of zeros has the scale 0.
module @nvfp4 {
  func.func @main(%x: tensor<5x16xf32>, %b: tensor<5xf32>, %t: tensor<1xf32>, %a: tensor<3x5xf32>) -> (tensor<5xui8>, tensor<5x16xui8>, tensor<5x16xf32>, tensor<3x16xf32>) {
    %ts = qopt.reshape %t : tensor<1xf32> -> tensor<f32>
    %zero = qopt.constant dense<0> : tensor<i32>
    %qb = qopt.quantize %b, %ts, %zero rounding nearest_even : tensor<5xf32>, tensor<f32>, tensor<i32> -> tensor<5x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>
    %cb = qopt.codes %qb : tensor<5x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>> -> tensor<5xui8>
    %s = qopt.dequantize %qb : tensor<5x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>> -> tensor<5xf32>
    %z = qopt.constant dense<0> : tensor<5xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<5x16xf32>, tensor<5xf32>, tensor<5xi32> -> tensor<5x16x!qopt.q<#qopt.float<e2m1finite>, #qopt.block<16>>>
    %c = qopt.codes %q : tensor<5x16x!qopt.q<#qopt.float<e2m1finite>, #qopt.block<16>>> -> tensor<5x16xui8>
    %d = qopt.dequantize %q : tensor<5x16x!qopt.q<#qopt.float<e2m1finite>, #qopt.block<16>>> -> tensor<5x16xf32>
    %y = qopt.matmul %a, %q : (tensor<3x5xf32>, tensor<5x16x!qopt.q<#qopt.float<e2m1finite>, #qopt.block<16>>>) -> tensor<3x16xf32>
    return %cb, %c, %d, %y : tensor<5xui8>, tensor<5x16xui8>, tensor<5x16xf32>, tensor<3x16xf32>
  }
}
// -----
// Double quantization: NF4 in blocks of 64, the last one short; their scales in
// dynamic 8-bit blocks of 2 under f32, plus an offset.
module @double_quantization {
  func.func @main(%x: tensor<3x22xf32>) -> (tensor<5xf32>, tensor<3x13xf32>) {
    %cs = qopt.constant dense<[200, 255, 3, 128, 77]> : tensor<5xui8>
    %ss = qopt.constant dense<[0.5, 0.25, 0.125]> : tensor<3xf32>
    %zs = qopt.constant dense<0> : tensor<3xi32>
    %qs = qopt.assemble %cs, %ss, %zs : tensor<5xui8>, tensor<3xf32>, tensor<3xi32> -> tensor<5x!qopt.q<#qopt.dynamic<s8>, #qopt.block<2>>>
    %r = qopt.dequantize %qs : tensor<5x!qopt.q<#qopt.dynamic<s8>, #qopt.block<2>>> -> tensor<5xf32>
    %o = qopt.constant dense<0.7> : tensor<f32>
    %s = qopt.binary add %r, %o : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
    %z = qopt.constant dense<0> : tensor<5xi32>
    %c = qopt.constant dense<9> : tensor<22x13xui8>
    %w = qopt.assemble %c, %s, %z : tensor<22x13xui8>, tensor<5xf32>, tensor<5xi32> -> tensor<22x13x!qopt.q<#qopt.nf4, #qopt.block<64>>>
    %y = qopt.matmul %x, %w : (tensor<3x22xf32>, tensor<22x13x!qopt.q<#qopt.nf4, #qopt.block<64>>>) -> tensor<3x13xf32>
    return %s, %y : tensor<5xf32>, tensor<3x13xf32>
  }
}
// -----
// Scales move with transposed weights; blocks stay what they are under a reshape.
module @moved {
  func.func @main(%x: tensor<3x5x2xf32>, %c: tensor<2x3x9xui8>, %s: tensor<2x3x3xf32>, %k: tensor<2x3xf32>, %t: tensor<8xf32>) -> (tensor<3x5x9xf32>, tensor<3x2x9xf32>, tensor<3x2x9xf32>, tensor<6x9xf32>) {
    %z = qopt.constant dense<0> : tensor<2x3x3xi32>
    %w = qopt.assemble %c, %s, %z : tensor<2x3x9xui8>, tensor<2x3x3xf32>, tensor<2x3x3xi32> -> tensor<2x3x9x!qopt.q<#qopt.float<e5m2>, #qopt.group<2, 4>>>
    %r = qopt.transpose %w perm [1, 0, 2] : tensor<2x3x9x!qopt.q<#qopt.float<e5m2>, #qopt.group<2, 4>>> -> tensor<3x2x9x!qopt.q<#qopt.float<e5m2>, #qopt.group<2, 4>>>
    %y = qopt.matmul %x, %r : (tensor<3x5x2xf32>, tensor<3x2x9x!qopt.q<#qopt.float<e5m2>, #qopt.group<2, 4>>>) -> tensor<3x5x9xf32>
    %d = qopt.dequantize %r : tensor<3x2x9x!qopt.q<#qopt.float<e5m2>, #qopt.group<2, 4>>> -> tensor<3x2x9xf32>
    %zk = qopt.constant dense<0> : tensor<2x3xi32>
    %q = qopt.assemble %c, %k, %zk : tensor<2x3x9xui8>, tensor<2x3xf32>, tensor<2x3xi32> -> tensor<2x3x9x!qopt.q<#qopt.dynamic<u8>, #qopt.token>>
    %u = qopt.transpose %q perm [1, 0, 2] : tensor<2x3x9x!qopt.q<#qopt.dynamic<u8>, #qopt.token>> -> tensor<3x2x9x!qopt.q<#qopt.dynamic<u8>, #qopt.token>>
    %v = qopt.dequantize %u : tensor<3x2x9x!qopt.q<#qopt.dynamic<u8>, #qopt.token>> -> tensor<3x2x9xf32>
    %zb = qopt.constant dense<0> : tensor<8xi32>
    %b = qopt.assemble %c, %t, %zb : tensor<2x3x9xui8>, tensor<8xf32>, tensor<8xi32> -> tensor<2x3x9x!qopt.q<#qopt.float<e5m2>, #qopt.block<7>>>
    %f = qopt.reshape %b : tensor<2x3x9x!qopt.q<#qopt.float<e5m2>, #qopt.block<7>>> -> tensor<6x9x!qopt.q<#qopt.float<e5m2>, #qopt.block<7>>>
    %e = qopt.dequantize %f : tensor<6x9x!qopt.q<#qopt.float<e5m2>, #qopt.block<7>>> -> tensor<6x9xf32>
    return %y, %d, %v, %e : tensor<3x5x9xf32>, tensor<3x2x9xf32>, tensor<3x2x9xf32>, tensor<6x9xf32>
  }
}
// -----
// Half precision is a format of 16 bits like any other.
module @half {
  func.func @main(%x: tensor<3x50xf32>) -> (tensor<3x50xui16>, tensor<3x50xf32>) {
    %s = qopt.constant dense<1.0> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<3x50xf32>, tensor<f32>, tensor<i32> -> tensor<3x50x!qopt.q<#qopt.float<e5m10, overflow = special>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<3x50x!qopt.q<#qopt.float<e5m10, overflow = special>, #qopt.tensor>> -> tensor<3x50xui16>
    %d = qopt.dequantize %q : tensor<3x50x!qopt.q<#qopt.float<e5m10, overflow = special>, #qopt.tensor>> -> tensor<3x50xf32>
    return %c, %d : tensor<3x50xui16>, tensor<3x50xf32>
  }
}
// -----
// Batches of activations and of weights, leading dimensions broadcast; runs of
// several k within blocks that cross rows and matrices.
module @batches {
  func.func @main(%x: tensor<4x1x3x10xf32>, %c: tensor<2x10x5xui8>, %s: tensor<5xf32>, %b: tensor<5xf32>) -> tensor<4x2x3x5xf32> {
    %z = qopt.constant dense<0> : tensor<5xi32>
    %w = qopt.assemble %c, %s, %z : tensor<2x10x5xui8>, tensor<5xf32>, tensor<5xi32> -> tensor<2x10x5x!qopt.q<#qopt.int<u8>, #qopt.block<23>>>
    %y = qopt.matmul %x, %w bias %b : (tensor<4x1x3x10xf32>, tensor<2x10x5x!qopt.q<#qopt.int<u8>, #qopt.block<23>>>, tensor<5xf32>) -> tensor<4x2x3x5xf32>
    return %y : tensor<4x2x3x5xf32>
  }
}
// -----
// A cheap search in rows of 13: vectors of 8, 4 and 1. (LLVM 22 loses the mask of
// sign tests on integers in this shape with AVX-512; floats are compared.)
module @ternary_rows {
  func.func @main(%x: tensor<22x13xf32>, %s: tensor<22xf32>) -> tensor<22x13xui8> {
    %z = qopt.constant dense<0> : tensor<22xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<22x13xf32>, tensor<22xf32>, tensor<22xi32> -> tensor<22x13x!qopt.q<#qopt.ternary, #qopt.channel<0>>>
    %c = qopt.codes %q : tensor<22x13x!qopt.q<#qopt.ternary, #qopt.channel<0>>> -> tensor<22x13xui8>
    return %c : tensor<22x13xui8>
  }
}
// -----
// Integers to codes: few thresholds (compared) and many (searched), ends included.
module @encode {
  func.func @main(%a: tensor<7x33xi8>, %b: tensor<7x33xi16>, %c: tensor<7x33xi32>) -> (tensor<7x33xui8>, tensor<7x33xui8>, tensor<7x33xui16>, tensor<7x33xi8>, tensor<7x33xi8>) {
    %0 = qopt.encode %a thresholds [-128, -3, 0, 0, 127] codes [9, 255, 1, 2, 3, 0] : tensor<7x33xi8> -> tensor<7x33xui8>
    %1 = qopt.encode %a thresholds [-120, -114, -108, -102, -96, -90, -84, -78, -71, -65, -59, -53, -47, -41, -35, -29, -22, -16, -10, -4, 2, 8, 14, 20, 27, 33, 39, 45, 51, 57, 63, 69, 76, 82, 88, 94, 100, 106, 112, 119] codes [0, 37, 74, 111, 148, 185, 222, 3, 40, 77, 114, 151, 188, 225, 6, 43, 80, 117, 154, 191, 228, 9, 46, 83, 120, 157, 194, 231, 12, 49, 86, 123, 160, 197, 234, 15, 52, 89, 126, 163, 200] : tensor<7x33xi8> -> tensor<7x33xui8>
    %2 = qopt.encode %b thresholds [-30000, -29689, -29377, -29066, -28754, -28443, -28131, -27820, -27508, -27196, -26885, -26573, -26262, -25950, -25639, -25327, -25016, -24704, -24392, -24081, -23769, -23458, -23146, -22835, -22523, -22212, -21900, -21588, -21277, -20965, -20654, -20342, -20031, -19719, -19408, -19096, -18784, -18473, -18161, -17850, -17538, -17227, -16915, -16604, -16292, -15980, -15669, -15357, -15046, -14734, -14423, -14111, -13799, -13488, -13176, -12865, -12553, -12242, -11930, -11619, -11307, -10995, -10684, -10372, -10061, -9749, -9438, -9126, -8815, -8503, -8191, -7880, -7568, -7257, -6945, -6634, -6322, -6011, -5699, -5387, -5076, -4764, -4453, -4141, -3830, -3518, -3207, -2895, -2583, -2272, -1960, -1649, -1337, -1026, -714, -403, -91, 221, 532, 844, 1155, 1467, 1778, 2090, 2402, 2713, 3025, 3336, 3648, 3959, 4271, 4582, 4894, 5206, 5517, 5829, 6140, 6452, 6763, 7075, 7386, 7698, 8010, 8321, 8633, 8944, 9256, 9567, 9879, 10190, 10502, 10814, 11125, 11437, 11748, 12060, 12371, 12683, 12994, 13306, 13618, 13929, 14241, 14552, 14864, 15175, 15487, 15798, 16110, 16422, 16733, 17045, 17356, 17668, 17979, 18291, 18603, 18914, 19226, 19537, 19849, 20160, 20472, 20783, 21095, 21407, 21718, 22030, 22341, 22653, 22964, 23276, 23587, 23899, 24211, 24522, 24834, 25145, 25457, 25768, 26080, 26391, 26703, 27015, 27326, 27638, 27949, 28261, 28572, 28884, 29195, 29507, 29819, 30130, 30442, 30753, 31065, 31376, 31688, 32000] codes [0, 4099, 8198, 12297, 16396, 20495, 24594, 28693, 32792, 36891, 40990, 45089, 49188, 53287, 57386, 61485, 48, 4147, 8246, 12345, 16444, 20543, 24642, 28741, 32840, 36939, 41038, 45137, 49236, 53335, 57434, 61533, 96, 4195, 8294, 12393, 16492, 20591, 24690, 28789, 32888, 36987, 41086, 45185, 49284, 53383, 57482, 61581, 144, 4243, 8342, 12441, 16540, 20639, 24738, 28837, 32936, 37035, 41134, 45233, 49332, 53431, 57530, 61629, 192, 4291, 8390, 12489, 16588, 20687, 24786, 28885, 32984, 37083, 41182, 45281, 49380, 53479, 57578, 61677, 240, 4339, 8438, 12537, 16636, 20735, 24834, 28933, 33032, 37131, 41230, 45329, 49428, 53527, 57626, 61725, 288, 4387, 8486, 12585, 16684, 20783, 24882, 28981, 33080, 37179, 41278, 45377, 49476, 53575, 57674, 61773, 336, 4435, 8534, 12633, 16732, 20831, 24930, 29029, 33128, 37227, 41326, 45425, 49524, 53623, 57722, 61821, 384, 4483, 8582, 12681, 16780, 20879, 24978, 29077, 33176, 37275, 41374, 45473, 49572, 53671, 57770, 61869, 432, 4531, 8630, 12729, 16828, 20927, 25026, 29125, 33224, 37323, 41422, 45521, 49620, 53719, 57818, 61917, 480, 4579, 8678, 12777, 16876, 20975, 25074, 29173, 33272, 37371, 41470, 45569, 49668, 53767, 57866, 61965, 528, 4627, 8726, 12825, 16924, 21023, 25122, 29221, 33320, 37419, 41518, 45617, 49716, 53815, 57914, 62013, 576, 4675, 8774, 12873, 16972, 21071, 25170, 29269, 33368] : tensor<7x33xi16> -> tensor<7x33xui16>
    %3 = qopt.encode %c thresholds [-2147483648, -500, 0, 1, 2147483647] codes [-128, 127, 0, 1, 2, -1] : tensor<7x33xi32> -> tensor<7x33xi8>
    %4 = qopt.encode %b thresholds [-32768, -30721, -28673, -26625, -24577, -22529, -20481, -18433, -16385, -14337, -12289, -10241, -8193, -6145, -4097, -2049, -1, 2047, 4095, 6143, 8191, 10239, 12287, 14335, 16383, 18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767] codes [-128, -121, -114, -107, -100, -93, -86, -79, -72, -65, -58, -51, -44, -37, -30, -23, -16, -9, -2, 5, 12, 19, 26, 33, 40, 47, 54, 61, 68, 75, 82, 89, 96, 103] : tensor<7x33xi16> -> tensor<7x33xi8>
    return %0, %1, %2, %3, %4 : tensor<7x33xui8>, tensor<7x33xui8>, tensor<7x33xui16>, tensor<7x33xi8>, tensor<7x33xi8>
  }
}
// -----
// Stochastic rounding draws the same numbers as the interpreter: signed zeros, gaps
// over zero, infinities, repeated zeros.
module @stochastic {
  func.func @main(%x: tensor<9x35xf32>, %t: tensor<1xf32>) -> (tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui16>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>) {
    %s = qopt.constant dense<0.37> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %q0 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
    %c0 = qopt.codes %q0 : tensor<9x35x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<9x35xui8>
    %q1 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>
    %c1 = qopt.codes %q1 : tensor<9x35x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>> -> tensor<9x35xui8>
    %q2 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.nf4, #qopt.tensor>>
    %c2 = qopt.codes %q2 : tensor<9x35x!qopt.q<#qopt.nf4, #qopt.tensor>> -> tensor<9x35xui8>
    %q3 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.float<e5m2, overflow = special>, #qopt.tensor>>
    %c3 = qopt.codes %q3 : tensor<9x35x!qopt.q<#qopt.float<e5m2, overflow = special>, #qopt.tensor>> -> tensor<9x35xui8>
    %q4 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.fp4, #qopt.tensor>>
    %c4 = qopt.codes %q4 : tensor<9x35x!qopt.q<#qopt.fp4, #qopt.tensor>> -> tensor<9x35xui8>
    %q5 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>>
    %c5 = qopt.codes %q5 : tensor<9x35x!qopt.q<#qopt.float<e2m1finite>, #qopt.tensor>> -> tensor<9x35xui8>
    %q6 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.binary, #qopt.tensor>>
    %c6 = qopt.codes %q6 : tensor<9x35x!qopt.q<#qopt.binary, #qopt.tensor>> -> tensor<9x35xui8>
    %q7 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.log<s4>, #qopt.tensor>>
    %c7 = qopt.codes %q7 : tensor<9x35x!qopt.q<#qopt.log<s4>, #qopt.tensor>> -> tensor<9x35xui8>
    %q8 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.float<e5m10>, #qopt.tensor>>
    %c8 = qopt.codes %q8 : tensor<9x35x!qopt.q<#qopt.float<e5m10>, #qopt.tensor>> -> tensor<9x35xui16>
    %q9 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.dynamic<s8>, #qopt.tensor>>
    %c9 = qopt.codes %q9 : tensor<9x35x!qopt.q<#qopt.dynamic<s8>, #qopt.tensor>> -> tensor<9x35xui8>
    %q10 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.abfloat<e2m1, bias = 2>, #qopt.tensor>>
    %c10 = qopt.codes %q10 : tensor<9x35x!qopt.q<#qopt.abfloat<e2m1, bias = 2>, #qopt.tensor>> -> tensor<9x35xui8>
    %q11 = qopt.quantize %x, %s, %z rounding stochastic : tensor<9x35xf32>, tensor<f32>, tensor<i32> -> tensor<9x35x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>>
    %c11 = qopt.codes %q11 : tensor<9x35x!qopt.q<#qopt.float<e8m0>, #qopt.tensor>> -> tensor<9x35xui8>
    return %c0, %c1, %c2, %c3, %c4, %c5, %c6, %c7, %c8, %c9, %c10, %c11 : tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui16>, tensor<9x35xui8>, tensor<9x35xui8>, tensor<9x35xui8>
  }
}
// -----
// Requantization between formats and granularities, with scales known and computed.
module @requantize {
  func.func @main(%x: tensor<6x10xf32>, %t: tensor<10xf32>) -> (tensor<6x10xui8>, tensor<6x10xi8>, tensor<6x10xui8>) {
    %s = qopt.constant dense<0.11> : tensor<f32>
    %z = qopt.constant dense<0> : tensor<i32>
    %z10 = qopt.constant dense<0> : tensor<10xi32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<6x10xf32>, tensor<f32>, tensor<i32> -> tensor<6x10x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>
    %0 = qopt.requantize %q, %t, %z10 rounding nearest_even : tensor<6x10x!qopt.q<#qopt.float<e4m3fn>, #qopt.tensor>>, tensor<10xf32>, tensor<10xi32> -> tensor<6x10x!qopt.q<#qopt.nf4, #qopt.channel<1>>>
    %c0 = qopt.codes %0 : tensor<6x10x!qopt.q<#qopt.nf4, #qopt.channel<1>>> -> tensor<6x10xui8>
    %1 = qopt.requantize %0, %s, %z rounding toward_zero : tensor<6x10x!qopt.q<#qopt.nf4, #qopt.channel<1>>>, tensor<f32>, tensor<i32> -> tensor<6x10x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c1 = qopt.codes %1 : tensor<6x10x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<6x10xi8>
    %2 = qopt.requantize %1, %s, %z rounding stochastic : tensor<6x10x!qopt.q<#qopt.int<s8>, #qopt.tensor>>, tensor<f32>, tensor<i32> -> tensor<6x10x!qopt.q<#qopt.flint<s4>, #qopt.tensor>>
    %c2 = qopt.codes %2 : tensor<6x10x!qopt.q<#qopt.flint<s4>, #qopt.tensor>> -> tensor<6x10xui8>
    return %c0, %c1, %c2 : tensor<6x10xui8>, tensor<6x10xi8>, tensor<6x10xui8>
  }
}
