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
