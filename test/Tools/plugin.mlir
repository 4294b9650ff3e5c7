// Stock mlir-opt loads the dialect and the passes from the plugin.
// REQUIRES: mlir-opt
// RUN: mlir-opt --load-dialect-plugin=%build/lib/qopt-plugin.so \
// RUN:   --load-pass-plugin=%build/lib/qopt-plugin.so \
// RUN:   --pass-pipeline='builtin.module(func.func(qopt-sink-transposes))' %s | FileCheck %s

// CHECK-LABEL: func.func @cancel
// CHECK-NOT: qopt.transpose
// CHECK: %[[R:.*]] = qopt.unary relu %{{.*}} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
// CHECK: return %[[R]]
func.func @cancel(%x: tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x4x8xf32> -> tensor<1x8x4x4xf32>
  %1 = qopt.unary relu %0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %2 = qopt.transpose %1 perm [0, 2, 3, 1] : tensor<1x8x4x4xf32> -> tensor<1x4x4x8xf32>
  return %2 : tensor<1x4x4x8xf32>
}
