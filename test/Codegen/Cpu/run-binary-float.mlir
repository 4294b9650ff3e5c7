// Elementwise float functions of two operands, broadcast.
// RUN: qopt-compare %s --per-element
// RUN: qopt-compare %s --per-element --special
module @add {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary add %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @sub {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary sub %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @mul {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary mul %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @div {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary div %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @max {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary max %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @min {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary min %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @pow {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary pow %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @prelu {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary prelu %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @mod {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary mod %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @fmod {
  func.func @main(%x: tensor<3x1x17xf32>, %y: tensor<5x17xf32>) -> tensor<3x5x17xf32> {
    %r = qopt.binary fmod %x, %y : (tensor<3x1x17xf32>, tensor<5x17xf32>) -> tensor<3x5x17xf32>
    return %r : tensor<3x5x17xf32>
  }
}
// -----
module @scalar_and_channel {
  func.func @main(%x: tensor<1x4x4x6xf32>, %y: tensor<6xf32>, %z: tensor<f32>) -> tensor<1x4x4x6xf32> {
    %r = qopt.binary mul %x, %y : (tensor<1x4x4x6xf32>, tensor<6xf32>) -> tensor<1x4x4x6xf32>
    %s = qopt.binary add %r, %z : (tensor<1x4x4x6xf32>, tensor<f32>) -> tensor<1x4x4x6xf32>
    return %s : tensor<1x4x4x6xf32>
  }
}
