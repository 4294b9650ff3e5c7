// Keys and values become codes where a step model remembers them, in groups of two
// and of whole heads; the step model then remembers pairs of codes and the scales.
// RUN: qopt-opt %s --qopt-quantize-kv-cache="keys=s4 values=s4 group=2" | FileCheck %s
// RUN: qopt-opt %s --qopt-quantize-kv-cache="keys=s4 values=s4" --qopt-make-step-model | FileCheck %s --check-prefix=STEP
// RUN: qopt-opt %s --qopt-quantize-kv-cache=keys=s5 --qopt-make-step-model | FileCheck %s --check-prefix=BYTES

// CHECK-LABEL: func.func @heads
// CHECK: %[[k:.*]] = qopt.unary tanh
// CHECK: %[[g:.*]] = qopt.reshape %[[k]] : tensor<3x2x4xf32> -> tensor<3x2x2x2xf32>
// CHECK: %[[s:.*]] = qopt.choose_scales %[[g]] for !q_s4n_t_ : tensor<3x2x2x2xf32> -> tensor<3x2x2xf32>
// CHECK: %[[q:.*]] = qopt.quantize %[[g]], %[[s]], %{{.*}} rounding nearest_even
// CHECK: %[[d:.*]] = qopt.dequantize %[[q]]
// CHECK: %[[r:.*]] = qopt.reshape %[[d]] : tensor<3x2x2x2xf32> -> tensor<3x2x4xf32>
// CHECK: qopt.transpose %[[r]] perm [1, 2, 0]
// CHECK: %[[v:.*]] = qopt.unary sigmoid
// CHECK: qopt.reshape %[[v]] : tensor<3x2x4xf32> -> tensor<3x2x2x2xf32>

// STEP-LABEL: func.func @heads
// STEP-SAME: {qopt.name = "position"}, %[[keys:.*]]: tensor<3x2x2xui8> {qopt.name = "key_cache_0"}, %[[scales:.*]]: tensor<3x2xf32> {qopt.name = "key_cache_0_scale"}, %{{.*}}: tensor<3x2x2xui8> {qopt.name = "value_cache_0"}, %{{.*}}: tensor<3x2xf32> {qopt.name = "value_cache_0_scale"})
// STEP: %[[s:.*]] = qopt.choose_scales %{{.*}} : tensor<1x2x4xf32> -> tensor<1x2xf32>
// STEP: %[[z:.*]] = qopt.constant dense<0> : tensor<1x2xi32>
// STEP: %[[q:.*]] = qopt.quantize %{{.*}}, %[[s]], %[[z]]
// STEP: %[[c:.*]] = qopt.codes %[[q]] : tensor<1x2x4x!q_s4n_t_> -> tensor<1x2x4xi8>
// STEP: %[[p:.*]] = qopt.binary add %{{.*}}, %{{.*}} : (tensor<1x2x2xui8>, tensor<1x2x2xui8>) -> tensor<1x2x2xui8>
// STEP: %[[w:.*]] = qopt.write_row %[[keys]], %[[p]]
// STEP: qopt.binary div %[[w]]
// STEP: %[[u:.*]] = qopt.binary add %{{.*}} : (tensor<3x2x4xi8>, tensor<i8>) -> tensor<3x2x4xi8>
// STEP: %[[ws:.*]] = qopt.write_row %[[scales]], %[[s]]
// STEP: %[[a:.*]] = qopt.assemble %[[u]], %[[ws]], %{{.*}} : tensor<3x2x4xi8>, tensor<3x2xf32>, tensor<3x2xi32> -> tensor<3x2x4x!q_s4n_t_>
// STEP: qopt.dequantize %[[a]]

// BYTES: tensor<3x2x4xi8> {qopt.name = "key_cache_0"}{{.*}}tensor<3x2x4xi8> {qopt.name = "value_cache_0"}
func.func @heads(%ids: tensor<3xi64>) -> tensor<2x3x4xf32> {
  %e = qopt.constant dense<1.0> : tensor<5x8xf32>
  %x0 = qopt.gather %e, %ids axis 0 : tensor<5x8xf32>, tensor<3xi64> -> tensor<3x8xf32>
  %x = qopt.reshape %x0 : tensor<3x8xf32> -> tensor<3x2x4xf32>
  %q = qopt.transpose %x perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %k0 = qopt.unary tanh %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %k = qopt.transpose %k0 perm [1, 2, 0] : tensor<3x2x4xf32> -> tensor<2x4x3xf32>
  %s = qopt.matmul %q, %k : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %m = qopt.constant dense<[[0.0, -1.0e9, -1.0e9], [0.0, 0.0, -1.0e9], [0.0, 0.0, 0.0]]> : tensor<3x3xf32>
  %t = qopt.binary add %s, %m : (tensor<2x3x3xf32>, tensor<3x3xf32>) -> tensor<2x3x3xf32>
  %w = qopt.softmax %t axis 2 : (tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %v0 = qopt.unary sigmoid %x : (tensor<3x2x4xf32>) -> tensor<3x2x4xf32>
  %v = qopt.transpose %v0 perm [1, 0, 2] : tensor<3x2x4xf32> -> tensor<2x3x4xf32>
  %y = qopt.matmul %w, %v : (tensor<2x3x3xf32>, tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return %y : tensor<2x3x4xf32>
}
