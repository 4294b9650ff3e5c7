// A Q/DQ model of a single layer has no quantize that a dequantize reads; it must not
// be taken for an integer one, whose layers in floats are so because they were asked to be.
// RUN: qopt compile %s --emit=integer -o - | FileCheck %s
// RUN: qopt compile %s --emit=integer -o %t.mlir
// RUN: qopt compile %t.mlir --emit=integer -o - | FileCheck %s

!act = !qopt.q<#qopt.int<u8>, #qopt.tensor>
!filter = !qopt.q<#qopt.int<s8>, #qopt.channel<0>>

// CHECK: func.func @main({{.*}} -> tensor<1x3x4x4xui8> attributes {qopt.integer_stage}
// CHECK-NOT: qopt.dequantize
// CHECK: qopt.conv {{.*}} -> tensor<1x4x4x3xi32>
// CHECK: qopt.rescale
// CHECK-NOT: qopt.quantize
func.func @main(%x: tensor<1x2x4x4xui8>) -> tensor<1x3x4x4xui8> {
  %s = qopt.constant dense<5.000000e-01> : tensor<f32>
  %z = qopt.constant dense<3> : tensor<i32>
  %q = qopt.assemble %x, %s, %z : tensor<1x2x4x4xui8>, tensor<f32>, tensor<i32> -> tensor<1x2x4x4x!act>
  %f = qopt.dequantize %q : tensor<1x2x4x4x!act> -> tensor<1x2x4x4xf32>
  %t = qopt.transpose %f perm [0, 2, 3, 1] : tensor<1x2x4x4xf32> -> tensor<1x4x4x2xf32>
  %c = qopt.constant dense<7> : tensor<3x1x1x2xi8>
  %ws = qopt.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %wz = qopt.constant dense<0> : tensor<3xi32>
  %w = qopt.assemble %c, %ws, %wz : tensor<3x1x1x2xi8>, tensor<3xf32>, tensor<3xi32> -> tensor<3x1x1x2x!filter>
  %wf = qopt.dequantize %w : tensor<3x1x1x2x!filter> -> tensor<3x1x1x2xf32>
  %y = qopt.conv %t, %wf {dilations = array<i64: 1, 1>, groups = 1 : i64, input_dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
    : (tensor<1x4x4x2xf32>, tensor<3x1x1x2xf32>) -> tensor<1x4x4x3xf32>
  %n = qopt.transpose %y perm [0, 3, 1, 2] : tensor<1x4x4x3xf32> -> tensor<1x3x4x4xf32>
  %rs = qopt.constant dense<20.0> : tensor<f32>
  %rz = qopt.constant dense<128> : tensor<i32>
  %r = qopt.quantize %n, %rs, %rz rounding nearest_even : tensor<1x3x4x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x3x4x4x!act>
  %o = qopt.codes %r : tensor<1x3x4x4x!act> -> tensor<1x3x4x4xui8>
  return %o : tensor<1x3x4x4xui8>
}
