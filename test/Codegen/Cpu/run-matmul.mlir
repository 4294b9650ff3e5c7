// Matrix products: batches that broadcast, both stages, odd sizes.
// RUN: qopt-compare %s --exact
module @float_2d {
  func.func @main(%a: tensor<5x70xf32>, %b: tensor<70x33xf32>, %c: tensor<33xf32>) -> tensor<5x33xf32> {
    %r = qopt.matmul %a, %b bias %c : (tensor<5x70xf32>, tensor<70x33xf32>, tensor<33xf32>) -> tensor<5x33xf32>
    return %r : tensor<5x33xf32>
  }
}
// -----
module @float_batch_broadcast {
  func.func @main(%a: tensor<3x1x5x7xf32>, %b: tensor<4x7x6xf32>) -> tensor<3x4x5x6xf32> {
    %r = qopt.matmul %a, %b : (tensor<3x1x5x7xf32>, tensor<4x7x6xf32>) -> tensor<3x4x5x6xf32>
    return %r : tensor<3x4x5x6xf32>
  }
}
// -----
module @float_column {
  func.func @main(%a: tensor<9x50xf32>, %b: tensor<50x1xf32>) -> tensor<9x1xf32> {
    %r = qopt.matmul %a, %b : (tensor<9x50xf32>, tensor<50x1xf32>) -> tensor<9x1xf32>
    return %r : tensor<9x1xf32>
  }
}
// -----
module @int_signed {
  func.func @main(%a: tensor<5x70xi8>, %b: tensor<70x33xi8>, %c: tensor<33xi32>) -> tensor<5x33xi32> {
    %r = qopt.matmul %a, %b bias %c : (tensor<5x70xi8>, tensor<70x33xi8>, tensor<33xi32>) -> tensor<5x33xi32>
    return %r : tensor<5x33xi32>
  }
}
// -----
module @int_unsigned_batch {
  func.func @main(%a: tensor<2x5x70xui8>, %b: tensor<1x70x3xi8>) -> tensor<2x5x3xi32> {
    %r = qopt.matmul %a, %b : (tensor<2x5x70xui8>, tensor<1x70x3xi8>) -> tensor<2x5x3xi32>
    return %r : tensor<2x5x3xi32>
  }
}
// -----
module @int_wide {
  func.func @main(%a: tensor<5x7xi16>, %b: tensor<7x3xi16>) -> tensor<5x3xi64> {
    %r = qopt.matmul %a, %b : (tensor<5x7xi16>, tensor<7x3xi16>) -> tensor<5x3xi64>
    return %r : tensor<5x3xi64>
  }
}
// -----
// One row: parallel over chunks of the columns.
module @int_row_parallel {
  func.func @main(%a: tensor<1x1024xi8>, %b: tensor<1024x1000xi8>) -> tensor<1x1000xi32> {
    %r = qopt.matmul %a, %b : (tensor<1x1024xi8>, tensor<1024x1000xi8>) -> tensor<1x1000xi32>
    return %r : tensor<1x1000xi32>
  }
}
