// Windows: kinds, padding, dilation, ceiling form, counts.
// RUN: qopt-compare %s
// RUN: qopt-compare %s --special
module @max_f32 {
  func.func @main(%x: tensor<2x8x8x5xf32>) -> tensor<2x4x4x5xf32> {
    %r = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xf32>) -> tensor<2x4x4x5xf32>
    return %r : tensor<2x4x4x5xf32>
  }
}
// -----
module @max_f32_padded {
  func.func @main(%x: tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32>
    return %r : tensor<1x4x4x3xf32>
  }
}
// -----
module @average_f32 {
  func.func @main(%x: tensor<2x8x8x5xf32>) -> tensor<2x4x4x5xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xf32>) -> tensor<2x4x4x5xf32>
    return %r : tensor<2x4x4x5xf32>
  }
}
// -----
module @average_f32_padded {
  func.func @main(%x: tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32>
    return %r : tensor<1x4x4x3xf32>
  }
}
// -----
module @average_f32_include {
  func.func @main(%x: tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32>
    return %r : tensor<1x4x4x3xf32>
  }
}
// -----
module @average_f32_ceil {
  func.func @main(%x: tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x3xf32>) -> tensor<1x3x3x3xf32>
    return %r : tensor<1x3x3x3xf32>
  }
}
// -----
module @average_f32_ceil_include {
  func.func @main(%x: tensor<1x6x6x3xf32>) -> tensor<1x4x4x3xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x6x6x3xf32>) -> tensor<1x4x4x3xf32>
    return %r : tensor<1x4x4x3xf32>
  }
}
// -----
module @max_f32_dilated {
  func.func @main(%x: tensor<1x9x8x3xf32>) -> tensor<1x7x4x3xf32> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 2>, strides = array<i64: 1, 1>, padding = array<i64: 1, 0, 1, 0>, dilations = array<i64: 2, 4>} : (tensor<1x9x8x3xf32>) -> tensor<1x7x4x3xf32>
    return %r : tensor<1x7x4x3xf32>
  }
}
// -----
module @average_f32_global {
  func.func @main(%x: tensor<1x14x14x16xf32>) -> tensor<1x1x1x16xf32> {
    %r = qopt.pool average %x {kernel = array<i64: 14, 14>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x16xf32>) -> tensor<1x1x1x16xf32>
    return %r : tensor<1x1x1x16xf32>
  }
}
// -----
module @max_i8 {
  func.func @main(%x: tensor<2x8x8x5xi8>) -> tensor<2x4x4x5xi8> {
    %r = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xi8>) -> tensor<2x4x4x5xi8>
    return %r : tensor<2x4x4x5xi8>
  }
}
// -----
module @max_i8_padded {
  func.func @main(%x: tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8>
    return %r : tensor<1x4x4x3xi8>
  }
}
// -----
module @average_i8 {
  func.func @main(%x: tensor<2x8x8x5xi8>) -> tensor<2x4x4x5xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xi8>) -> tensor<2x4x4x5xi8>
    return %r : tensor<2x4x4x5xi8>
  }
}
// -----
module @average_i8_padded {
  func.func @main(%x: tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8>
    return %r : tensor<1x4x4x3xi8>
  }
}
// -----
module @average_i8_include {
  func.func @main(%x: tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi8>
    return %r : tensor<1x4x4x3xi8>
  }
}
// -----
module @average_i8_ceil {
  func.func @main(%x: tensor<1x6x6x3xi8>) -> tensor<1x3x3x3xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x3xi8>) -> tensor<1x3x3x3xi8>
    return %r : tensor<1x3x3x3xi8>
  }
}
// -----
module @average_i8_ceil_include {
  func.func @main(%x: tensor<1x6x6x3xi8>) -> tensor<1x4x4x3xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x6x6x3xi8>) -> tensor<1x4x4x3xi8>
    return %r : tensor<1x4x4x3xi8>
  }
}
// -----
module @max_i8_dilated {
  func.func @main(%x: tensor<1x9x8x3xi8>) -> tensor<1x7x4x3xi8> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 2>, strides = array<i64: 1, 1>, padding = array<i64: 1, 0, 1, 0>, dilations = array<i64: 2, 4>} : (tensor<1x9x8x3xi8>) -> tensor<1x7x4x3xi8>
    return %r : tensor<1x7x4x3xi8>
  }
}
// -----
module @average_i8_global {
  func.func @main(%x: tensor<1x14x14x16xi8>) -> tensor<1x1x1x16xi8> {
    %r = qopt.pool average %x {kernel = array<i64: 14, 14>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x16xi8>) -> tensor<1x1x1x16xi8>
    return %r : tensor<1x1x1x16xi8>
  }
}
// -----
module @max_ui8 {
  func.func @main(%x: tensor<2x8x8x5xui8>) -> tensor<2x4x4x5xui8> {
    %r = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xui8>) -> tensor<2x4x4x5xui8>
    return %r : tensor<2x4x4x5xui8>
  }
}
// -----
module @max_ui8_padded {
  func.func @main(%x: tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8>
    return %r : tensor<1x4x4x3xui8>
  }
}
// -----
module @average_ui8 {
  func.func @main(%x: tensor<2x8x8x5xui8>) -> tensor<2x4x4x5xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xui8>) -> tensor<2x4x4x5xui8>
    return %r : tensor<2x4x4x5xui8>
  }
}
// -----
module @average_ui8_padded {
  func.func @main(%x: tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8>
    return %r : tensor<1x4x4x3xui8>
  }
}
// -----
module @average_ui8_include {
  func.func @main(%x: tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xui8>
    return %r : tensor<1x4x4x3xui8>
  }
}
// -----
module @average_ui8_ceil {
  func.func @main(%x: tensor<1x6x6x3xui8>) -> tensor<1x3x3x3xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x3xui8>) -> tensor<1x3x3x3xui8>
    return %r : tensor<1x3x3x3xui8>
  }
}
// -----
module @average_ui8_ceil_include {
  func.func @main(%x: tensor<1x6x6x3xui8>) -> tensor<1x4x4x3xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x6x6x3xui8>) -> tensor<1x4x4x3xui8>
    return %r : tensor<1x4x4x3xui8>
  }
}
// -----
module @max_ui8_dilated {
  func.func @main(%x: tensor<1x9x8x3xui8>) -> tensor<1x7x4x3xui8> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 2>, strides = array<i64: 1, 1>, padding = array<i64: 1, 0, 1, 0>, dilations = array<i64: 2, 4>} : (tensor<1x9x8x3xui8>) -> tensor<1x7x4x3xui8>
    return %r : tensor<1x7x4x3xui8>
  }
}
// -----
module @average_ui8_global {
  func.func @main(%x: tensor<1x14x14x16xui8>) -> tensor<1x1x1x16xui8> {
    %r = qopt.pool average %x {kernel = array<i64: 14, 14>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x16xui8>) -> tensor<1x1x1x16xui8>
    return %r : tensor<1x1x1x16xui8>
  }
}
// -----
module @max_i32 {
  func.func @main(%x: tensor<2x8x8x5xi32>) -> tensor<2x4x4x5xi32> {
    %r = qopt.pool max %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xi32>) -> tensor<2x4x4x5xi32>
    return %r : tensor<2x4x4x5xi32>
  }
}
// -----
module @max_i32_padded {
  func.func @main(%x: tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @average_i32 {
  func.func @main(%x: tensor<2x8x8x5xi32>) -> tensor<2x4x4x5xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x8x8x5xi32>) -> tensor<2x4x4x5xi32>
    return %r : tensor<2x4x4x5xi32>
  }
}
// -----
module @average_i32_padded {
  func.func @main(%x: tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @average_i32_include {
  func.func @main(%x: tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x7x7x3xi32>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @average_i32_ceil {
  func.func @main(%x: tensor<1x6x6x3xi32>) -> tensor<1x3x3x3xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x3xi32>) -> tensor<1x3x3x3xi32>
    return %r : tensor<1x3x3x3xi32>
  }
}
// -----
module @average_i32_ceil_include {
  func.func @main(%x: tensor<1x6x6x3xi32>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, count_include_pad} : (tensor<1x6x6x3xi32>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @max_i32_dilated {
  func.func @main(%x: tensor<1x9x8x3xi32>) -> tensor<1x7x4x3xi32> {
    %r = qopt.pool max %x {kernel = array<i64: 3, 2>, strides = array<i64: 1, 1>, padding = array<i64: 1, 0, 1, 0>, dilations = array<i64: 2, 4>} : (tensor<1x9x8x3xi32>) -> tensor<1x7x4x3xi32>
    return %r : tensor<1x7x4x3xi32>
  }
}
// -----
module @average_i32_global {
  func.func @main(%x: tensor<1x14x14x16xi32>) -> tensor<1x1x1x16xi32> {
    %r = qopt.pool average %x {kernel = array<i64: 14, 14>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x16xi32>) -> tensor<1x1x1x16xi32>
    return %r : tensor<1x1x1x16xi32>
  }
}
// -----
module @sum_f32 {
  func.func @main(%x: tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32> {
    %r = qopt.pool sum %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xf32>) -> tensor<1x4x4x3xf32>
    return %r : tensor<1x4x4x3xf32>
  }
}
// -----
module @sum_i8 {
  func.func @main(%x: tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool sum %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xi8>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @sum_ui8 {
  func.func @main(%x: tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xi32> {
    %r = qopt.pool sum %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x3xui8>) -> tensor<1x4x4x3xi32>
    return %r : tensor<1x4x4x3xi32>
  }
}
// -----
module @average_i16_1d {
  func.func @main(%x: tensor<1x30x3xi16>) -> tensor<1x15x3xi16> {
    %r = qopt.pool average %x {kernel = array<i64: 3>, strides = array<i64: 2>, padding = array<i64: 1, 0>, dilations = array<i64: 1>} : (tensor<1x30x3xi16>) -> tensor<1x15x3xi16>
    return %r : tensor<1x15x3xi16>
  }
}
// -----
module @max_f32_3d {
  func.func @main(%x: tensor<1x4x5x6x2xf32>) -> tensor<1x3x4x5x2xf32> {
    %r = qopt.pool max %x {kernel = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>, padding = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 1, 1>} : (tensor<1x4x5x6x2xf32>) -> tensor<1x3x4x5x2xf32>
    return %r : tensor<1x3x4x5x2xf32>
  }
}
