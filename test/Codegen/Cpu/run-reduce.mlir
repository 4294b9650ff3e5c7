// Reductions of every kind and stage.
// RUN: qopt-compare %s
// RUN: qopt-compare %s --wide --runs=4
module @sum_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @sum_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce sum %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @mean_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @mean_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce mean %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @max_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce max %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @max_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce max %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @min_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce min %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @min_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce min %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @prod_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce prod %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @prod_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce prod %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @l1_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce l1 %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @l1_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce l1 %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @l2_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce l2 %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @l2_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce l2 %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @sum_square_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @sum_square_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @log_sum_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce log_sum %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @log_sum_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce log_sum %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @log_sum_exp_f32 {
  func.func @main(%x: tensor<3x5x7xf32>) -> tensor<3x1x7xf32> {
    %r = qopt.reduce log_sum_exp %x {axes = array<i64: 1>} : (tensor<3x5x7xf32>) -> tensor<3x1x7xf32>
    return %r : tensor<3x1x7xf32>
  }
}
// -----
module @log_sum_exp_f32_last {
  func.func @main(%x: tensor<3x5x70xf32>) -> tensor<3x5x1xf32> {
    %r = qopt.reduce log_sum_exp %x {axes = array<i64: 2>} : (tensor<3x5x70xf32>) -> tensor<3x5x1xf32>
    return %r : tensor<3x5x1xf32>
  }
}
// -----
module @sum_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce sum %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @sum_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce sum %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @sum_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce sum %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @sum_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce sum %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @mean_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce mean %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @mean_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce mean %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @mean_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce mean %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @mean_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce mean %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @max_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce max %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @max_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce max %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @max_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce max %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @max_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce max %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @min_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce min %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @min_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce min %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @min_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce min %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @min_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce min %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @l1_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce l1 %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @l1_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce l1 %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @l1_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce l1 %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @l1_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce l1 %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @sum_square_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @sum_square_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @sum_square_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @sum_square_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce sum_square %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @prod_i8 {
  func.func @main(%x: tensor<3x5x7xi8>) -> tensor<1x5x1xi8> {
    %r = qopt.reduce prod %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi8>) -> tensor<1x5x1xi8>
    return %r : tensor<1x5x1xi8>
  }
}
// -----
module @prod_ui8 {
  func.func @main(%x: tensor<3x5x7xui8>) -> tensor<1x5x1xui8> {
    %r = qopt.reduce prod %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xui8>) -> tensor<1x5x1xui8>
    return %r : tensor<1x5x1xui8>
  }
}
// -----
module @prod_i32 {
  func.func @main(%x: tensor<3x5x7xi32>) -> tensor<1x5x1xi32> {
    %r = qopt.reduce prod %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi32>) -> tensor<1x5x1xi32>
    return %r : tensor<1x5x1xi32>
  }
}
// -----
module @prod_i64 {
  func.func @main(%x: tensor<3x5x7xi64>) -> tensor<1x5x1xi64> {
    %r = qopt.reduce prod %x {axes = array<i64: 0, 2>} : (tensor<3x5x7xi64>) -> tensor<1x5x1xi64>
    return %r : tensor<1x5x1xi64>
  }
}
// -----
module @sum_i8_i32 {
  func.func @main(%x: tensor<3x50x7xi8>) -> tensor<3x1x7xi32> {
    %r = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<3x50x7xi8>) -> tensor<3x1x7xi32>
    return %r : tensor<3x1x7xi32>
  }
}
// -----
module @sum_ui8_i32 {
  func.func @main(%x: tensor<3x50x7xui8>) -> tensor<3x1x7xi32> {
    %r = qopt.reduce sum %x {axes = array<i64: 1>} : (tensor<3x50x7xui8>) -> tensor<3x1x7xi32>
    return %r : tensor<3x1x7xi32>
  }
}
// -----
module @sum_ui8_i64 {
  func.func @main(%x: tensor<3x50x7xui8>) -> tensor<1x1x1xi64> {
    %r = qopt.reduce sum %x {axes = array<i64: 0, 1, 2>} : (tensor<3x50x7xui8>) -> tensor<1x1x1xi64>
    return %r : tensor<1x1x1xi64>
  }
}
// -----
module @sum_none {
  func.func @main(%x: tensor<3x5xf32>) -> tensor<3x5xf32> {
    %r = qopt.reduce sum %x {axes = array<i64>} : (tensor<3x5xf32>) -> tensor<3x5xf32>
    return %r : tensor<3x5xf32>
  }
}
