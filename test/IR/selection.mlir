// Comparisons and select: every form, printed as it was written.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: func.func @compare
// CHECK: qopt.equal %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
// CHECK: qopt.less %{{.*}}, %{{.*}} : (tensor<2x1xi64>, tensor<3xi64>) -> tensor<2x3xi1>
// CHECK: qopt.less_or_equal %{{.*}}, %{{.*}} : (tensor<3xui8>, tensor<ui8>) -> tensor<3xi1>
func.func @compare(%a: tensor<2x3xf32>, %b: tensor<3xf32>, %c: tensor<2x1xi64>, %d: tensor<3xi64>, %e: tensor<3xui8>, %f: tensor<ui8>) -> (tensor<2x3xi1>, tensor<2x3xi1>, tensor<3xi1>) {
  %0 = qopt.equal %a, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xi1>
  %1 = qopt.less %c, %d : (tensor<2x1xi64>, tensor<3xi64>) -> tensor<2x3xi1>
  %2 = qopt.less_or_equal %e, %f : (tensor<3xui8>, tensor<ui8>) -> tensor<3xi1>
  return %0, %1, %2 : tensor<2x3xi1>, tensor<2x3xi1>, tensor<3xi1>
}

// CHECK-LABEL: func.func @select
// CHECK: qopt.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<2x3xf32>
// CHECK: qopt.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x1xi1>, tensor<2x1xi1>, tensor<i1>) -> tensor<2x1xi1>
func.func @select(%c: tensor<2x1xi1>, %a: tensor<3xf32>, %b: tensor<f32>, %f: tensor<i1>) -> (tensor<2x3xf32>, tensor<2x1xi1>) {
  %0 = qopt.select %c, %a, %b : (tensor<2x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = qopt.select %c, %c, %f : (tensor<2x1xi1>, tensor<2x1xi1>, tensor<i1>) -> tensor<2x1xi1>
  return %0, %1 : tensor<2x3xf32>, tensor<2x1xi1>
}
