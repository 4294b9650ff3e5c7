// What stays in parts, and why.
// RUN: qopt-opt %s --qopt-raise-norms --verify-diagnostics > %t
// RUN: qopt-opt %s | diff - %t

func.func @epsilon_is_not_constant(%x: tensor<2x3xf32>, %eps: tensor<f32>) -> tensor<2x3xf32> {
  %0 = qopt.binary mul %x, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = qopt.binary add %1, %eps : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x1xf32>
  // expected-remark@+1 {{node 'qopt.unary': a normalization is left in parts: epsilon is not a constant number >= 0}}
  %3 = qopt.unary sqrt %2 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %4 = qopt.binary div %x, %3 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

func.func @not_over_the_last_dimension(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.binary mul %x, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<1x3xf32>
  // expected-remark@+1 {{the mean is not over the last dimension alone}}
  %2 = qopt.unary sqrt %1 : (tensor<1x3xf32>) -> tensor<1x3xf32>
  %3 = qopt.binary div %x, %2 : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

func.func @of_other_squares(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.binary mul %y, %y : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  // expected-remark@+1 {{what is divided by the root is not what was squared}}
  %2 = qopt.unary sqrt %1 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %3 = qopt.binary div %x, %2 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// A mean of absolute values is none of squares: no remark.
func.func @not_divided_by_a_root_of_a_mean_of_squares(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = qopt.unary abs %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = qopt.reduce mean %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = qopt.unary sqrt %1 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %3 = qopt.binary div %x, %2 : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// s of the two products differ.
func.func @not_one_s(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %g = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = qopt.constant dense<[4.0, 5.0, 6.0]> : tensor<3xf32>
  %m = qopt.reduce mean %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %0 = qopt.binary sub %x, %m : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %1 = qopt.binary mul %0, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = qopt.reduce mean %1 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  // expected-remark@+1 {{what is divided by the root is not what was squared}}
  %3 = qopt.unary sqrt %2 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %4 = qopt.unary reciprocal %3 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %s = qopt.binary mul %4, %g : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %5 = qopt.binary mul %x, %s : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = qopt.binary mul %m, %4 : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  %7 = qopt.binary sub %b, %6 : (tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %8 = qopt.binary add %5, %7 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %8 : tensor<2x3xf32>
}
