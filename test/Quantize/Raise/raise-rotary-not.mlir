// What is no rotation stays as it is.
// RUN: qopt-opt %s --qopt-raise-rotary --verify-diagnostics > %t
// RUN: qopt-opt %s | diff - %t

func.func @halves_of_cos_may_differ(%x: tensor<3x4xf32>, %c: tensor<3x4xf32>, %s: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %a = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %n = qopt.unary neg %b : (tensor<3x2xf32>) -> tensor<3x2xf32>
  %r = qopt.concat %n, %a axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  %0 = qopt.binary mul %x, %c : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  %1 = qopt.binary mul %r, %s : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  // expected-remark@+1 {{a rotary embedding is left in parts: cos and sin are not known to have two equal halves}}
  %2 = qopt.binary add %0, %1 : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %2 : tensor<3x4xf32>
}

// The sign is on the other product: the inverse rotation.
func.func @not_a_cos_minus_b_sin(%x: tensor<3x4xf32>, %c: tensor<3x2xf32>, %s: tensor<3x2xf32>) -> tensor<3x4xf32> {
  %a = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %x from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %0 = qopt.binary mul %a, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary mul %b, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %2 = qopt.binary add %0, %1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary mul %b, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.binary mul %a, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %5 = qopt.binary sub %3, %4 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %6 = qopt.concat %2, %5 axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  return %6 : tensor<3x4xf32>
}

func.func @not_the_parts_of_one_value(%x: tensor<3x4xf32>, %y: tensor<3x4xf32>, %c: tensor<3x2xf32>, %s: tensor<3x2xf32>) -> tensor<3x4xf32> {
  %a = qopt.slice %x from [0, 0] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %b = qopt.slice %y from [0, 2] step [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
  %0 = qopt.binary mul %a, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %1 = qopt.binary mul %b, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %2 = qopt.binary sub %0, %1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %3 = qopt.binary mul %b, %c : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %4 = qopt.binary mul %a, %s : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %5 = qopt.binary add %3, %4 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %6 = qopt.concat %2, %5 axis 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
  return %6 : tensor<3x4xf32>
}
