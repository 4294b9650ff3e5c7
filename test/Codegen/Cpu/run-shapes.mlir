// Ops that move elements; compared byte for byte.
// RUN: qopt-compare %s --exact --runs=3
module @reshape {
  func.func @main(%x: tensor<2x3x4xf32>) -> (tensor<24xf32>, tensor<4x6xf32>, tensor<1x2x1x12xf32>) {
    %a = qopt.reshape %x : tensor<2x3x4xf32> -> tensor<24xf32>
    %b = qopt.reshape %x : tensor<2x3x4xf32> -> tensor<4x6xf32>
    %c = qopt.reshape %x : tensor<2x3x4xf32> -> tensor<1x2x1x12xf32>
    return %a, %b, %c : tensor<24xf32>, tensor<4x6xf32>, tensor<1x2x1x12xf32>
  }
}
// -----
module @reshape_scalar {
  func.func @main(%x: tensor<1x1xui8>, %y: tensor<f32>) -> (tensor<ui8>, tensor<1x1x1xf32>) {
    %a = qopt.reshape %x : tensor<1x1xui8> -> tensor<ui8>
    %b = qopt.reshape %y : tensor<f32> -> tensor<1x1x1xf32>
    return %a, %b : tensor<ui8>, tensor<1x1x1xf32>
  }
}
// -----
module @transpose {
  func.func @main(%x: tensor<2x3x4x5xi8>, %y: tensor<1x3x4x1xf32>) -> (tensor<2x4x5x3xi8>, tensor<5x4x3x2xi8>, tensor<3x1x1x4xf32>) {
    %a = qopt.transpose %x perm [0, 2, 3, 1] : tensor<2x3x4x5xi8> -> tensor<2x4x5x3xi8>
    %b = qopt.transpose %x perm [3, 2, 1, 0] : tensor<2x3x4x5xi8> -> tensor<5x4x3x2xi8>
    %c = qopt.transpose %y perm [1, 0, 3, 2] : tensor<1x3x4x1xf32> -> tensor<3x1x1x4xf32>
    return %a, %b, %c : tensor<2x4x5x3xi8>, tensor<5x4x3x2xi8>, tensor<3x1x1x4xf32>
  }
}
// -----
module @transpose_constant {
  func.func @main() -> (tensor<3x2xi16>, tensor<2x2xi1>) {
    %c = qopt.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi16>
    %d = qopt.constant dense<[[true, true], [false, true]]> : tensor<2x2xi1>
    %a = qopt.transpose %c perm [1, 0] : tensor<2x3xi16> -> tensor<3x2xi16>
    %b = qopt.transpose %d perm [1, 0] : tensor<2x2xi1> -> tensor<2x2xi1>
    return %a, %b : tensor<3x2xi16>, tensor<2x2xi1>
  }
}
// -----
module @broadcast {
  func.func @main(%x: tensor<3x1xi32>) -> tensor<2x3x4xi32> {
    %a = qopt.broadcast %x : tensor<3x1xi32> -> tensor<2x3x4xi32>
    return %a : tensor<2x3x4xi32>
  }
}
// -----
module @concat {
  func.func @main(%x: tensor<2x3x4xf32>, %y: tensor<2x1x4xf32>, %z: tensor<2x5x4xf32>) -> (tensor<2x9x4xf32>, tensor<2x6x4xf32>) {
    %r = qopt.unary relu %x : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
    %a = qopt.concat %r, %y, %z axis 1 : (tensor<2x3x4xf32>, tensor<2x1x4xf32>, tensor<2x5x4xf32>) -> tensor<2x9x4xf32>
    %b = qopt.concat %r, %r axis 1 : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x6x4xf32>
    return %a, %b : tensor<2x9x4xf32>, tensor<2x6x4xf32>
  }
}
// -----
module @slice {
  func.func @main(%x: tensor<6x7x4xi8>) -> (tensor<2x3x4xi8>, tensor<3x7x2xi8>, tensor<1x7x4xi8>) {
    %a = qopt.slice %x from [1, 2, 0] step [2, 2, 1] : tensor<6x7x4xi8> -> tensor<2x3x4xi8>
    %b = qopt.slice %x from [5, 6, 3] step [-2, -1, -3] : tensor<6x7x4xi8> -> tensor<3x7x2xi8>
    %c = qopt.slice %x from [5, 0, 0] step [-1, 1, 1] : tensor<6x7x4xi8> -> tensor<1x7x4xi8>
    return %a, %b, %c : tensor<2x3x4xi8>, tensor<3x7x2xi8>, tensor<1x7x4xi8>
  }
}
// -----
module @pad {
  func.func @main(%x: tensor<4x5xf32>, %u: tensor<4x5xui8>) -> (tensor<7x6xf32>, tensor<7x9xf32>, tensor<8x6xf32>, tensor<9x3xf32>, tensor<6x6xui8>, tensor<7x8xui8>) {
    %a = qopt.pad constant %x low [1, 0] high [2, 1] value 2.500000e+00 : tensor<4x5xf32> -> tensor<7x6xf32>
    %b = qopt.pad edge %x low [1, 2] high [2, 2] value 0.000000e+00 : tensor<4x5xf32> -> tensor<7x9xf32>
    %c = qopt.pad reflect %x low [3, 0] high [1, 1] value 0.000000e+00 : tensor<4x5xf32> -> tensor<8x6xf32>
    %d = qopt.pad wrap %x low [5, -1] high [0, -1] value 0.000000e+00 : tensor<4x5xf32> -> tensor<9x3xf32>
    %e = qopt.pad constant %u low [-1, 3] high [3, -2] value 2.000000e+02 : tensor<4x5xui8> -> tensor<6x6xui8>
    %f = qopt.pad wrap %u low [2, 2] high [1, 1] value 0.000000e+00 : tensor<4x5xui8> -> tensor<7x8xui8>
    return %a, %b, %c, %d, %e, %f : tensor<7x6xf32>, tensor<7x9xf32>, tensor<8x6xf32>, tensor<9x3xf32>, tensor<6x6xui8>, tensor<7x8xui8>
  }
}
// -----
module @gather {
  func.func @main(%x: tensor<3x5x4xf32>, %t: tensor<10x3xi8>, %j: tensor<3xi32>) -> (tensor<3x2x2x4xf32>, tensor<4x3xi8>, tensor<3x5x2x2xf32>, tensor<3x3xi8>) {
    %i = qopt.constant dense<[[0, -1], [3, -5]]> : tensor<2x2xi64>
    %k = qopt.constant dense<[9, 0, 4, -10]> : tensor<4xi32>
    %u = qopt.constant dense<[[3, 0], [1, 2]]> : tensor<2x2xui8>
    %a = qopt.gather %x, %i axis 1 : tensor<3x5x4xf32>, tensor<2x2xi64> -> tensor<3x2x2x4xf32>
    %b = qopt.gather %t, %k axis 0 : tensor<10x3xi8>, tensor<4xi32> -> tensor<4x3xi8>
    %c = qopt.gather %x, %u axis 2 : tensor<3x5x4xf32>, tensor<2x2xui8> -> tensor<3x5x2x2xf32>
    %d = qopt.gather %t, %j axis 0 : tensor<10x3xi8>, tensor<3xi32> -> tensor<3x3xi8>
    return %a, %b, %c, %d : tensor<3x2x2x4xf32>, tensor<4x3xi8>, tensor<3x5x2x2xf32>, tensor<3x3xi8>
  }
}
// -----
module @resize_nearest {
  func.func @main(%x: tensor<1x2x3x4xi8>) -> tensor<1x4x3x4xi8> {
    %a = qopt.resize %x {axes = array<i64: 1>, positions = [dense<[[0], [0], [1], [1]]> : tensor<4x1xi64>], weights = [dense<1.0> : tensor<4x1xf32>]} : (tensor<1x2x3x4xi8>) -> tensor<1x4x3x4xi8>
    return %a : tensor<1x4x3x4xi8>
  }
}
// -----
// Arguments, constants and one value as two results.
module @identities {
  func.func @main(%x: tensor<3x4xf32>, %y: tensor<2xui8>) -> (tensor<3x4xf32>, tensor<2xui8>, tensor<3xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<12xf32>) {
    %c = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
    %r = qopt.unary neg %x : (tensor<3x4xf32>) -> tensor<3x4xf32>
    %s = qopt.reshape %r : tensor<3x4xf32> -> tensor<12xf32>
    return %x, %y, %c, %r, %r, %s : tensor<3x4xf32>, tensor<2xui8>, tensor<3xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<12xf32>
  }
}
// -----
module @empty {
  func.func @main(%x: tensor<0x4xf32>, %y: tensor<3x4xf32>) -> (tensor<0x4xf32>, tensor<3x4xf32>) {
    %r = qopt.unary relu %x : (tensor<0x4xf32>) -> tensor<0x4xf32>
    %c = qopt.concat %x, %y axis 0 : (tensor<0x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
    return %r, %c : tensor<0x4xf32>, tensor<3x4xf32>
  }
}
