// What keeps its integers, and why.
// RUN: qopt-opt %s > %t
// RUN: qopt-opt %s --qopt-integers-to-binary-codes 2>/dev/null | diff %t -
// RUN: qopt-opt %s --qopt-integers-to-binary-codes 2>&1 >/dev/null | FileCheck %s

!u4 = !qopt.q<#qopt.int<u4>, #qopt.tensor>
!s12 = !qopt.q<#qopt.int<s12>, #qopt.tensor>

// CHECK: remark: {{.*}}'weights' keeps its integers: expected scales of which f32 holds every multiple, got 1.000000e-01
// CHECK-NOT: remark
func.func @scale_of_many_bits() -> tensor<2xf32> {
  %c = qopt.constant dense<[0, 15]> : tensor<2xui8>
  %s = qopt.constant dense<0.1> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u4> loc("weights")
  %0 = qopt.dequantize %q : tensor<2x!u4> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @twelve_bits() -> tensor<2xf32> {
  %c = qopt.constant dense<[0, 15]> : tensor<2xi16>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xi16>, tensor<f32>, tensor<i32> -> tensor<2x!s12>
  %0 = qopt.dequantize %q : tensor<2x!s12> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @run_time(%c: tensor<2xui8>) -> tensor<2xf32> {
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u4>
  %0 = qopt.dequantize %q : tensor<2x!u4> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @read_as_codes() -> tensor<2x!u4> {
  %c = qopt.constant dense<[0, 15]> : tensor<2xui8>
  %s = qopt.constant dense<1.0> : tensor<f32>
  %z = qopt.constant dense<0> : tensor<i32>
  %q = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> -> tensor<2x!u4>
  return %q : tensor<2x!u4>
}
