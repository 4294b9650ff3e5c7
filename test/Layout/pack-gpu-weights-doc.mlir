// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-pack-gpu-weights | FileCheck %s

// CHECK-LABEL: func.func @doc
func.func @doc(%x: tensor<2x3x20xi8>) -> tensor<2x3x4xi8> {
  %w = qopt.constant dense<2> : tensor<20x4xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<38> : tensor<1xi8>
  // CHECK: %[[rows:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]] : tensor<2x3x20xi8> into tensor<6x20xi8>
  // CHECK: %[[e:.*]] = tensor.empty() : tensor<6x4xi8>
  // CHECK: %[[p:.*]] = qopt.mma_matmul %[[rows]], %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %[[e]] {hi = 127 : i64, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>} : (tensor<6x20xi8>, tensor<4x32xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<6x4xi8>) -> tensor<6x4xi8>
  // CHECK: %[[r:.*]] = tensor.expand_shape %[[p]] {{\[\[}}0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xi8> into tensor<2x3x4xi8>
  // CHECK: return %[[r]]
  %a = qopt.matmul %x, %w : (tensor<2x3x20xi8>, tensor<20x4xi8>) -> tensor<2x3x4xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x3x4xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x3x4xi8>
  return %r : tensor<2x3x4xi8>
}
