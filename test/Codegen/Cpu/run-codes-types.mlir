// f32 zero points, binary codes and sparsity with constant parts, and binary codes
// on the move: compiled code against the interpreter, on every code path.
// RUN: qopt-compare %s --exact
// RUN: qopt-compare %s --exact --special
// RUN: qopt-compare --pack %s --exact
// RUN: qopt-compare --pack %s --exact --special
// Binary codes with an offset, packed plane by plane; one scale is 0, one offset
// too, some are negative.
module @planes {
  func.func @main(%x: tensor<3x40xf32>) -> (tensor<3x6xf32>, tensor<40x6xf32>) {
    %c = qopt.constant dense<[[5, 7, 7, 4, 7, 7], [7, 0, 3, 4, 2, 3], [5, 6, 4, 1, 5, 6], [1, 4, 2, 7, 0, 3], [7, 3, 1, 6, 7, 7], [7, 2, 5, 7, 4, 7], [4, 1, 3, 4, 2, 5], [3, 7, 1, 5, 0, 1], [4, 3, 3, 3, 6, 4], [2, 7, 7, 2, 1, 1], [1, 4, 4, 5, 7, 7], [4, 4, 0, 2, 7, 7], [0, 3, 3, 5, 0, 3], [2, 1, 6, 5, 1, 6], [4, 1, 5, 3, 3, 2], [7, 1, 7, 1, 6, 7], [1, 7, 0, 3, 4, 5], [1, 0, 2, 7, 2, 4], [0, 6, 7, 2, 6, 3], [2, 2, 1, 7, 0, 3], [5, 3, 0, 7, 6, 7], [1, 3, 3, 2, 0, 6], [5, 0, 1, 3, 7, 7], [1, 7, 2, 1, 7, 0], [0, 6, 1, 4, 2, 1], [3, 4, 1, 0, 7, 5], [2, 4, 7, 5, 4, 0], [0, 5, 5, 2, 4, 3], [6, 2, 4, 5, 5, 4], [4, 4, 0, 0, 2, 1], [7, 0, 4, 3, 6, 3], [1, 0, 6, 5, 6, 3], [4, 4, 4, 4, 0, 7], [4, 4, 6, 0, 5, 1], [4, 5, 1, 2, 4, 6], [0, 4, 5, 3, 0, 5], [6, 1, 6, 2, 2, 2], [1, 3, 4, 7, 3, 6], [3, 6, 5, 5, 5, 0], [5, 2, 5, 4, 0, 7]]> : tensor<40x6xui8>
    %s = qopt.constant dense<[[[0.0, 0.55, 0.55, 1.1, 4.4, 4.4], [0.1375, 0.55, 0.1375, 2.2, 2.2, 1.1]], [[8.8, 2.2, 2.2, 2.2, 2.2, 1.1], [1.1, 0.275, 2.2, 8.8, 1.1, 8.8]], [[4.4, 8.8, 17.6, 2.2, 0.55, 4.4], [17.6, 8.8, 8.8, 0.55, 1.1, 8.8]]]> : tensor<3x2x6xf32>
    %z = qopt.constant dense<[[0.754, -0.0, -1.135, -0.859, -2.641, -0.26], [1.339, -1.109, 0.0, 1.0, -0.055, -0.008]]> : tensor<2x6xf32>
    %b = qopt.constant dense<[1.0, -2.0, 0.5, -0.0, 3.0, 0.1]> : tensor<6xf32>
    %w = qopt.assemble %c, %s, %z : tensor<40x6xui8>, tensor<3x2x6xf32>, tensor<2x6xf32> -> tensor<40x6x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 32>>>
    %y = qopt.matmul %x, %w bias %b : (tensor<3x40xf32>, tensor<40x6x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 32>>>, tensor<6xf32>) -> tensor<3x6xf32>
    %d = qopt.dequantize %w : tensor<40x6x!qopt.q<#qopt.bcq<3>, #qopt.group<0, 32>>> -> tensor<40x6xf32>
    return %y, %d : tensor<3x6xf32>, tensor<40x6xf32>
  }
}
// -----
// Zero points in f32 are not packed; sparse weights are, as dense ones.
module @real_zero_points_and_sparsity {
  func.func @main(%x: tensor<3x40xf32>) -> (tensor<3x6xf32>, tensor<3x6xf32>) {
    %c = qopt.constant dense<[[15, 6, 4, 14, 5, 12], [4, 6, 6, 12, 0, 1], [5, 14, 0, 11, 13, 5], [15, 10, 7, 12, 4, 10], [11, 14, 3, 6, 7, 5], [8, 5, 8, 4, 10, 7], [0, 12, 4, 13, 10, 10], [3, 12, 8, 15, 0, 10], [4, 1, 12, 10, 12, 0], [1, 10, 3, 15, 5, 7], [12, 14, 6, 0, 10, 15], [0, 2, 5, 13, 7, 4], [2, 6, 15, 2, 3, 0], [1, 12, 13, 11, 8, 1], [15, 9, 12, 4, 11, 14], [9, 2, 1, 9, 5, 14], [2, 8, 15, 10, 5, 12], [11, 11, 11, 13, 4, 3], [5, 14, 12, 8, 12, 14], [2, 11, 3, 11, 1, 15], [12, 1, 13, 13, 2, 4], [2, 13, 1, 3, 0, 7], [1, 2, 5, 12, 11, 4], [8, 7, 5, 12, 12, 5], [7, 14, 4, 8, 15, 15], [8, 12, 8, 15, 8, 11], [0, 5, 4, 8, 0, 15], [10, 14, 7, 4, 0, 4], [0, 4, 1, 10, 15, 3], [6, 11, 2, 5, 4, 13], [9, 3, 11, 14, 5, 5], [4, 0, 3, 2, 1, 13], [3, 2, 4, 4, 9, 15], [15, 6, 1, 10, 5, 8], [12, 7, 5, 14, 15, 0], [11, 6, 15, 7, 6, 10], [15, 11, 13, 0, 15, 1], [8, 3, 3, 5, 14, 12], [4, 11, 14, 14, 3, 6], [0, 6, 2, 2, 2, 14]]> : tensor<40x6xui8>
    %s = qopt.constant dense<[[4.0, 0.25, 0.25, 0.125, 1.0, 0.25], [0.25, 0.25, 1.0, 4.0, 1.0, 1.0]]> : tensor<2x6xf32>
    %z = qopt.constant dense<[[5.755, 2.512, 21.021999, 7.915, 12.113, 1.415], [1.816, 6.481, 6.504, 11.261, 2.231, 9.95]]> : tensor<2x6xf32>
    %w = qopt.assemble %c, %s, %z : tensor<40x6xui8>, tensor<2x6xf32>, tensor<2x6xf32> -> tensor<40x6x!qopt.q<#qopt.int<u4>, #qopt.group<0, 32>>>
    %y = qopt.matmul %x, %w : (tensor<3x40xf32>, tensor<40x6x!qopt.q<#qopt.int<u4>, #qopt.group<0, 32>>>) -> tensor<3x6xf32>
    %e = qopt.constant dense<[[4, 0, -6, 6, 0, 4], [0, 5, 0, 0, -7, 0], [-1, 0, 0, -1, 6, 3], [0, 7, -2, 0, 0, 0], [0, 0, 1, 6, 4, 0], [-7, 0, 0, 0, 0, 0], [0, 0, -3, 0, 0, 0], [-5, 7, 0, -1, 6, 4], [-3, 0, 1, -7, -6, 0], [-4, -5, 0, 0, 0, 5], [0, 0, 0, 0, 0, 0], [0, 1, 3, 0, 5, 1], [0, 0, 0, 0, 5, 0], [0, -3, 0, 4, 0, 0], [-3, 0, 0, 3, -1, 0], [-7, -5, 0, 0, 0, -7], [0, 7, 5, 0, -7, -4], [6, 0, 0, -1, 5, -1], [2, 0, 3, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, -5, -6, 2, -5, -6], [0, 0, 0, -1, 0, 0], [-7, 4, -7, 0, 0, 0], [-7, 0, 0, 0, -4, 1], [0, 3, 0, 6, 0, 0], [-5, 0, 0, 0, -2, 6], [-5, -7, 3, 0, 2, 1], [0, 0, 4, 7, 0, 0], [-7, 0, 3, 2, -1, 0], [0, 6, 0, 0, 0, -7], [-3, 0, 7, -4, 0, 6], [0, -6, 0, 0, 0, 0], [7, 0, 0, -7, -3, 0], [0, 0, 0, 0, 0, 6], [0, -4, 0, -6, 4, -7], [-7, 0, 0, 0, 0, 0], [-1, 0, -6, -3, 3, 0], [6, 4, 0, 0, 0, 3], [0, 4, -6, 0, 0, 0], [0, 0, 0, 0, 6, -3]]> : tensor<40x6xi8>
    %t = qopt.constant dense<[0.5, 0.25, 1.1, 2.0, 0.125, 3.0]> : tensor<6xf32>
    %i = qopt.constant dense<0> : tensor<6xi32>
    %v = qopt.assemble %e, %t, %i : tensor<40x6xi8>, tensor<6xf32>, tensor<6xi32> -> tensor<40x6x!qopt.q<#qopt.int<s4, narrow>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>
    %u = qopt.matmul %x, %v : (tensor<3x40xf32>, tensor<40x6x!qopt.q<#qopt.int<s4, narrow>, #qopt.channel<1>, #qopt.sparse<2:4, 0>>>) -> tensor<3x6xf32>
    return %y, %u : tensor<3x6xf32>, tensor<3x6xf32>
  }
}
// -----
// Binary codes made at run time, moved, joined and read as codes.
module @planes_moved {
  func.func @main(%x: tensor<3x5xf32>, %s: tensor<3x3xf32>, %f: tensor<3xf32>) -> (tensor<3x5xui8>, tensor<3x5xf32>, tensor<3x4xf32>, tensor<6x5xf32>, tensor<3x5xi8>) {
    %one = qopt.constant dense<0.25> : tensor<f32>
    %q = qopt.quantize %x, %s, %f rounding nearest_even : tensor<3x5xf32>, tensor<3x3xf32>, tensor<3xf32> -> tensor<3x5x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>>
    %c = qopt.codes %q : tensor<3x5x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>> -> tensor<3x5xui8>
    %d = qopt.dequantize %q : tensor<3x5x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>> -> tensor<3x5xf32>
    %t = qopt.slice %s from [0, 0] step [1, 1] : tensor<3x3xf32> -> tensor<2x1xf32>
    %u = qopt.reshape %t : tensor<2x1xf32> -> tensor<2xf32>
    %z = qopt.constant dense<0> : tensor<i32>
    %p = qopt.quantize %x, %u, %z rounding nearest_even : tensor<3x5xf32>, tensor<2xf32>, tensor<i32> -> tensor<3x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
    %l = qopt.slice %p from [0, 1] step [1, 1] : tensor<3x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<3x4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
    %m = qopt.dequantize %l : tensor<3x4x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<3x4xf32>
    %j = qopt.concat %p, %p axis 0 : (tensor<3x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>, tensor<3x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>) -> tensor<6x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>>
    %k = qopt.dequantize %j : tensor<6x5x!qopt.q<#qopt.bcq<2>, #qopt.tensor>> -> tensor<6x5xf32>
    %n = qopt.requantize %q, %one, %z rounding nearest_even : tensor<3x5x!qopt.q<#qopt.bcq<3>, #qopt.channel<0>>>, tensor<f32>, tensor<i32> -> tensor<3x5x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %o = qopt.codes %n : tensor<3x5x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<3x5xi8>
    return %c, %d, %m, %k, %o : tensor<3x5xui8>, tensor<3x5xf32>, tensor<3x4xf32>, tensor<6x5xf32>, tensor<3x5xi8>
  }
}
