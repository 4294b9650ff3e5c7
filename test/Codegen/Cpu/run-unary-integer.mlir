// Elementwise integer functions of one operand.
// RUN: qopt-compare %s --wide
module @i8 {
  func.func @main(%x: tensor<64xi8>) -> (tensor<64xi8>, tensor<64xi8>, tensor<64xi8>, tensor<64xi8>, tensor<64xi8>) {
    %relu = qopt.unary relu %x : (tensor<64xi8>) -> tensor<64xi8>
    %clip = qopt.unary clip %x {alpha = -3.0 : f64, beta = 100.0 : f64} : (tensor<64xi8>) -> tensor<64xi8>
    %neg = qopt.unary neg %x : (tensor<64xi8>) -> tensor<64xi8>
    %abs = qopt.unary abs %x : (tensor<64xi8>) -> tensor<64xi8>
    %sign = qopt.unary sign %x : (tensor<64xi8>) -> tensor<64xi8>
    return %relu, %clip, %neg, %abs, %sign : tensor<64xi8>, tensor<64xi8>, tensor<64xi8>, tensor<64xi8>, tensor<64xi8>
  }
}
// -----
module @i16 {
  func.func @main(%x: tensor<64xi16>) -> (tensor<64xi16>, tensor<64xi16>, tensor<64xi16>, tensor<64xi16>, tensor<64xi16>) {
    %relu = qopt.unary relu %x : (tensor<64xi16>) -> tensor<64xi16>
    %clip = qopt.unary clip %x {alpha = -3.0 : f64, beta = 100.0 : f64} : (tensor<64xi16>) -> tensor<64xi16>
    %neg = qopt.unary neg %x : (tensor<64xi16>) -> tensor<64xi16>
    %abs = qopt.unary abs %x : (tensor<64xi16>) -> tensor<64xi16>
    %sign = qopt.unary sign %x : (tensor<64xi16>) -> tensor<64xi16>
    return %relu, %clip, %neg, %abs, %sign : tensor<64xi16>, tensor<64xi16>, tensor<64xi16>, tensor<64xi16>, tensor<64xi16>
  }
}
// -----
module @i32 {
  func.func @main(%x: tensor<64xi32>) -> (tensor<64xi32>, tensor<64xi32>, tensor<64xi32>, tensor<64xi32>, tensor<64xi32>) {
    %relu = qopt.unary relu %x : (tensor<64xi32>) -> tensor<64xi32>
    %clip = qopt.unary clip %x {alpha = -3.0 : f64, beta = 100.0 : f64} : (tensor<64xi32>) -> tensor<64xi32>
    %neg = qopt.unary neg %x : (tensor<64xi32>) -> tensor<64xi32>
    %abs = qopt.unary abs %x : (tensor<64xi32>) -> tensor<64xi32>
    %sign = qopt.unary sign %x : (tensor<64xi32>) -> tensor<64xi32>
    return %relu, %clip, %neg, %abs, %sign : tensor<64xi32>, tensor<64xi32>, tensor<64xi32>, tensor<64xi32>, tensor<64xi32>
  }
}
// -----
module @i64 {
  func.func @main(%x: tensor<64xi64>) -> (tensor<64xi64>, tensor<64xi64>, tensor<64xi64>, tensor<64xi64>, tensor<64xi64>) {
    %relu = qopt.unary relu %x : (tensor<64xi64>) -> tensor<64xi64>
    %clip = qopt.unary clip %x {alpha = -3.0 : f64, beta = 100.0 : f64} : (tensor<64xi64>) -> tensor<64xi64>
    %neg = qopt.unary neg %x : (tensor<64xi64>) -> tensor<64xi64>
    %abs = qopt.unary abs %x : (tensor<64xi64>) -> tensor<64xi64>
    %sign = qopt.unary sign %x : (tensor<64xi64>) -> tensor<64xi64>
    return %relu, %clip, %neg, %abs, %sign : tensor<64xi64>, tensor<64xi64>, tensor<64xi64>, tensor<64xi64>, tensor<64xi64>
  }
}
