// Rows written into caches, of floats and of integers.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -

// CHECK-LABEL: func.func @rows
func.func @rows(%x: tensor<4x2xf32>, %r: tensor<4x1xf32>, %c: tensor<3x2xi8>,
                %s: tensor<1x2xi8>, %u: tensor<3xui8>, %v: tensor<1xui8>,
                %i: tensor<i64>, %j: tensor<1xi32>) {
  // CHECK: qopt.write_row %{{.*}}, %{{.*}} at %{{.*}} axis 1 : (tensor<4x2xf32>, tensor<4x1xf32>, tensor<i64>) -> tensor<4x2xf32>
  %0 = qopt.write_row %x, %r at %i axis 1 : (tensor<4x2xf32>, tensor<4x1xf32>, tensor<i64>) -> tensor<4x2xf32>
  // CHECK: qopt.write_row %{{.*}}, %{{.*}} at %{{.*}} axis 0 : (tensor<3x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<3x2xi8>
  %1 = qopt.write_row %c, %s at %j axis 0 : (tensor<3x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<3x2xi8>
  // CHECK: qopt.write_row %{{.*}}, %{{.*}} at %{{.*}} axis 0 : (tensor<3xui8>, tensor<1xui8>, tensor<i64>) -> tensor<3xui8>
  %2 = qopt.write_row %u, %v at %i axis 0 : (tensor<3xui8>, tensor<1xui8>, tensor<i64>) -> tensor<3xui8>
  return
}
