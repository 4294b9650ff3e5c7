// The sums of a batch of integer products have one scale; float activations leave
// one per output channel.
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=s4 with-activations" | FileCheck %s
// RUN: qopt-opt %s --qopt-choose-filter-formats="format=s4" | FileCheck %s --check-prefix=FLOAT

// CHECK: qopt.filter_scales = dense<1.000000e+00> : tensor<f32>, qopt.filter_type = !q_s4n_}
// CHECK: qopt.filter_scales = dense<1.000000e+00> : tensor<1xf32>, qopt.filter_type = !q_s4n_c1_}
// FLOAT: qopt.filter_scales = dense<1.000000e+00> : tensor<1xf32>, qopt.filter_type = !q_s4n_c2_}
// FLOAT: qopt.filter_scales = dense<1.000000e+00> : tensor<1xf32>, qopt.filter_type = !q_s4n_c1_}
func.func @main(%x: tensor<2x3x2xf32>) -> (tensor<2x3x1xf32>, tensor<2x3x1xf32>) {
  %w = qopt.constant dense<[[[7.0], [2.0]], [[1.0], [0.0]]]> : tensor<2x2x1xf32>
  %0 = qopt.matmul %x, %w : (tensor<2x3x2xf32>, tensor<2x2x1xf32>) -> tensor<2x3x1xf32>
  %v = qopt.constant dense<[[7.0], [2.0]]> : tensor<2x1xf32>
  %1 = qopt.matmul %x, %v : (tensor<2x3x2xf32>, tensor<2x1xf32>) -> tensor<2x3x1xf32>
  return %0, %1 : tensor<2x3x1xf32>, tensor<2x3x1xf32>
}
