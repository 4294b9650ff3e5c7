// Normalization and rotary embedding in every stage.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s
// RUN: qopt-opt %s --mlir-print-op-generic | qopt-opt | FileCheck %s

!s8 = !qopt.q<#qopt.int<s8>, #qopt.tensor>

// CHECK-LABEL: func.func @norm
func.func @norm(%x: tensor<2x4xf32>, %q: tensor<2x4x!s8>, %i: tensor<2x4xi8>, %g: tensor<4xf32>, %gi: tensor<4xi32>, %bi: tensor<4xi64>, %s: tensor<f32>, %z: tensor<i32>) {
  // CHECK: qopt.norm layer %{{.*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = qopt.norm layer %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: qopt.norm rms %{{.*}} gain %{{.*}} {epsilon = 1.000000e-05 : f64} : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %1 = qopt.norm rms %x gain %g {epsilon = 1.0e-5 : f64} : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  // CHECK: qopt.norm layer %{{.*}} gain %{{.*}} bias %{{.*}} result(%{{.*}}, %{{.*}}) : (tensor<2x4x!q_s8_>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!q_s8_>
  %2 = qopt.norm layer %q gain %g bias %g result(%s, %z) : (tensor<2x4x!s8>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<i32>) -> tensor<2x4x!s8>
  // CHECK: qopt.norm layer %{{.*}} gain %{{.*}} bias %{{.*}} {fixed_point = {epsilon = 3 : i64, fraction_bits = 16 : i64, hi = 127 : i64, in_zp = 0 : i64, lo = -128 : i64, out_shift = 40 : i64, zero_code = 5 : i64}} : (tensor<2x4xi8>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi8>
  %3 = qopt.norm layer %i gain %gi bias %bi {fixed_point = {epsilon = 3, fraction_bits = 16, hi = 127, in_zp = 0, lo = -128, out_shift = 40, zero_code = 5}} : (tensor<2x4xi8>, tensor<4xi32>, tensor<4xi64>) -> tensor<2x4xi8>
  return
}

// CHECK-LABEL: func.func @rotary
func.func @rotary(%x: tensor<1x3x2x4xf32>, %q: tensor<3x4x!s8>, %c: tensor<3x1x2xf32>, %d: tensor<3x2xf32>, %s: tensor<f32>, %z: tensor<i32>) {
  // CHECK: qopt.rotary %{{.*}} cos %{{.*}} sin %{{.*}} : (tensor<1x3x2x4xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>) -> tensor<1x3x2x4xf32>
  %0 = qopt.rotary %x cos %c sin %c : (tensor<1x3x2x4xf32>, tensor<3x1x2xf32>, tensor<3x1x2xf32>) -> tensor<1x3x2x4xf32>
  // CHECK: qopt.rotary %{{.*}} cos %{{.*}} sin %{{.*}} interleaved result(%{{.*}}, %{{.*}}) : (tensor<3x4x!q_s8_>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f32>, tensor<i32>) -> tensor<3x4x!q_s8_>
  %1 = qopt.rotary %q cos %d sin %d interleaved result(%s, %z) : (tensor<3x4x!s8>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f32>, tensor<i32>) -> tensor<3x4x!s8>
  return
}
