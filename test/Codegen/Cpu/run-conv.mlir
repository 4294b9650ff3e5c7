// Convolutions: every shape of window, both stages, compiled == interpreted.
// RUN: qopt-compare %s --exact
module @float_plain {
  func.func @main(%x: tensor<1x9x7x5xf32>, %w: tensor<6x3x3x5xf32>, %b: tensor<6xf32>) -> tensor<1x7x5x6xf32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x9x7x5xf32>, tensor<6x3x3x5xf32>, tensor<6xf32>) -> tensor<1x7x5x6xf32>
    return %r : tensor<1x7x5x6xf32>
  }
}
// -----
module @float_strided_padded {
  func.func @main(%x: tensor<2x9x8x3xf32>, %w: tensor<16x3x5x3xf32>) -> tensor<2x5x4x16xf32> {
    %r = qopt.conv %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 1, 2, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<2x9x8x3xf32>, tensor<16x3x5x3xf32>) -> tensor<2x5x4x16xf32>
    return %r : tensor<2x5x4x16xf32>
  }
}
// -----
module @float_transposed {
  func.func @main(%x: tensor<1x4x5x3xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x9x11x4xf32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 2, 2>, groups = 1 : i64} : (tensor<1x4x5x3xf32>, tensor<4x3x3x3xf32>) -> tensor<1x9x11x4xf32>
    return %r : tensor<1x9x11x4xf32>
  }
}
// -----
module @float_cropped {
  func.func @main(%x: tensor<1x6x6x2xf32>, %w: tensor<3x2x2x2xf32>) -> tensor<1x9x8x3xf32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: -1, 0, 0, -2>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 2, 2>, groups = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x2x2x2xf32>) -> tensor<1x9x8x3xf32>
    return %r : tensor<1x9x8x3xf32>
  }
}
// -----
module @float_one_dimension {
  func.func @main(%x: tensor<1x20x4xf32>, %w: tensor<8x3x4xf32>) -> tensor<1x16x8xf32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 2>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x20x4xf32>, tensor<8x3x4xf32>) -> tensor<1x16x8xf32>
    return %r : tensor<1x16x8xf32>
  }
}
// -----
module @float_three_dimensions {
  func.func @main(%x: tensor<1x4x5x6x2xf32>, %w: tensor<3x2x2x2x2xf32>, %b: tensor<3xf32>) -> tensor<1x5x6x7x3xf32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1, 1>, padding = array<i64: 1, 1, 1, 1, 1, 1>, dilations = array<i64: 1, 1, 1>, input_dilations = array<i64: 1, 1, 1>, groups = 1 : i64} : (tensor<1x4x5x6x2xf32>, tensor<3x2x2x2x2xf32>, tensor<3xf32>) -> tensor<1x5x6x7x3xf32>
    return %r : tensor<1x5x6x7x3xf32>
  }
}
// -----
module @float_grouped {
  func.func @main(%x: tensor<1x6x6x8xf32>, %w: tensor<12x3x3x4xf32>, %b: tensor<12xf32>) -> tensor<1x6x6x12xf32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64} : (tensor<1x6x6x8xf32>, tensor<12x3x3x4xf32>, tensor<12xf32>) -> tensor<1x6x6x12xf32>
    return %r : tensor<1x6x6x12xf32>
  }
}
// -----
module @float_depthwise {
  func.func @main(%x: tensor<1x6x6x8xf32>, %w: tensor<8x3x3x1xf32>, %b: tensor<8xf32>) -> tensor<1x6x6x8xf32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 8 : i64} : (tensor<1x6x6x8xf32>, tensor<8x3x3x1xf32>, tensor<8xf32>) -> tensor<1x6x6x8xf32>
    return %r : tensor<1x6x6x8xf32>
  }
}
// -----
module @float_depthwise_multiplier {
  func.func @main(%x: tensor<1x6x6x8xf32>, %w: tensor<16x3x3x1xf32>) -> tensor<1x4x4x16xf32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 8 : i64} : (tensor<1x6x6x8xf32>, tensor<16x3x3x1xf32>) -> tensor<1x4x4x16xf32>
    return %r : tensor<1x4x4x16xf32>
  }
}
// -----
module @int_signed {
  func.func @main(%x: tensor<1x7x7x9xi8>, %w: tensor<17x3x3x9xi8>, %b: tensor<17xi32>) -> tensor<1x7x7x17xi32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = -7 : i64} : (tensor<1x7x7x9xi8>, tensor<17x3x3x9xi8>, tensor<17xi32>) -> tensor<1x7x7x17xi32>
    return %r : tensor<1x7x7x17xi32>
  }
}
// -----
module @int_unsigned_mixed {
  func.func @main(%x: tensor<1x7x7x9xui8>, %w: tensor<17x3x3x9xi8>, %b: tensor<17xi32>) -> tensor<1x4x4x17xi32> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 200 : i64} : (tensor<1x7x7x9xui8>, tensor<17x3x3x9xi8>, tensor<17xi32>) -> tensor<1x4x4x17xi32>
    return %r : tensor<1x4x4x17xi32>
  }
}
// -----
module @int_unsigned_filter {
  func.func @main(%x: tensor<1x5x5x4xui8>, %w: tensor<8x2x2x4xui8>) -> tensor<1x4x4x8xi32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 3 : i64} : (tensor<1x5x5x4xui8>, tensor<8x2x2x4xui8>) -> tensor<1x4x4x8xi32>
    return %r : tensor<1x4x4x8xi32>
  }
}
// -----
module @int_wide {
  func.func @main(%x: tensor<1x5x5x4xi16>, %w: tensor<8x2x2x4xi16>, %b: tensor<8xi64>) -> tensor<1x4x4x8xi64> {
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 0 : i64} : (tensor<1x5x5x4xi16>, tensor<8x2x2x4xi16>, tensor<8xi64>) -> tensor<1x4x4x8xi64>
    return %r : tensor<1x4x4x8xi64>
  }
}
// -----
module @int_transposed_skips_pad_value {
  func.func @main(%x: tensor<1x4x4x3xui8>, %w: tensor<5x4x4x3xi8>) -> tensor<1x8x8x5xi32> {
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 2, 2, 2, 2>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 2, 2>, groups = 1 : i64, pad_value = 131 : i64} : (tensor<1x4x4x3xui8>, tensor<5x4x4x3xi8>) -> tensor<1x8x8x5xi32>
    return %r : tensor<1x8x8x5xi32>
  }
}
// -----
module @int_depthwise_constant {
  func.func @main(%x: tensor<1x6x6x4xi8>) -> tensor<1x6x6x4xi32> {
    %w = qopt.constant dense<[[[[1], [-2], [3]], [[4], [-5], [6]], [[7], [-8], [9]]], [[[1], [2], [3]], [[4], [5], [6]], [[7], [8], [9]]], [[[-1], [-2], [-3]], [[-4], [-5], [-6]], [[-7], [-8], [-9]]], [[[127], [-128], [0]], [[1], [-1], [2]], [[3], [4], [5]]]]> : tensor<4x3x3x1xi8>
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 4 : i64, pad_value = 5 : i64} : (tensor<1x6x6x4xi8>, tensor<4x3x3x1xi8>) -> tensor<1x6x6x4xi32>
    return %r : tensor<1x6x6x4xi32>
  }
}
// -----
module @int_grouped_constant {
  func.func @main(%x: tensor<1x3x3x4xi8>) -> tensor<1x2x2x4xi32> {
    %w = qopt.constant dense<[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[-1, 2], [-3, 4]], [[-5, 6], [-7, 8]]], [[[11, 12], [13, 14]], [[15, 16], [17, 18]]], [[[1, -2], [3, -4]], [[5, -6], [7, -8]]]]> : tensor<4x2x2x2xi8>
    %b = qopt.constant dense<[1000, -1000, 5, 0]> : tensor<4xi32>
    %r = qopt.conv %x, %w bias %b {strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 2 : i64, pad_value = 0 : i64} : (tensor<1x3x3x4xi8>, tensor<4x2x2x2xi8>, tensor<4xi32>) -> tensor<1x2x2x4xi32>
    return %r : tensor<1x2x2x4xi32>
  }
}
// -----
// Enough work for threads; the filter's bytes go through a resource.
module @int_parallel {
  func.func @main(%x: tensor<1x28x28x32xi8>) -> tensor<1x28x28x64xi32> {
    %w = qopt.constant dense<3> : tensor<64x3x3x32xi8>
    %r = qopt.conv %x, %w {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, input_dilations = array<i64: 1, 1>, groups = 1 : i64, pad_value = 0 : i64} : (tensor<1x28x28x32xi8>, tensor<64x3x3x32xi8>) -> tensor<1x28x28x64xi32>
    return %r : tensor<1x28x28x64xi32>
  }
}
