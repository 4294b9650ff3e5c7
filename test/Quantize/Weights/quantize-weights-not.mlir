// What is not a constant float filter stays as it is, and so do the ops that the
// user keeps in float.
// RUN: qopt-opt %s --qopt-quantize-weights="format=s4" > %t
// RUN: qopt-opt %s | diff - %t

func.func @main(%x: tensor<1x2xf32>, %y: tensor<2x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xi32>) {
  // A constant that only scales is no filter.
  %c = qopt.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = qopt.binary mul %x, %c : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  // Both sides are known at run time only.
  %1 = qopt.matmul %x, %y : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %w = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %2 = qopt.matmul %x, %w {qopt.keep_float} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  // Integers have their format already.
  %i = qopt.constant dense<[[1, 2]]> : tensor<1x2xi8>
  %v = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %3 = qopt.matmul %i, %v : (tensor<1x2xi8>, tensor<2x2xi8>) -> tensor<1x2xi32>
  return %0, %1, %2, %3 : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xi32>
}
