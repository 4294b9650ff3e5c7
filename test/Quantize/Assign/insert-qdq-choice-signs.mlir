// Values that share a scale take the first format, but one with negative values
// where any value is negative.
// RUN: qopt-opt %s --qopt-insert-qdq=symmetric-activations | FileCheck %s

// CHECK-LABEL: func.func @negative
// CHECK-COUNT-3: qopt.quantize {{.*}}!q_flint_s4_>
// CHECK-NOT: qopt.quantize
func.func @negative(%x: tensor<2xf32> {qopt.range = dense<[0.0, 16.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>},
                    %y: tensor<2xf32> {qopt.range = dense<[-8.0, 8.0]> : tensor<2xf32>, qopt.format = #qopt.flint<s4>}) -> tensor<4xf32> {
  %0 = qopt.concat %x, %y axis 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @positive
// CHECK-COUNT-3: qopt.quantize {{.*}}!q_flint_u4_>
// CHECK-NOT: qopt.quantize
func.func @positive(%x: tensor<2xf32> {qopt.range = dense<[0.0, 16.0]> : tensor<2xf32>, qopt.format = #qopt.flint<u4>},
                    %y: tensor<2xf32> {qopt.range = dense<[0.0, 8.0]> : tensor<2xf32>, qopt.format = #qopt.pot<u4>}) -> tensor<4xf32> {
  %0 = qopt.concat %x, %y axis 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
