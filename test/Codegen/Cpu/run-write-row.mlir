// Rows written at positions inside, before and after the cache, compiled against the
// interpreter. The input stays as it is: it is read again after the row was written.
// RUN: qopt-compare %s --exact --runs=30
module @floats {
  func.func @main(%x: tensor<2x5x3xf32>, %r: tensor<2x1x3xf32>, %i: tensor<1xi64>) -> (tensor<2x5x3xf32>, tensor<2x5x3xf32>) {
    %n = qopt.constant dense<7> : tensor<1xi64>
    %p = qopt.binary mod %i, %n : (tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
    %0 = qopt.write_row %x, %r at %p axis 1 : (tensor<2x5x3xf32>, tensor<2x1x3xf32>, tensor<1xi64>) -> tensor<2x5x3xf32>
    %1 = qopt.binary sub %x, %0 : (tensor<2x5x3xf32>, tensor<2x5x3xf32>) -> tensor<2x5x3xf32>
    return %0, %1 : tensor<2x5x3xf32>, tensor<2x5x3xf32>
  }
}
// -----
module @codes {
  func.func @main(%x: tensor<5x4xi8>, %r: tensor<1x4xi8>, %i: tensor<i32>) -> (tensor<5x4xi8>, tensor<5x4xi8>) {
    %n = qopt.constant dense<7> : tensor<i32>
    %p = qopt.binary mod %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %0 = qopt.write_row %x, %r at %p axis 0 : (tensor<5x4xi8>, tensor<1x4xi8>, tensor<i32>) -> tensor<5x4xi8>
    %1 = qopt.binary sub %x, %0 : (tensor<5x4xi8>, tensor<5x4xi8>) -> tensor<5x4xi8>
    return %0, %1 : tensor<5x4xi8>, tensor<5x4xi8>
  }
}
// -----
module @unsigned_position {
  func.func @main(%x: tensor<3x5xui8>, %r: tensor<3x1xui8>, %i: tensor<1xui8>) -> (tensor<3x5xui8>, tensor<3x5xui8>) {
    %n = qopt.constant dense<7> : tensor<1xui8>
    %p = qopt.binary mod %i, %n : (tensor<1xui8>, tensor<1xui8>) -> tensor<1xui8>
    %0 = qopt.write_row %x, %r at %p axis 1 : (tensor<3x5xui8>, tensor<3x1xui8>, tensor<1xui8>) -> tensor<3x5xui8>
    %1 = qopt.binary sub %x, %0 : (tensor<3x5xui8>, tensor<3x5xui8>) -> tensor<3x5xui8>
    return %0, %1 : tensor<3x5xui8>, tensor<3x5xui8>
  }
}
// -----
module @one_row {
  func.func @main(%x: tensor<1x4xi16>, %r: tensor<1x4xi16>, %i: tensor<i8>) -> (tensor<1x4xi16>, tensor<1x4xi16>) {
    %n = qopt.constant dense<7> : tensor<i8>
    %p = qopt.binary mod %i, %n : (tensor<i8>, tensor<i8>) -> tensor<i8>
    %0 = qopt.write_row %x, %r at %p axis 0 : (tensor<1x4xi16>, tensor<1x4xi16>, tensor<i8>) -> tensor<1x4xi16>
    %1 = qopt.binary sub %x, %0 : (tensor<1x4xi16>, tensor<1x4xi16>) -> tensor<1x4xi16>
    return %0, %1 : tensor<1x4xi16>, tensor<1x4xi16>
  }
}
