// All inputs of a concatenation have other readers (as in DenseNet): each keeps
// its own scale, and the concatenation's is of the union of their ranges,
// [-8, 4] -> 12 / 255.
// RUN: qopt-opt %s --qopt-quantize-pipeline | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-pipeline --qopt-integer-pipeline

// CHECK-LABEL: func.func @main
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<0.0470588244> : tensor<f32>
// CHECK-COUNT-2: qopt.requantize %{{.*}}, %[[S]],
// CHECK: qopt.concat
func.func @main(%x: tensor<1x4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> (tensor<1x8xf32>, tensor<1x12xf32>) {
  %0 = qopt.unary neg %x {qopt.range = dense<[-8.0, 0.0]> : tensor<2xf32>} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = qopt.concat %x, %0 axis 1 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  %2 = qopt.concat %x, %0, %x axis 1 : (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x12xf32>
  return %1, %2 : tensor<1x8xf32>, tensor<1x12xf32>
}
