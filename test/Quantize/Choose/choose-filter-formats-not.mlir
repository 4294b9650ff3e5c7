// No constant float filter, kept in float by request, or chosen before: nothing
// to choose.
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=ant:4" > %t
// RUN: qopt-opt %s | diff - %t

!chosen = !qopt.q<#qopt.nf4, #qopt.tensor>
func.func @main(%x: tensor<1x2xf32>, %y: tensor<2x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xi32>) {
  %0 = qopt.matmul %x, %y : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %w = qopt.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %1 = qopt.matmul %x, %w {qopt.keep_float} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %2 = qopt.matmul %x, %w {qopt.filter_type = !chosen} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %i = qopt.constant dense<[[1, 2]]> : tensor<1x2xi8>
  %v = qopt.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %3 = qopt.matmul %i, %v : (tensor<1x2xi8>, tensor<2x2xi8>) -> tensor<1x2xi32>
  return %0, %1, %2, %3 : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xi32>
}
