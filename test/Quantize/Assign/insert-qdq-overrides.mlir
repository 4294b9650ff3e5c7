// Filter formats of single nodes, by name.
// RUN: qopt-opt %s --qopt-insert-qdq='override=fc1=s4,a/b=c=s3' -cse | FileCheck %s

// Filters [[1, 127], [-0.6, 12.7]]; s4 has scales 1 / 7 and 127 / 7: -4.2 -> -4,
// 0.7 -> 1; s3 has 1 / 3 and 127 / 3: -1.8 -> -2, 0.3 -> 0. A node name may hold
// any character: the last '=' ends it.
// CHECK-LABEL: func.func @overrides
// CHECK: %[[C:.*]] = qopt.constant dense<{{\[\[}}7, 7], [-4, 1]]> : tensor<2x2xi8>
// CHECK: qopt.assemble %[[C]], {{.*}} -> tensor<2x2x!q_s4n_c1_>
// CHECK: %[[C:.*]] = qopt.constant dense<{{\[\[}}3, 3], [-2, 0]]> : tensor<2x2xi8>
// CHECK: qopt.assemble %[[C]], {{.*}} -> tensor<2x2x!q_s3n_c1_>
// CHECK: qopt.assemble {{.*}} -> tensor<2x2x!q_s8n_c1_>
func.func @overrides(%x: tensor<1x2xf32> {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %w = qopt.constant dense<[[1.0, 127.0], [-0.6, 12.7]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("fc1")
  %1 = qopt.matmul %0, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("a/b=c")
  %2 = qopt.matmul %1, %w {qopt.range = dense<[-16.0, 15.875]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("fc3")
  return %2 : tensor<1x2xf32>
}
