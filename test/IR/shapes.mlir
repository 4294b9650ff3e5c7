// Ops that move elements: float, quantized and integer alike.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t -mlir-print-op-generic | diff %t.generic -
// RUN: qopt-opt %t.generic | diff %t -

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @moves
func.func @moves(%x: tensor<2x6xf32>, %q: tensor<2x6x!s8>, %i: tensor<2x6xi8>) {
  // CHECK: qopt.reshape %{{.*}} : tensor<2x6xf32> -> tensor<3x4xf32>
  %0 = qopt.reshape %x : tensor<2x6xf32> -> tensor<3x4xf32>
  // CHECK: qopt.reshape %{{.*}} : tensor<2x6x!q_s8_> -> tensor<12x!q_s8_>
  %1 = qopt.reshape %q : tensor<2x6x!s8> -> tensor<12x!s8>
  // CHECK: qopt.transpose %{{.*}} perm [1, 0] : tensor<2x6xf32> -> tensor<6x2xf32>
  %2 = qopt.transpose %x perm [1, 0] : tensor<2x6xf32> -> tensor<6x2xf32>
  // CHECK: qopt.transpose %{{.*}} perm [1, 0] : tensor<2x6xi8> -> tensor<6x2xi8>
  %3 = qopt.transpose %i perm [1, 0] : tensor<2x6xi8> -> tensor<6x2xi8>
  // CHECK: qopt.broadcast %{{.*}} : tensor<2x6x!q_s8_> -> tensor<3x2x6x!q_s8_>
  %4 = qopt.broadcast %q : tensor<2x6x!s8> -> tensor<3x2x6x!s8>
  // CHECK: qopt.concat %{{.*}}, %{{.*}}, %{{.*}} axis 1 : (tensor<2x6xi8>, tensor<2x6xi8>, tensor<2x6xi8>) -> tensor<2x18xi8>
  %5 = qopt.concat %i, %i, %i axis 1 : (tensor<2x6xi8>, tensor<2x6xi8>, tensor<2x6xi8>) -> tensor<2x18xi8>
  // CHECK: qopt.concat %{{.*}}, %{{.*}} axis 0 : (tensor<2x6x!q_s8_>, tensor<2x6x!q_s8_>) -> tensor<4x6x!q_s8_>
  %6 = qopt.concat %q, %q axis 0 : (tensor<2x6x!s8>, tensor<2x6x!s8>) -> tensor<4x6x!s8>
  // CHECK: qopt.slice %{{.*}} from [1, 5] step [-1, -2] : tensor<2x6xf32> -> tensor<2x3xf32>
  %7 = qopt.slice %x from [1, 5] step [-1, -2] : tensor<2x6xf32> -> tensor<2x3xf32>
  // CHECK: qopt.slice %{{.*}} from [0, 0] step [1, 1] : tensor<2x6xf32> -> tensor<0x6xf32>
  %8 = qopt.slice %x from [0, 0] step [1, 1] : tensor<2x6xf32> -> tensor<0x6xf32>
  return
}

// CHECK-LABEL: func.func @pad
func.func @pad(%x: tensor<2x6xf32>, %q: tensor<2x6x!s8>, %i: tensor<2x6xi8>) {
  // CHECK: qopt.pad constant %{{.*}} low [0, 1] high [2, -3] value -5.000000e-01 : tensor<2x6xf32> -> tensor<4x4xf32>
  %0 = qopt.pad constant %x low [0, 1] high [2, -3] value -0.5 : tensor<2x6xf32> -> tensor<4x4xf32>
  // CHECK: qopt.pad edge %{{.*}} low [0, 9] high [0, 0] value 0.000000e+00 : tensor<2x6x!q_s8_> -> tensor<2x15x!q_s8_>
  %1 = qopt.pad edge %q low [0, 9] high [0, 0] value 0.0 : tensor<2x6x!s8> -> tensor<2x15x!s8>
  // CHECK: qopt.pad reflect %{{.*}} low [1, 5] high [0, 0] value 0.000000e+00 : tensor<2x6xi8> -> tensor<3x11xi8>
  %2 = qopt.pad reflect %i low [1, 5] high [0, 0] value 0.0 : tensor<2x6xi8> -> tensor<3x11xi8>
  // CHECK: qopt.pad wrap %{{.*}} low [0, 0] high [0, 7] value 0.000000e+00 : tensor<2x6xi8> -> tensor<2x13xi8>
  %3 = qopt.pad wrap %i low [0, 0] high [0, 7] value 0.0 : tensor<2x6xi8> -> tensor<2x13xi8>
  return
}

// CHECK-LABEL: func.func @gather
func.func @gather(%x: tensor<2x6xf32>, %q: tensor<2x6x!s8>, %at: tensor<3x1xi64>, %one: tensor<i32>) {
  // CHECK: qopt.gather %{{.*}}, %{{.*}} axis 1 : tensor<2x6xf32>, tensor<3x1xi64> -> tensor<2x3x1xf32>
  %0 = qopt.gather %x, %at axis 1 : tensor<2x6xf32>, tensor<3x1xi64> -> tensor<2x3x1xf32>
  // CHECK: qopt.gather %{{.*}}, %{{.*}} axis 0 : tensor<2x6x!q_s8_>, tensor<i32> -> tensor<6x!q_s8_>
  %1 = qopt.gather %q, %one axis 0 : tensor<2x6x!s8>, tensor<i32> -> tensor<6x!s8>
  // The first and the last index in range.
  %ends = qopt.constant dense<[-6, 5]> : tensor<2xi32>
  // CHECK: qopt.gather %{{.*}}, %{{.*}} axis 1 : tensor<2x6xf32>, tensor<2xi32> -> tensor<2x2xf32>
  %2 = qopt.gather %x, %ends axis 1 : tensor<2x6xf32>, tensor<2xi32> -> tensor<2x2xf32>
  return
}
