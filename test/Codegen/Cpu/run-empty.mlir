// Tensors without elements: what computes them, what they compute, and models
// whose inputs or results they are. Bit-identical with the interpreter.
// RUN: qopt-compare %s --exact --runs=2
// RUN: qopt-compare %s --exact --runs=2 --pack --sequential
module @empty_input {
  func.func @main(%x: tensor<2x0x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
    %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<2x0x4xf32>) -> tensor<2x1x4xf32>
    %1 = qopt.reshape %0 : tensor<2x1x4xf32> -> tensor<2x4xf32>
    %2 = qopt.binary add %1, %y : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
    return %2 : tensor<2x4xf32>
  }
}
// -----
module @empty_result {
  func.func @main(%x: tensor<2x3xf32>) -> (tensor<2x0xf32>, tensor<0x3xf32>, tensor<2x3xf32>) {
    %0 = qopt.slice %x from [0, 3] step [1, 1] : tensor<2x3xf32> -> tensor<2x0xf32>
    %1 = qopt.slice %x from [2, 0] step [1, 1] : tensor<2x3xf32> -> tensor<0x3xf32>
    %2 = qopt.unary relu %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
    return %0, %1, %2 : tensor<2x0xf32>, tensor<0x3xf32>, tensor<2x3xf32>
  }
}
// -----
module @identity {
  func.func @main(%x: tensor<0x3xi8>, %y: tensor<1x0xui8>) -> (tensor<0x3xi8>, tensor<0x3xi8>, tensor<1x0xui8>) {
    return %x, %x, %y : tensor<0x3xi8>, tensor<0x3xi8>, tensor<1x0xui8>
  }
}
// -----
module @nothing_at_all {
  func.func @main(%x: tensor<0xf32>) -> tensor<3x0xf32> {
    %0 = qopt.reshape %x : tensor<0xf32> -> tensor<3x0xf32>
    return %0 : tensor<3x0xf32>
  }
}
// -----
module @constant {
  func.func @main() -> (tensor<0x4xf32>, tensor<4xf32>) {
    %c = qopt.constant dense<> : tensor<0x4xf32>
    %0 = qopt.reduce prod %c {axes = array<i64: 0>} : (tensor<0x4xf32>) -> tensor<1x4xf32>
    %1 = qopt.reshape %0 : tensor<1x4xf32> -> tensor<4xf32>
    return %c, %1 : tensor<0x4xf32>, tensor<4xf32>
  }
}
// -----
module @in_between {
  func.func @main(%x: tensor<1x4x3xf32>) -> tensor<1x1x3xf32> {
    %0 = qopt.slice %x from [0, 4, 0] step [1, 1, 1] : tensor<1x4x3xf32> -> tensor<1x0x3xf32>
    %1 = qopt.unary exp %0 : (tensor<1x0x3xf32>) -> tensor<1x0x3xf32>
    %2 = qopt.transpose %1 perm [0, 2, 1] : tensor<1x0x3xf32> -> tensor<1x3x0xf32>
    %3 = qopt.softmax %2 axis 2 : (tensor<1x3x0xf32>) -> tensor<1x3x0xf32>
    %4 = qopt.transpose %3 perm [2, 0, 1] : tensor<1x3x0xf32> -> tensor<0x1x3xf32>
    %5 = qopt.reduce max %4 {axes = array<i64: 0>} : (tensor<0x1x3xf32>) -> tensor<1x1x3xf32>
    return %5 : tensor<1x1x3xf32>
  }
}
// -----
module @reshapes {
  func.func @main(%x: tensor<2x0x4xi16>) -> (tensor<0xi16>, tensor<8x0xi16>, tensor<0x2x4xi16>, tensor<3x5x0x7xi16>, tensor<0x9xi16>) {
    %0 = qopt.reshape %x : tensor<2x0x4xi16> -> tensor<0xi16>
    %1 = qopt.reshape %x : tensor<2x0x4xi16> -> tensor<8x0xi16>
    %2 = qopt.reshape %x : tensor<2x0x4xi16> -> tensor<0x2x4xi16>
    %3 = qopt.reshape %1 : tensor<8x0xi16> -> tensor<3x5x0x7xi16>
    %4 = qopt.reshape %3 : tensor<3x5x0x7xi16> -> tensor<0x9xi16>
    return %0, %1, %2, %3, %4 : tensor<0xi16>, tensor<8x0xi16>, tensor<0x2x4xi16>, tensor<3x5x0x7xi16>, tensor<0x9xi16>
  }
}
// -----
module @concat {
  func.func @main(%x: tensor<2x3xf32>, %e: tensor<2x0xf32>) -> (tensor<2x3xf32>, tensor<2x6xf32>, tensor<2x0xf32>) {
    %0 = qopt.concat %e, %x axis 1 : (tensor<2x0xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    %1 = qopt.concat %x, %e, %x, %e axis 1 : (tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x3xf32>, tensor<2x0xf32>) -> tensor<2x6xf32>
    %2 = qopt.concat %e, %e axis 1 : (tensor<2x0xf32>, tensor<2x0xf32>) -> tensor<2x0xf32>
    return %0, %1, %2 : tensor<2x3xf32>, tensor<2x6xf32>, tensor<2x0xf32>
  }
}
// -----
module @reduce_float {
  func.func @main(%x: tensor<3x0x2xf32>) -> (tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<1x1x1xf32>, tensor<1x0x2xf32>) {
    %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %1 = qopt.reduce prod %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %2 = qopt.reduce max %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %3 = qopt.reduce min %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %4 = qopt.reduce l2 %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %5 = qopt.reduce log_sum %x {axes = array<i64: 1>} : (tensor<3x0x2xf32>) -> tensor<3x1x2xf32>
    %6 = qopt.reduce l1 %x {axes = array<i64: 0, 1, 2>} : (tensor<3x0x2xf32>) -> tensor<1x1x1xf32>
    %7 = qopt.reduce sum_square %x {axes = array<i64: 0>} : (tensor<3x0x2xf32>) -> tensor<1x0x2xf32>
    return %0, %1, %2, %3, %4, %5, %6, %7 : tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>, tensor<1x1x1xf32>, tensor<1x0x2xf32>
  }
}
// -----
module @reduce_integer {
  func.func @main(%x: tensor<3x0x2xi8>, %y: tensor<3x0x2xui8>) -> (tensor<3x1x2xi32>, tensor<3x1x2xi32>, tensor<3x1x2xi8>, tensor<3x1x2xi8>, tensor<3x1x2xui8>, tensor<3x1x2xui8>, tensor<3x1x2xi8>) {
    %0 = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<3x0x2xi8>) -> tensor<3x1x2xi32>
    %1 = qopt.reduce prod %x {axes = array<i64: 1>} : (tensor<3x0x2xi8>) -> tensor<3x1x2xi32>
    %2 = qopt.reduce max %x {axes = array<i64: 1>} : (tensor<3x0x2xi8>) -> tensor<3x1x2xi8>
    %3 = qopt.reduce min %x {axes = array<i64: 1>} : (tensor<3x0x2xi8>) -> tensor<3x1x2xi8>
    %4 = qopt.reduce max %y {axes = array<i64: 1>} : (tensor<3x0x2xui8>) -> tensor<3x1x2xui8>
    %5 = qopt.reduce min %y {axes = array<i64: 1>} : (tensor<3x0x2xui8>) -> tensor<3x1x2xui8>
    %6 = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<3x0x2xi8>) -> tensor<3x1x2xi8>
    return %0, %1, %2, %3, %4, %5, %6 : tensor<3x1x2xi32>, tensor<3x1x2xi32>, tensor<3x1x2xi8>, tensor<3x1x2xi8>, tensor<3x1x2xui8>, tensor<3x1x2xui8>, tensor<3x1x2xi8>
  }
}
// -----
module @matmul {
  func.func @main(%x: tensor<3x0xf32>, %y: tensor<0x5xf32>, %b: tensor<5xf32>) -> (tensor<3x5xf32>, tensor<3x5xf32>, tensor<0x0xf32>) {
    %0 = qopt.matmul %x, %y : (tensor<3x0xf32>, tensor<0x5xf32>) -> tensor<3x5xf32>
    %1 = qopt.matmul %x, %y bias %b : (tensor<3x0xf32>, tensor<0x5xf32>, tensor<5xf32>) -> tensor<3x5xf32>
    %t = qopt.transpose %x perm [1, 0] : tensor<3x0xf32> -> tensor<0x3xf32>
    %2 = qopt.matmul %t, %x : (tensor<0x3xf32>, tensor<3x0xf32>) -> tensor<0x0xf32>
    return %0, %1, %2 : tensor<3x5xf32>, tensor<3x5xf32>, tensor<0x0xf32>
  }
}
// -----
module @matmul_integer {
  func.func @main(%x: tensor<3x0xi8>, %z: tensor<0x4xi8>) -> (tensor<3x5xi8>, tensor<0x5xi32>, tensor<3x0xi32>) {
    %w = qopt.constant dense<> : tensor<0x5xi8>
    %v = qopt.constant dense<2> : tensor<4x5xi8>
    %u = qopt.constant dense<> : tensor<0x0xi8>
    %b = qopt.constant dense<[100, 200, -300, 4000, 5]> : tensor<5xi32>
    %m = qopt.constant dense<1073741824> : tensor<1xi32>
    %s = qopt.constant dense<33> : tensor<1xi8>
    %0 = qopt.matmul %x, %w bias %b : (tensor<3x0xi8>, tensor<0x5xi8>, tensor<5xi32>) -> tensor<3x5xi32>
    %1 = qopt.rescale %0 by %m, %s rounding single {hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_zp = 5 : i64} : tensor<3x5xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<3x5xi8>
    %2 = qopt.matmul %z, %v : (tensor<0x4xi8>, tensor<4x5xi8>) -> tensor<0x5xi32>
    %3 = qopt.matmul %x, %u : (tensor<3x0xi8>, tensor<0x0xi8>) -> tensor<3x0xi32>
    return %1, %2, %3 : tensor<3x5xi8>, tensor<0x5xi32>, tensor<3x0xi32>
  }
}
// -----
module @windows {
  func.func @main(%y: tensor<1x8x8x0xi8>) -> (tensor<1x6x6x2xi32>, tensor<1x4x4x0xi8>) {
    %v = qopt.constant dense<> : tensor<2x3x3x0xi8>
    %b = qopt.constant dense<[7, -9]> : tensor<2xi32>
    %0 = qopt.conv %y, %v bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x0xi8>, tensor<2x3x3x0xi8>, tensor<2xi32>) -> tensor<1x6x6x2xi32>
    %1 = qopt.pool max %y {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x8x8x0xi8>) -> tensor<1x4x4x0xi8>
    return %0, %1 : tensor<1x6x6x2xi32>, tensor<1x4x4x0xi8>
  }
}
// -----
module @padding {
  func.func @main(%x: tensor<0x3xf32>) -> tensor<4x3xf32> {
    %0 = qopt.pad constant %x low [1, 0] high [3, 0] value 2.5 : tensor<0x3xf32> -> tensor<4x3xf32>
    return %0 : tensor<4x3xf32>
  }
}
// -----
module @broadcasts {
  func.func @main(%x: tensor<1x3xf32>, %e: tensor<0x3xf32>) -> (tensor<0x3xf32>, tensor<0x3xf32>, tensor<2x0x3xf32>) {
    %0 = qopt.binary add %x, %e : (tensor<1x3xf32>, tensor<0x3xf32>) -> tensor<0x3xf32>
    %1 = qopt.broadcast %x : tensor<1x3xf32> -> tensor<0x3xf32>
    %2 = qopt.broadcast %e : tensor<0x3xf32> -> tensor<2x0x3xf32>
    return %0, %1, %2 : tensor<0x3xf32>, tensor<0x3xf32>, tensor<2x0x3xf32>
  }
}
// -----
module @border {
  func.func @main(%x: tensor<0x3xf32>) -> (tensor<0x3xi8>, tensor<0x3xf32>) {
    %s = qopt.constant dense<0.5> : tensor<f32>
    %z = qopt.constant dense<3> : tensor<i32>
    %q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<0x3xf32>, tensor<f32>, tensor<i32> -> tensor<0x3x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    %c = qopt.codes %q : tensor<0x3x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<0x3xi8>
    %d = qopt.dequantize %q : tensor<0x3x!qopt.q<#qopt.int<s8>, #qopt.tensor>> -> tensor<0x3xf32>
    return %c, %d : tensor<0x3xi8>, tensor<0x3xf32>
  }
}
