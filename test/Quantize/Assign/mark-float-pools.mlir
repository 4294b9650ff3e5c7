// Pools and reductions are named by what they compute, or all together.
// RUN: qopt-opt %s --qopt-mark-float=kinds=average_pool,reduce_sum | FileCheck %s --check-prefixes=CHECK,ONE
// RUN: qopt-opt %s --qopt-mark-float=kinds=pool,reduce | FileCheck %s --check-prefixes=CHECK,ALL

// CHECK-LABEL: func.func @main
// ONE-NOT: qopt.pool max {{.*}}keep_float
// ALL: qopt.pool max {{.*}}keep_float
// CHECK: qopt.pool average {{.*}}keep_float
// CHECK: qopt.reduce sum {{.*}}keep_float
// ONE-NOT: keep_float
// ALL: qopt.reduce max {{.*}}keep_float
func.func @main(%x: tensor<1x8x2xf32>) -> tensor<1x1x1xf32> {
  %0 = qopt.pool max %x {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x8x2xf32>) -> tensor<1x4x2xf32>
  %1 = qopt.pool average %0 {kernel = array<i64: 2>, strides = array<i64: 2>, padding = array<i64: 0, 0>, dilations = array<i64: 1>} : (tensor<1x4x2xf32>) -> tensor<1x2x2xf32>
  %2 = qopt.reduce sum %1 {axes = array<i64: 1>} : (tensor<1x2x2xf32>) -> tensor<1x1x2xf32>
  %3 = qopt.reduce max %2 {axes = array<i64: 2>} : (tensor<1x1x2xf32>) -> tensor<1x1x1xf32>
  return %3 : tensor<1x1x1xf32>
}
